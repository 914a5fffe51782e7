import type { FaultPlan } from "../timeline/fault-plan.ts";
import { trialKey } from "./scenario.ts";
import type { Scenario } from "./scenario.ts";
import type { TrialPlan } from "./trial-plan.ts";

/** The trials that run one after the other on one lab. */
export interface Lane {
  readonly name: string;
  readonly profile: string;
  readonly variant?: string;
  readonly trials: readonly TrialPlan[];
}

/** Everything that a run will do, before it does it. */
export interface CampaignPlan {
  /** Run side by side, each on a lab of its own; all labs stand before the first trial and none goes before the last. */
  readonly together: readonly Lane[];
  /** Run one after the other when the others are over: small labs that deviate from the system's own. */
  readonly afterwards: readonly Lane[];
  /** "<profile> <scenario>" → the trial that serves it. */
  readonly trialOf: Readonly<Record<string, string>>;
}

export interface PlanRequest {
  readonly scenarios: readonly Scenario[];
  readonly profiles: readonly string[];
  /** How many trials may run at once. */
  readonly jobs: number;
}

/** One trial per fault and profile, which serves every scenario with that fault. */
export function planCampaign({ scenarios, profiles, jobs }: PlanRequest): CampaignPlan {
  const trialOf: Record<string, string> = {};
  const lanes = profiles.flatMap((profile) => {
    const asked = scenarios.filter((one) => one.profiles?.includes(profile) !== false);
    const byVariant = groupBy(asked, laneKey);
    return [...byVariant].map(([variant, some]) => laneOf(profile, variant, some, trialOf));
  });
  const standing = lanes.filter(({ variant }) => variant === undefined);
  const together = jobs === 1 ? [] : splitLongest(standing);
  const alone = jobs === 1 ? standing : [];
  return {
    together,
    afterwards: [...alone, ...lanes.filter(({ variant }) => variant !== undefined)],
    trialOf,
  };
}

function laneKey({ variant }: Scenario): string {
  return variant ?? "";
}

function laneOf(
  profile: string,
  variant: string,
  scenarios: readonly Scenario[],
  trialOf: Record<string, string>,
): Lane {
  const trials = [...groupBy(scenarios, trialKey).values()].map((some): TrialPlan => {
    const [first] = some;
    const id = `${profile}-${first.id}`;
    for (const { id: scenario } of some) trialOf[`${profile} ${scenario}`] = id;
    return {
      id,
      scenario: first.id,
      title: first.title,
      round: 1,
      fault: first.fault,
      scene: first.scene,
      expectations: some.flatMap(({ expect }) => expect),
      watchMs: Math.max(...some.map(({ watchMs }) => watchMs)),
      ...(first.healAfterMs === undefined ? {} : { healAfterMs: first.healAfterMs }),
      ...(first.afterHealMs === undefined ? {} : { afterHealMs: first.afterHealMs }),
      ...(first.baselineMs === undefined ? {} : { baselineMs: first.baselineMs }),
    };
  });
  const name = variant === "" ? profile : `${profile}, ${variant}`;
  return { name, profile, trials, ...(variant === "" ? {} : { variant }) };
}

/** The published profile has the longest timers: its faults on nodes go to a lab of their own, so that nobody waits for it alone. */
function splitLongest([longest, ...others]: readonly Lane[]): readonly Lane[] {
  if (longest === undefined) return [];
  const [onBalancers, elsewhere] = [true, false].map((wanted) =>
    longest.trials.filter(({ fault }) => hurtsBalancers(fault) === wanted),
  );
  if (
    onBalancers === undefined ||
    elsewhere === undefined ||
    onBalancers.length === 0 ||
    elsewhere.length === 0
  ) {
    return [longest, ...others];
  }
  return [
    { ...longest, name: `${longest.name}, balancers`, trials: onBalancers },
    { ...longest, name: `${longest.name}, nodes`, trials: elsewhere },
    ...others,
  ];
}

function hurtsBalancers({ hosts }: FaultPlan): boolean {
  return hosts.some((host) => host.startsWith("@"));
}

type NonEmpty<T> = [T, ...T[]];

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, NonEmpty<T>> {
  const groups = new Map<string, NonEmpty<T>>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
