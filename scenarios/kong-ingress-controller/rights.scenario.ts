import { lastsMs } from "../../fixtures/systems/kong-ingress-controller/client/drills/rights.ts";
import { timings } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import type { Profile } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { Scenario } from "../../src/trial/scenario.ts";

/** Nothing is broken. Each drill is a sequence of steps with a namespace and an account of its own; all share one trial in a profile. */
function drilled(claim: string, drill: string, title: string): readonly [Scenario, Scenario] {
  const asked = (profile: Profile): Scenario =>
    scenario({
      system: "kong-ingress-controller",
      byDay: false,
      id: `${claim.toLowerCase()}-${drill}-${profile}`,
      title,
      profiles: [profile],
      fault: { kind: "noop", hosts: [] },
      healAfterMs: lastingMs(profile),
      expect: [expecting.that(claim, { check: "outcomes", probe: `drill-${drill}`, allowed: ["ok"] })],
    });
  return [asked("tuned"), asked("published")];
}

/** Twice as many requests as there is room for, every 1.5 s: three Kongs take three times what one does. In the trial of the drills. */
function capacity(profile: Profile): Scenario {
  return scenario({
    system: "kong-ingress-controller",
    byDay: false,
    id: `kic-20-capacity-${profile}`,
    title: "three Kongs take three times as many requests at once as one",
    profiles: [profile],
    fault: { kind: "noop", hosts: [] },
    healAfterMs: lastingMs(profile),
    expect: [expecting.that("KIC-20", { check: "stay-up", probe: "capacity", minSamples: 5 })],
  });
}

/** A drill begins anew whenever half its time is over, so that one at least begins and ends within one and a half. */
function lastingMs(profile: Profile): number {
  return 1.5 * lastsMs(timings[profile].leases["controller-runtime"]);
}

export const capacityTuned = capacity("tuned");
export const capacityPublished = capacity("published");
export const [createTuned, createPublished] = drilled(
  "KIC-14",
  "create",
  "nobody leads without the right to create the lock, and somebody with it",
);
export const [updateTuned, updatePublished] = drilled(
  "KIC-15",
  "read-and-update",
  "nobody leads who may only read the lock, or only update it",
);
export const [namespaceTuned, namespacePublished] = drilled(
  "KIC-16",
  "one-namespace",
  "rights in one namespace are enough there, and are none elsewhere",
);
export const [objectTuned, objectPublished] = drilled(
  "KIC-17",
  "one-object",
  "rights to the one object are enough once it is there; to create it they are not",
);
export const [classesTuned, classesPublished] = drilled(
  "KIC-18",
  "two-classes",
  "each ingress class of 1.x has a lock and a leader; of 3.x all have one",
);
