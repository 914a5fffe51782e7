import { replacementWindow, silenceWindow, timings } from "../../fixtures/systems/kasm-workspaces/timing.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";

const system = "kasm-workspaces";
const profiles = ["tuned"] as const;
const timing = timings.tuned;
const { earliestMs, latestMs } = replacementWindow(timing);
/** As long as machines of an earlier trial are there: until they were not needed for long enough, and a check-in was missed. */
const baselineMs = timing.idleMs + timing.misses * timing.heartbeatMs + 2_000;
/** Whoever looks does so ten times a check-in. */
const lookMs = timing.heartbeatMs / 5;
/** When the cloud was asked: the agent is missed, and the primary has looked. */
const silence = silenceWindow(timing);
const askedFor = { earliestMs: silence.earliestMs, latestMs: silence.latestMs + timing.sweepMs + lookMs };
const crash: FaultPlan = { kind: "process-crash", hosts: ["agent-a1"], process: "app" };

/** An agent is killed: once it is missed, the cloud is asked for a machine, which registers. */
export const replaced = scenario({
  system,
  profiles,
  variant: "autoscale",
  id: "kasm-26-replaced",
  title: "a new agent takes the place of one that was killed",
  baselineMs,
  fault: crash,
  healAfterMs: latestMs + 3_000,
  expect: [
    expecting.of(
      "KASM-26",
      { check: "first-served", probe: "scaling", servedBy: "1 provisioned, 1 registered" },
      { kind: "within", window: { earliestMs, latestMs: latestMs + lookMs } },
    ),
    expecting.that(
      "KASM-26",
      {
        check: "stay-up",
        probe: "stream-a2",
      },
      { promise: { kind: "holds" } },
    ),
  ],
});

/**
 * The second agent is killed while the first is still away and a machine has taken its place: another machine comes no later than the
 * first did. Whatever dies less often than that leaves the pool as large as it shall be.
 */
export const again = scenario({
  system,
  profiles,
  variant: "autoscale",
  id: "kasm-39-again",
  title: "a second failure is made up for as soon as the first was",
  scene: [crash],
  baselineMs: latestMs + 2_000,
  fault: { ...crash, hosts: ["agent-a2"] },
  healAfterMs: latestMs + 3_000,
  expect: [
    expecting.of(
      "KASM-39",
      { check: "first-served", probe: "scaling", servedBy: "2 provisioned, 2 registered" },
      { kind: "within", window: { earliestMs, latestMs: latestMs + lookMs } },
    ),
  ],
});

/** More sessions are asked for at once than the zone has room for: the cloud is asked for a machine, and everybody is served at last. */
export const full = scenario({
  system,
  profiles,
  variant: "autoscale-full",
  id: "kasm-26-full",
  title: "a zone that is full gets another agent, and whoever waited gets a session",
  fault: { kind: "noop", hosts: [] },
  healAfterMs: 24_000,
  expect: [
    expecting.that(
      "KASM-26",
      { check: "served-by", probe: "backlog", servers: ["after a wait"] },
      { promise: { kind: "holds" } },
    ),
    expecting.that("KASM-26", { check: "stay-up", probe: "backlog" }, { promise: { kind: "holds" } }),
  ],
});

/** The agent that is killed and the cloud's machines are cut off together: a machine comes up and reaches nobody, until it does. */
export const unreachable = scenario({
  system,
  profiles,
  variant: "autoscale",
  id: "kasm-28-unreachable",
  title: "a new agent that does not reach the Web App joins as soon as it does",
  baselineMs,
  fault: { kind: "partition", hosts: ["agent-a1", "cloud"], network: "front" },
  healAfterMs: latestMs + 2_000,
  expect: [
    // Asked for and brought up, and never in the pool for as long as it reaches nobody.
    expecting.that("KASM-28", {
      check: "served-by",
      probe: "scaling",
      servers: ["0 provisioned, 0 registered", "1 provisioned, 0 registered"],
      span: { since: "in-force", until: "heal" },
    }),
    expecting.of(
      "KASM-28",
      { check: "first-served", probe: "joined", servedBy: "1 provisioned, 1 registered", from: "heal" },
      // The next try, of which the first may still be under way, and a look.
      { kind: "within", window: { earliestMs: 0, latestMs: 2 * timing.registerRetryMs + lookMs } },
      { promise: { kind: "happens" } },
    ),
  ],
});

/** Machines are told the vendor's default address, which stands for a request's own host: one that registers has made no request. */
export const misrouted = scenario({
  system,
  profiles,
  variant: "autoscale-default",
  id: "kasm-27-misrouted",
  title: "with the default Upstream Auth Address a machine comes up and never joins, and nothing says so",
  fault: crash,
  healAfterMs: latestMs + 3_000,
  expect: [
    expecting.of(
      "KASM-27",
      { check: "first-served", probe: "scaling", servedBy: "1 provisioned, 0 registered" },
      { kind: "within", window: askedFor },
      { promise: { kind: "happens" } },
    ),
    expecting.of(
      "KASM-27",
      { check: "first-served", probe: "scaling", servedBy: "1 provisioned, 1 registered" },
      { kind: "never" },
      { watchMs: latestMs, promise: { kind: "never" } },
    ),
    // Silently: no administrator sees an error.
    expecting.that("KASM-27", { check: "stay-up", probe: "agents" }),
    expecting.that("KASM-27", { check: "stay-up", probe: "scaling" }),
  ],
});
