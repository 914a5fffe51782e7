import { silenceWindow, timings } from "../../fixtures/systems/keeper-gateway/timing.ts";
import type { Profile } from "../../fixtures/systems/keeper-gateway/timing.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";

/** Only what the lost instance carried is lost. */
const othersGoOn: readonly Expectation[] = [
  expecting.that("KGW-05", { check: "stay-up", probe: "session-gw1" }),
  expecting.that("KGW-05", { check: "stay-up", probe: "session-gw3" }),
];

/** A connection that closes tells the router at once; what is left is a round trip or two, and a second is a hundred of them. */
const toldAtOnceMs = 1_000;

/** The count of instances is asked every 100 ms, and may take as long again on its way through the registry. */
const lookMs = 200;

function told(id: string, title: string, fault: FaultPlan): ReturnType<typeof scenario> {
  return scenario({
    system: "keeper-gateway",
    id,
    title,
    fault,
    byDay: fault.kind === "process-crash",
    healAfterMs: 3_000,
    expect: [
      ...othersGoOn,
      expecting.of(
        "KGW-05",
        { check: "outage", probe: "job" },
        { kind: "reported" },
        { promise: { kind: "at-latest", latestMs: toldAtOnceMs }, budgetMs: toldAtOnceMs },
      ),
      expecting.of(
        "KGW-05",
        { check: "first-served", probe: "count", servedBy: "2 instances" },
        { kind: "within", window: { earliestMs: 0, latestMs: toldAtOnceMs } },
      ),
      expecting.of(
        "KGW-05",
        { check: "notice", probe: "session-gw2" },
        { kind: "happens" },
        { budgetMs: toldAtOnceMs },
      ),
      expecting.ledger("KGW-25", "job"),
    ],
  });
}

/** The kernel closes the connection of a process that was killed. */
export const crash = told(
  "kgw-05-crash",
  "work goes on with the others when an instance is killed, and only its own sessions are lost",
  { kind: "process-crash", hosts: ["gw2"], process: "app" },
);

export const stop = told(
  "kgw-05-stop",
  "work goes on with the others when an instance is stopped, and only its own sessions are lost",
  { kind: "graceful-stop", hosts: ["gw2"], process: "app" },
);

/**
 * Nothing closes the connection: the router learns of it by pings that stay unanswered, and until then sends jobs there in vain.
 * Source of the window: claims F20, [(misses − 1) · ping, misses · ping].
 */
function silent(profile: Profile, id: string, fault: FaultPlan): ReturnType<typeof scenario> {
  const { earliestMs, latestMs } = silenceWindow(timings[profile]);
  return scenario({
    system: "keeper-gateway",
    id: `kgw-05-${id}-${profile}`,
    title: `a silent instance leaves the pool after its pings are missed (${id})`,
    profiles: [profile],
    byDay: false,
    fault,
    healAfterMs: latestMs + 2 * lookMs,
    expect: [
      ...othersGoOn,
      expecting.of(
        "KGW-05",
        { check: "first-served", probe: "count", servedBy: "2 instances" },
        { kind: "within", window: { earliestMs, latestMs: latestMs + lookMs } },
      ),
      expecting.ledger("KGW-25", "job"),
    ],
  });
}

const freeze: FaultPlan = { kind: "process-freeze", hosts: ["gw2"], process: "app" };
const loss: FaultPlan = { kind: "host-loss", hosts: ["gw2"] };
const cutOff: FaultPlan = { kind: "partition", hosts: ["gw2"], network: "internet" };
/** The router hears nothing of it, and it hears the router: its pings arrive and its answers do not. */
const mute: FaultPlan = { ...cutOff, direction: "out" };

export const freezeScaled = silent("tuned", "freeze", freeze);
export const lossScaled = silent("tuned", "host-loss", loss);
export const cutOffScaled = silent("tuned", "partition", cutOff);
export const muteScaled = silent("tuned", "mute", mute);
export const freezeReal = silent("published", "freeze", freeze);
export const lossReal = silent("published", "host-loss", loss);
export const cutOffReal = silent("published", "partition", cutOff);
export const muteReal = silent("published", "mute", mute);

/** Ten minutes behind, where the router allows five: the instance signs its name with a time that nobody believes. */
export const slowClock = scenario({
  system: "keeper-gateway",
  id: "kgw-05-clock-skew",
  title: "an instance with a wrong clock is refused, and the others carry on",
  byDay: false,
  fault: { kind: "clock-skew", hosts: ["gw2"], process: "app", skewMs: -600_000 },
  healAfterMs: 3_000,
  expect: [
    ...othersGoOn,
    expecting.that("KGW-05", {
      check: "served-by",
      probe: "count",
      servers: ["2 instances"],
      span: { since: "in-force", until: "heal" },
    }),
  ],
});

/**
 * Jobs of 500 ms, one every 130 ms: three instances get one each in 390 ms, so each always has one under way. Those of the killed one
 * are told as lost, nobody repeats them, and a new job is done.
 */
export const midJob = scenario({
  system: "keeper-gateway",
  id: "kgw-26-mid-job",
  title: "a job whose instance dies is told as lost, and no job is done twice",
  byDay: false,
  fault: { kind: "process-crash", hosts: ["gw2"], process: "app" },
  healAfterMs: 2_000,
  expect: [
    expecting.of("KGW-26", { check: "notice", probe: "job-long" }, { kind: "happens" }, { budgetMs: 1_000 }),
    expecting.that("KGW-26", { check: "outcomes", probe: "job-long", allowed: ["ok", "indeterminate"] }),
    expecting.that("KGW-26", { check: "stay-up", probe: "job-long", span: { since: "heal" } }),
    expecting.ledger("KGW-26", "job-long"),
  ],
});

/** All die at once: jobs are refused, not lost; the list says OFFLINE, which it looks up once a second. */
export const all = scenario({
  system: "keeper-gateway",
  id: "kgw-06-all-down",
  title: "a gateway whose instances are all down is OFFLINE and says so to every job",
  byDay: false,
  fault: { kind: "process-crash", hosts: ["gw1", "gw2", "gw3"], process: "app" },
  healAfterMs: 4_000,
  expect: [
    expecting.that("KGW-06", {
      check: "outcomes",
      probe: "job",
      allowed: ["server-error"],
      span: { since: "in-force", until: "heal" },
    }),
    expecting.of(
      "KGW-06",
      { check: "first-served", probe: "list", servedBy: "OFFLINE" },
      { kind: "within", window: { earliestMs: 0, latestMs: 3_000 } },
    ),
    expecting.of(
      "KGW-06",
      { check: "first-served", probe: "count", servedBy: "3 instances", from: "heal" },
      { kind: "within", window: { earliestMs: 0, latestMs: toldAtOnceMs } },
    ),
  ],
});
