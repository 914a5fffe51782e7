import { autoscaleLastsMs } from "../../fixtures/systems/kong-ingress-controller/client/autoscale-journey.ts";
import { timings } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import type { Profile } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

/** Nothing is broken: the load doubles and halves, once, from before the baseline on. */
function follows(profile: Profile): ReturnType<typeof scenario> {
  const lastsMs = autoscaleLastsMs(timings[profile]);
  return scenario({
    system: "kong-ingress-controller",
    variant: "autoscaled",
    id: `kic-23-autoscale-${profile}`,
    title:
      "as many Kongs run as the load wants by the autoscaler's formula, and each routes before it is asked",
    profiles: [profile],
    fault: { kind: "noop", hosts: [] },
    healAfterMs: lastsMs,
    expect: [
      expecting.that("KIC-23", { check: "stay-up", probe: "autoscale" }),
      expecting.that("KIC-20", { check: "stay-up", probe: "autoscale" }),
    ],
  });
}

export const tuned = follows("tuned");
export const published = follows("published");
