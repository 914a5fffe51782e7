import * as asking from "../../fixtures/systems/kong-ingress-controller/asked.ts";
import { releasedTakeover, silentTakeover } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import type { Window } from "../../src/predict/prediction.ts";

const { lookMs, leaseOf, named, twin } = asking;
const system = "kong-ingress-controller";

interface End {
  readonly id: string;
  readonly claim: "KIC-08" | "KIC-09";
  readonly title: string;
  readonly fault: FaultPlan;
  readonly window: Window;
}

/**
 * The leader's controller ends, its Kong goes on. Another leads within the window; nobody is refused meanwhile, nobody writes who does not
 * lead, and what is changed meanwhile is served afterwards: the configuration is late, and comes.
 */
function ends(asked: asking.Asked, { id, claim, title, fault, window }: End): ReturnType<typeof scenario> {
  const latestMs = window.latestMs + lookMs;
  return scenario({
    system,
    ...twin(asked),
    byDay: claim === "KIC-09",
    id: named(id, asked),
    title,
    fault,
    healAfterMs: latestMs + lookMs,
    expect: [
      expecting.of(
        claim,
        { check: "first-served", probe: "term", servedBy: "2. leader" },
        { kind: "within", window: { earliestMs: window.earliestMs, latestMs } },
      ),
      expecting.that("KIC-01", { check: "stay-up", probe: "proxy" }, { promise: { kind: "holds" } }),
      expecting.that("KIC-07", { check: "outcomes", probe: "writers", allowed: ["ok"] }),
      expecting.that("KIC-25", { check: "outcomes", probe: "config", allowed: ["ok", "stale"] }),
      // Not at all where another leads before a change is late.
      expecting.of("KIC-25", { check: "outage", probe: "config" }, { kind: "reported" }),
    ],
  });
}

/** In the same trial: whether nobody leads is nothing to those who ask Kong. */
function leaderless(asked: asking.Asked): ReturnType<typeof scenario> {
  return scenario({
    system,
    ...twin(asked),
    byDay: false,
    id: named("kic-24-leaderless", asked),
    title: "traffic goes on while nobody leads",
    fault: killing,
    healAfterMs: silentTakeover(leaseOf(asked)).latestMs + 2 * lookMs,
    expect: [expecting.that("KIC-24", { check: "stay-up", probe: "proxy" })],
  });
}

const killing: FaultPlan = { kind: "process-crash", hosts: ["@leader"], process: "sidecar" };

function killed(asked: asking.Asked): ReturnType<typeof scenario> {
  return ends(asked, {
    id: "kic-09-crash",
    claim: "KIC-09",
    title: "another controller leads when the leader is killed",
    fault: killing,
    window: silentTakeover(leaseOf(asked)),
  });
}

/** 1.x gives its lock up when it is asked to end; with controller-runtime nothing is given up, and it is as if it had been killed. */
function stopped(asked: asking.Asked): ReturnType<typeof scenario> {
  const lease = leaseOf(asked);
  return ends(asked, {
    id: "kic-08-stop",
    claim: "KIC-08",
    title: "another controller leads when the leader is shut down",
    fault: { kind: "graceful-stop", hosts: ["@leader"], process: "sidecar" },
    window: asked.flavour === "v1" ? releasedTakeover(lease) : silentTakeover(lease),
  });
}

export const leaderlessTuned = leaderless(asking.v1Tuned);
export const leaderlessPublished = leaderless(asking.v1Published);
export const leaderlessTuned3 = leaderless(asking.v3Tuned);
export const leaderlessPublished3 = leaderless(asking.v3Published);
export const killedTuned = killed(asking.v1Tuned);
export const killedPublished = killed(asking.v1Published);
export const killedTuned3 = killed(asking.v3Tuned);
export const killedPublished3 = killed(asking.v3Published);
export const stoppedTuned = stopped(asking.v1Tuned);
export const stoppedPublished = stopped(asking.v1Published);
export const stoppedTuned3 = stopped(asking.v3Tuned);
export const stoppedPublished3 = stopped(asking.v3Published);
