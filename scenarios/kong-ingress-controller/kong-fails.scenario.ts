import { freshMs } from "../../fixtures/systems/kong-ingress-controller/allowances.ts";
import { timings } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import type { Profile } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import type { ScenarioInput } from "../../src/trial/scenario.ts";

const system = "kong-ingress-controller";
const server = "kong_backend/kong1";

/** A Kong fails: one of three answers is missing until the balancer has noticed it, and none after that. */
function fails(
  id: string,
  title: string,
  more: Pick<ScenarioInput, "fault" | "byDay" | "nightly">,
): ReturnType<typeof scenario> {
  return scenario({
    system,
    id,
    title,
    ...more,
    expect: [
      expecting.eviction("KIC-03", server),
      expecting.readmission("KIC-03", server),
      expecting.of(
        "KIC-01",
        { check: "outage", probe: "proxy", part: "total" },
        { kind: "by-window-end", against: "eviction", orNone: true },
      ),
      // Whoever comes back has its routes before it is given a request.
      expecting.that("KIC-20", {
        check: "outcomes",
        probe: "proxy",
        allowed: ["ok", "server-error", "timeout", "reset", "closed", "refused"],
      }),
    ],
  });
}

const app = { hosts: ["kong1"], process: "app" } as const;
const frozen: FaultPlan = { kind: "process-freeze", ...app };
export const crash = fails("kic-03-crash", "traffic goes to the other Kongs when one is killed", {
  fault: { kind: "process-crash", ...app },
});
export const freeze = fails("kic-03-freeze", "traffic goes to the other Kongs when one hangs", {
  fault: frozen,
  nightly: true,
});
export const partition = fails("kic-03-partition", "traffic goes to the other Kongs when one is cut off", {
  fault: { kind: "partition", hosts: ["kong1"], network: "back" },
  nightly: true,
});

/** The rolling restart of three pods. Its routes are in the database: each routes as the others as soon as it answers. */
function restarted(n: number): ReturnType<typeof scenario> {
  return scenario({
    system,
    byDay: false,
    nightly: n > 1,
    id: `kic-02-restart-${n}`,
    title: "a Kong that is restarted routes as before",
    fault: { kind: "restart", hosts: [`kong${n}`], process: "app" },
    healAfterMs: 3_000,
    expect: [
      expecting.that("KIC-02", {
        check: "outcomes",
        probe: "agreement",
        allowed: ["ok", "refused", "reset", "closed", "timeout"],
      }),
      expecting.that("KIC-02", { check: "stay-up", probe: "proxy" }, { profiles: ["tuned"] }),
      expecting.that("KIC-02", {
        check: "outcomes",
        probe: "proxy",
        allowed: ["ok", "server-error", "timeout", "reset", "closed", "refused"],
      }),
    ],
  });
}

export const restartedOne = restarted(1);
export const restartedTwo = restarted(2);
export const restartedThree = restarted(3);

/**
 * Kong's database is shut down for as long as the profile says. Known routes are served; nothing that is changed is applied; a new Kong
 * does not start. Then it is as before: what was changed last is served one sync and one poll later.
 */
function withoutDatabase(profile: Profile): ReturnType<typeof scenario> {
  const timing = timings[profile];
  const { withoutDatabaseMs } = timing;
  const latestMs = withoutDatabaseMs + freshMs(timing, { flavour: "v1", mode: "db" });
  return scenario({
    system,
    byDay: false,
    id: `kic-22-database-${profile}`,
    title: "known routes are served while Kong's database is stopped, and no new Kong starts",
    profiles: [profile],
    fault: { kind: "database-stop", hosts: ["db"] },
    healAfterMs: withoutDatabaseMs,
    expect: [
      expecting.that("KIC-22", { check: "stay-up", probe: "proxy" }),
      expecting.of(
        "KIC-22",
        { check: "outage", probe: "config" },
        { kind: "within", window: { earliestMs: 0, latestMs } },
      ),
      expecting.that(
        "KIC-02",
        {
          check: "outcomes",
          probe: "new-kong",
          allowed: ["server-error"],
          span: { since: "in-force", until: "heal" },
        },
        {
          promise: {
            kind: "silent",
            because:
              "with a database, a Kong that is new cannot start without it; the document does not say it",
          },
        },
      ),
      expecting.of(
        "KIC-22",
        { check: "first-served", probe: "new-kong", servedBy: "new", from: "heal" },
        { kind: "happens" },
      ),
    ],
  });
}

export const databaseTuned = withoutDatabase("tuned");
export const databasePublished = withoutDatabase("published");

/** One of three is away: two take twice what one does. Two rounds of 1.5 s, and one that met the crash. */
export const capacityOfTwo = scenario({
  system,
  byDay: false,
  profiles: ["tuned"],
  id: "kic-20-capacity-of-two",
  title: "two Kongs take twice as many requests at once as one",
  fault: { kind: "process-crash", hosts: ["kong3"], process: "app" },
  healAfterMs: 9_000,
  expect: [
    expecting.that("KIC-20", {
      check: "outcomes",
      probe: "capacity-of-two",
      allowed: ["ok"],
      span: { since: "eviction", until: "heal" },
      minSamples: 2,
    }),
  ],
});

/** The VIP moves when its balancer is lost; the configuration plane is not touched. */
export const balancer = scenario({
  system,
  byDay: false,
  id: "kic-01-balancer",
  title: "the VIP moves when the active balancer is lost, and nothing else changes",
  fault: { kind: "host-loss", hosts: ["@active"] },
  expect: [
    expecting.takeover("KIC-03"),
    expecting.of(
      "KIC-01",
      { check: "outage", probe: "proxy" },
      { kind: "by-window-end", against: "takeover" },
    ),
    expecting.that("KIC-06", { check: "served-by", probe: "term", servers: ["1. leader"] }),
  ],
});
