import { join } from "node:path";
import { writeTrial } from "../src/report/evidence.ts";
import { runCampaign } from "../src/trial/campaign.ts";
import { planCampaign } from "../src/trial/campaign-plan.ts";
import type { CampaignPlan, Lane } from "../src/trial/campaign-plan.ts";
import { roundOf } from "../src/trial/rounds.ts";
import type { Scenario } from "../src/trial/scenario.ts";
import type { TrialPlan } from "../src/trial/trial-plan.ts";
import { judgeTrial } from "../src/verdict/judge.ts";
import type { Judgement } from "../src/verdict/judgement.ts";
import type { TrialRecord } from "../src/verdict/trial-record.ts";
import { alarms, describeJudgement } from "./caught.ts";
import type { Ground } from "./run-mutant.ts";

/** The profile in which a healthy stack keeps every promise and every budget. */
const profile = "tuned";

/** What healthy trials said: an alarm in any of them is a false one. */
export interface Control {
  readonly trials: number;
  readonly falseAlarms: number;
  /** Trials of which at least one answer was inconclusive, and none an alarm. */
  readonly inconclusive: number;
}

/** Runs so many trials of the healthy stack in a random order, one lab after the other, and counts what they say. */
export async function runHealthy(
  count: number,
  { system, scenarios, shared, dir }: Ground,
  say: (line: string) => void,
): Promise<Control> {
  let control: Control = { trials: 0, falseAlarms: 0, inconclusive: 0 };
  await runCampaign(shuffled(scenarios, count, shared.seed), {
    ...shared,
    system,
    jobs: 1,
    store: async (result) => {
      await writeTrial(join(dir, "healthy"), result);
      const judgements = judgeTrial(result, { claims: system.claims });
      control = counted(control, judgements);
      say(line(result.record, judgements));
    },
  });
  return control;
}

/**
 * The profile's trials in a random order, again and again in another one, until there are so many. All labs' trials of a round come
 * before the next round. The seed decides the order.
 */
export function shuffled(scenarios: readonly Scenario[], count: number, seed: string): CampaignPlan {
  const plan = planCampaign({ scenarios, profiles: [profile], jobs: 1 });
  const lanes = plan.afterwards.filter(({ variant }) => variant === undefined);
  return {
    ...plan,
    together: [],
    afterwards: lanes.map((lane) => ({ ...lane, trials: drawn(lane, count, seed) })),
  };
}

function drawn({ trials }: Lane, count: number, seed: string): readonly TrialPlan[] {
  const rounds = Math.ceil(count / Math.max(1, trials.length));
  return Array.from({ length: rounds }, (_, index) => index + 1)
    .flatMap((round) => roundOf(trials, { seed, round, isOnly: false }).map(({ plan }) => plan))
    .slice(0, count);
}

function counted(control: Control, judgements: readonly Judgement[]): Control {
  const alarmed = alarms(judgements).length > 0;
  return {
    trials: control.trials + 1,
    falseAlarms: control.falseAlarms + (alarmed ? 1 : 0),
    inconclusive: control.inconclusive + (!alarmed && undecided(judgements).length > 0 ? 1 : 0),
  };
}

function undecided(judgements: readonly Judgement[]): readonly Judgement[] {
  return judgements.filter(
    ({ behaviour, budget }) => behaviour === "inconclusive" || budget?.verdict === "inconclusive",
  );
}

function line({ id, tookMs }: TrialRecord, judgements: readonly Judgement[]): string {
  const alarmed = alarms(judgements);
  const unsure = undecided(judgements);
  const said =
    alarmed.length > 0
      ? `FALSE ALARM: ${alarmed.map(describeJudgement).join(" | ")}`
      : unsure.length > 0
        ? `inconclusive: ${[...new Set(unsure.flatMap(({ claim, reasons }) => `${claim} ${reasons.join("; ")}`))].join(" | ")}`
        : `well, ${judgements.length} answers`;
  return `${(tookMs / 1000).toFixed(1).padStart(6)} s  ${id}: ${said}`;
}
