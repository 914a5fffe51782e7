import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { ScenarioInput } from "../../src/trial/scenario.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";

const system = "keeper-connection-manager";
const server = "kcm_backend/kcm1";

/** The instance leaves rotation and comes back as HAProxy's checks say, and nothing fails for its users once they are elsewhere. */
const evictedAndBack: readonly Expectation[] = [
  expecting.eviction("KCM-05", server),
  expecting.readmission("KCM-05", server),
  expecting.of(
    "KCM-05",
    { check: "outage", probe: "user-1" },
    { kind: "by-window-end", against: "eviction" },
  ),
  // Whoever was on the instance is answered by the other one, with a new login: the token was in the memory of the dead one.
  expecting.that("KCM-07", {
    check: "served-by",
    probe: "user-1",
    servers: ["kcm2"],
    span: { since: "eviction", until: "heal" },
  }),
];

/** Users of the other instance feel nothing. */
const othersUnhurt: readonly Expectation[] = [
  expecting.that("KCM-06", { check: "stay-up", probe: "user-2" }, { promise: { kind: "holds" } }),
  expecting.that("KCM-06", { check: "stay-up", probe: "tunnel-2" }, { promise: { kind: "holds" } }),
];

/**
 * NGINX and the node are killed, and with the node every token and tunnel of its users. Tuned: a refused connection goes to the other
 * instance at once, which answers 403, and the user logs in again. Published: the cookie points at the dead instance until it is DOWN.
 * Not by day: on two cores the nine hosts make more noise than seven probes can be judged by.
 */
export const crash = scenario({
  byDay: false,
  system,
  id: "kcm-05-crash",
  title: "users of an instance that was killed log in again on another, and nobody else notices",
  fault: { kind: "process-crash", hosts: ["kcm1"], process: "app" },
  expect: [
    ...evictedAndBack,
    ...othersUnhurt,
    expecting.of("KCM-06", { check: "notice", probe: "tunnel-1" }, { kind: "happens" }),
    // An answer, though the wrong one, within the second that a retry waits: nobody waits for the eviction.
    expecting.of(
      "KCM-07",
      { check: "outage", probe: "user-1" },
      { kind: "reported" },
      { profiles: ["tuned"], promise: { kind: "at-latest", latestMs: 1_000 } },
    ),
    expecting.of(
      "KCM-35",
      { check: "outage", probe: "login", part: "total" },
      { kind: "by-window-end", against: "eviction", orNone: true },
    ),
  ],
});

function silent(
  id: string,
  title: string,
  more: Pick<ScenarioInput, "fault" | "profiles" | "nightly">,
): ReturnType<typeof scenario> {
  return scenario({
    byDay: false,
    system,
    id,
    title,
    ...more,
    expect: [
      ...evictedAndBack,
      expecting.that("KCM-06", { check: "stay-up", probe: "user-2" }, { promise: { kind: "holds" } }),
      expecting.of(
        "KCM-35",
        { check: "outage", probe: "login" },
        { kind: "by-window-end", against: "eviction" },
      ),
    ],
  });
}

/** Silent instances are noticed later than dead ones: each check lasts as long as it may. Tuned, and cut off: by night. */
const frozen: FaultPlan = { kind: "host-freeze", hosts: ["kcm1"] };
export const freeze = silent(
  "kcm-05-host-freeze-published",
  "users of an instance whose host is frozen log in again on another",
  { fault: frozen, profiles: ["published"] },
);
export const freezeTuned = silent(
  "kcm-05-host-freeze-tuned",
  "users of an instance whose host is frozen log in again on another",
  { fault: frozen, profiles: ["tuned"], nightly: true },
);
export const partition = silent(
  "kcm-35-partition",
  "users of an instance that is cut off log in again on another",
  { fault: { kind: "partition", hosts: ["kcm1"], network: "back" }, nightly: true },
);

/**
 * The instance's host is lost and comes back with its disk. Until then its recordings are not to be had; then every one of them is as
 * it was.
 */
export const hostLoss = scenario({
  byDay: false,
  system,
  profiles: ["tuned"],
  id: "kcm-25-host-loss",
  title: "recordings of an instance whose host is lost are missing until it returns",
  fault: { kind: "host-loss", hosts: ["kcm1"] },
  expect: [
    expecting.eviction("KCM-05", server),
    expecting.that("KCM-25", {
      check: "outcomes",
      probe: "archive",
      allowed: ["wrong"],
      span: { since: "eviction", until: "heal" },
    }),
    expecting.ledger("KCM-25", "record-1", { promise: { kind: "holds" } }),
    expecting.readmission("KCM-05", server),
  ],
});

/**
 * guacd alone dies. The node knows it within the age of its health answer (5 s, tuned 1 s) and a second for its own look, and HAProxy after
 * its checks (timing-model.md: 6 to 9 s, tuned 2 to 5 s): 15 s and 7 s.
 */
function guacdDies(profile: "published" | "tuned", latestMs: number): ReturnType<typeof scenario> {
  return scenario({
    byDay: false,
    system,
    profiles: [profile],
    nightly: profile === "published",
    id: `kcm-36-guacd-${profile}`,
    title: "an instance whose guacd is dead leaves rotation",
    fault: { kind: "listener-stop", hosts: ["kcm1"], process: "app", port: 4822 },
    watchMs: latestMs,
    expect: [
      expecting.of(
        "KCM-36",
        { check: "eviction", subject: server },
        { kind: "happens" },
        { promise: { kind: "at-latest", latestMs } },
      ),
    ],
  });
}

export const guacd = guacdDies("tuned", 7_000);
export const guacdPublished = guacdDies("published", 15_000);

/** NGINX listens on another port than the balancers expect. They see a refusal; the preflight names the instance and the reason. */
export const listener = scenario({
  byDay: false,
  system,
  profiles: ["tuned"],
  id: "kcm-33-listener",
  title: "an instance that listens elsewhere is out of service, and the preflight says why",
  fault: { kind: "listener-stop", hosts: ["kcm1"], process: "app", port: 443 },
  expect: [
    expecting.eviction("KCM-33", server),
    expecting.that(
      "KCM-33",
      {
        check: "outcomes",
        probe: "preflight",
        allowed: ["wrong"],
        span: { since: "in-force", until: "heal" },
      },
      { promise: { kind: "holds" } },
    ),
    expecting.readmission("KCM-33", server),
  ],
});
