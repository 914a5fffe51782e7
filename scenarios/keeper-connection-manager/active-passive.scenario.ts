import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { ScenarioInput } from "../../src/trial/scenario.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";

const system = "keeper-connection-manager";
const variant = "active-passive";
const primary = "kcm_backend/kcm1";

/** Nothing is broken, for three of the check's intervals of 3 s and two ramps. */
export const steady = scenario({
  byDay: false,
  system,
  variant,
  profiles: ["tuned"],
  id: "kcm-08-standby-idle",
  title: "the standby serves nobody, and adds no room",
  fault: { kind: "noop", hosts: [] },
  healAfterMs: 9_000,
  expect: [
    expecting.that("KCM-08", { check: "served-by", probe: "login", servers: ["kcm1"] }),
    expecting.that("KCM-08", { check: "stay-up", probe: "user-1" }),
    expecting.that("KCM-12", { check: "stay-up", probe: "capacity", minSamples: 2 }),
  ],
});

/**
 * Detection is the eviction by HAProxy's checks; the switch costs nothing on top, so that all that clients feel lies in the eviction's
 * window. When the primary returns, everybody is sent back to it: logged out a second time, while tunnels on the standby go on.
 */
function switched(
  id: string,
  title: string,
  { fault, ...more }: Pick<ScenarioInput, "fault" | "profiles" | "nightly">,
): ReturnType<typeof scenario> {
  return scenario({
    ...more,
    byDay: false,
    system,
    variant,
    id,
    title,
    fault,
    expect: [
      expecting.eviction("KCM-34", primary),
      expecting.of(
        "KCM-34",
        { check: "outage", probe: "login" },
        { kind: "by-window-end", against: "eviction" },
      ),
      expecting.of(
        "KCM-10",
        { check: "first-served", probe: "login", servedBy: "kcm2" },
        { kind: "happens" },
      ),
      expecting.that(
        "KCM-10",
        {
          check: "served-by",
          probe: "login",
          servers: ["kcm2"],
          span: { since: "eviction", until: "heal" },
        },
        { promise: { kind: "holds" } },
      ),
      expecting.readmission("KCM-11", primary),
      expecting.broken("KCM-11", { check: "stay-up", probe: "user-1", span: { since: "heal" } }),
      // A tunnel to a frozen primary waits for its thaw; one to a dead primary was opened anew, on the standby.
      ...(fault.kind === "process-crash"
        ? [expecting.that("KCM-11", { check: "stay-up", probe: "tunnel-1", span: { since: "heal" } })]
        : []),
    ],
  });
}

export const crash = switched("kcm-10-crash", "the standby takes over from a primary that was killed", {
  fault: { kind: "process-crash", hosts: ["kcm1"], process: "app" },
});
const frozen: FaultPlan = { kind: "host-freeze", hosts: ["kcm1"] };
export const freeze = switched(
  "kcm-10-host-freeze-tuned",
  "the standby takes over from a primary that is frozen",
  { fault: frozen, profiles: ["tuned"] },
);
export const freezePublished = switched(
  "kcm-10-host-freeze-published",
  "the standby takes over from a primary that is frozen",
  { fault: frozen, profiles: ["published"], nightly: true },
);

/**
 * The primary is away for 2 s. A check every 3 s can see that once, and the node is back a second later; three failures in a row would
 * be needed, (fall − 1) × inter = 6 s. Tuned checks come every second after the first, so that it is asked of the published ones only.
 */
export const blip = scenario({
  byDay: false,
  system,
  variant,
  id: "kcm-09-blip",
  title: "the standby stays idle while the primary is away for 2 s",
  profiles: ["published"],
  fault: { kind: "process-crash", hosts: ["kcm1"], process: "app" },
  healAfterMs: 2_000,
  expect: [
    expecting.of("KCM-09", { check: "eviction", subject: primary }, { kind: "never" }, { watchMs: 2_000 }),
    expecting.that(
      "KCM-09",
      { check: "served-by", probe: "login", servers: ["kcm1"] },
      { promise: { kind: "holds" } },
    ),
  ],
});

/** The standby dies, and nobody notices. */
export const standbyDies = scenario({
  byDay: false,
  system,
  variant,
  profiles: ["published"],
  id: "kcm-09-standby",
  title: "nobody notices the loss of the standby",
  fault: { kind: "process-crash", hosts: ["kcm2"], process: "app" },
  healAfterMs: 2_000,
  expect: [
    expecting.that("KCM-08", { check: "served-by", probe: "login", servers: ["kcm1"] }),
    expecting.that("KCM-09", { check: "stay-up", probe: "login" }, { promise: { kind: "holds" } }),
    expecting.that(
      "KCM-09",
      { check: "served-by", probe: "login", servers: ["kcm1"] },
      { promise: { kind: "holds" } },
    ),
  ],
});
