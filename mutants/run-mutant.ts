import { join } from "node:path";
import { HarnessError } from "../src/errors.ts";
import { writeTrial } from "../src/report/evidence.ts";
import { runCampaign } from "../src/trial/campaign.ts";
import type { CampaignOptions } from "../src/trial/campaign.ts";
import { planCampaign } from "../src/trial/campaign-plan.ts";
import type { Scenario } from "../src/trial/scenario.ts";
import type { System } from "../src/trial/system.ts";
import { judgeTrial } from "../src/verdict/judge.ts";
import type { TrialResult } from "../src/verdict/trial-record.ts";
import { caught, type Observed, type Outcome } from "./caught.ts";
import type { Mutant } from "./mutant.ts";

/** A healthy lab needs 5 s: a stack that is to be refused is given five times as long to prove it wrong. */
const refusedAfterMs = 25_000;

/** What every campaign of a run shares. */
export type Shared = Pick<CampaignOptions, "engine" | "owner" | "images" | "seed" | "signal">;

/** Where the systems' parts of a mutant come from. */
export interface Ground {
  readonly system: System;
  readonly scenarios: readonly Scenario[];
  readonly shared: Shared;
  /** Where evidence is kept, a folder a mutant. */
  readonly dir: string;
}

/**
 * Runs a mutant's one scenario on a lab of its own and says whether it was caught. That `haproxy -c` or `keepalived -t` refuse a
 * mutant's file is not asked: it has to be caught by what is measured. Throws BAD_INPUT where the mutant does not fit its stack.
 */
export async function runMutant(mutant: Mutant, ground: Ground): Promise<Outcome> {
  const { system, shared, dir } = ground;
  const results: TrialResult[] = [];
  const mutated: System = {
    ...system,
    fileChecks: [],
    stack: async (request) => mutant.change(await system.stack(request)),
  };
  const plan = planCampaign({ scenarios: [scenarioOf(mutant, ground)], profiles: [mutant.profile], jobs: 1 });
  try {
    await runCampaign(plan, {
      ...shared,
      system: mutated,
      jobs: 1,
      ...(mutant.caughtBy.kind === "refusal" ? { firstSteadyWithinMs: refusedAfterMs } : {}),
      store: async (result) => {
        results.push(result);
        await writeTrial(join(dir, mutant.name), result);
      },
    });
  } catch (failure) {
    if (!(failure instanceof HarnessError) || failure.code === "BAD_INPUT") throw failure;
    if (failure.code === "NOT_STEADY") return caught(mutant.caughtBy, { refused: failure.message });
    return { verdict: "inconclusive", evidence: `the harness failed: ${failure.message}` };
  }
  shared.signal?.throwIfAborted();
  return caught(mutant.caughtBy, observed(results, mutant, system));
}

function scenarioOf({ scenario: id, watchMs }: Mutant, { scenarios }: Ground): Scenario {
  const found = scenarios.find((scenario) => scenario.id === id);
  if (found === undefined) throw new HarnessError("BAD_INPUT", `there is no scenario "${id}"`);
  return watchMs === undefined ? found : { ...found, watchMs };
}

function observed(
  results: readonly TrialResult[],
  { budgets = {}, scenario, profile }: Mutant,
  { claims }: System,
): Observed {
  const [result] = results;
  if (result === undefined)
    throw new HarnessError("BAD_INPUT", `scenario "${scenario}" has no trial in profile ${profile}`);
  return { record: result.record, judgements: judgeTrial(result, { claims, budgets }) };
}
