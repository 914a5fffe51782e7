import { HarnessError } from "../errors.ts";
import { needsOf } from "../faults/catalogue.ts";
import type { Engine } from "../lab/engine/engine.ts";
import type { FeatureFinding } from "../lab/engine/kernel-features.ts";
import { probeKernel } from "../lab/engine/kernel-probe.ts";
import { describeFault, type FaultPlan } from "../timeline/fault-plan.ts";
import type { CampaignPlan } from "./campaign-plan.ts";

/** Tries in a throw-away container what the kernel can; it takes a second. */
type Probe = () => Promise<readonly FeatureFinding[]>;

/**
 * Makes sure, before any lab starts, that the kernel has what the faults of a plan need beyond what every lab needs. Nothing is
 * tried where no fault needs more. Throws FEATURE_MISSING with the faults that cannot be, and why; ENGINE_FAILED.
 */
export async function requireFeatures(plans: readonly FaultPlan[], probe: Probe): Promise<void> {
  const needs = needsOf(plans);
  if (needs.size === 0) return;
  const findings = await probe();
  const missing = [...needs].flatMap(([id, plan]) => {
    const finding = findings.find((each) => each.id === id);
    // What could not be tried is not taken for granted.
    return finding?.works === true
      ? []
      : [`${describeFault(plan)} needs ${id} (${finding?.how ?? "not tried"})`];
  });
  if (missing.length === 0) return;
  throw new HarnessError("FEATURE_MISSING", `this kernel lacks what is asked: ${missing.join("; ")}`);
}

/** All faults of a plan, those of its scenes too. */
export function faultsOf({ together, afterwards }: CampaignPlan): readonly FaultPlan[] {
  const trials = [...together, ...afterwards].flatMap((lane) => lane.trials);
  return trials.flatMap(({ fault, scene = [] }) => [fault, ...scene]);
}

/** The probe of an engine. Any image of a system will do: all stand on one that has the tools. */
export function probeOf(engine: Engine, images: Readonly<Record<string, string>>): Probe {
  return async () => {
    const [image] = Object.values(images);
    return image === undefined ? [] : (await probeKernel(engine, image)).features;
  };
}
