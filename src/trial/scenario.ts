import type { FaultPlan } from "../timeline/fault-plan.ts";
import type { Expectation } from "../verdict/expectation.ts";
import type { TrialResult } from "../verdict/trial-record.ts";

/** How long something that should never come is watched for unless a scenario says otherwise, in milliseconds. */
const defaultWatchMs = 8_000;

/** What happens, and what must hold: plain data, given to the trial runner by vitest and by `haproof certify` alike. */
export interface Scenario {
  readonly system: string;
  /** Names the file and the trial: "kms-36". */
  readonly id: string;
  /** A sentence about the service. */
  readonly title: string;
  readonly fault: FaultPlan;
  readonly scene: readonly FaultPlan[];
  /** Asked only in these profiles; absent: in all of the system's. */
  readonly profiles?: readonly string[];
  readonly variant?: string;
  readonly watchMs: number;
  readonly healAfterMs?: number;
  /** How long the system is watched after the heal for what only then may come, in milliseconds; absent: until it is steady. */
  readonly afterHealMs?: number;
  /** How long the undisturbed system is watched before the fault, where a loss needs a history; absent: as the runner does. */
  readonly baselineMs?: number;
  readonly expect: readonly Expectation[];
  /** Left out unless a run is asked for those too: it takes long, or what it shows seldom changes. */
  readonly nightly?: boolean;
  /** False: left out of a test run by day, but not of `certify`. */
  readonly byDay?: boolean;
  /** More to be said of the recording, with the matchers; run by vitest only. */
  readonly also?: (trial: TrialResult) => void;
}

export type ScenarioInput = Omit<Scenario, "scene" | "watchMs"> &
  Partial<Pick<Scenario, "scene" | "watchMs">>;

type Listener = (scenario: Scenario) => void;

let listener: Listener | undefined;

/** Hears of every scenario that is declared from now on: how vitest turns scenarios into tests. */
export function onScenario(hear: Listener): void {
  listener = hear;
}

/** Declares a scenario. */
export function scenario(input: ScenarioInput): Scenario {
  const declared: Scenario = { scene: [], watchMs: defaultWatchMs, ...input };
  listener?.(declared);
  return declared;
}

/** The scenarios that a run is for. A run by night takes all. */
export function dueNow(
  scenarios: readonly Scenario[],
  { nightly }: { nightly: boolean },
): readonly Scenario[] {
  return nightly ? scenarios : scenarios.filter((one) => one.nightly !== true);
}

/**
 * The scenarios that a test run by day is for: those of the stack as it stands, in its tuned profiles, whose timers are shorter. A
 * variant and the published profile want labs of their own: `certify` and a run by night have them, and what says `byDay: false`.
 */
export function byDay(
  scenarios: readonly Scenario[],
  profiles: readonly { readonly name: string; readonly asPublished: boolean }[],
): readonly Scenario[] {
  const tuned = profiles.filter(({ asPublished }) => !asPublished).map(({ name }) => name);
  const asked = tuned.length === 0 ? profiles.map(({ name }) => name) : tuned;
  return scenarios
    .filter((one) => one.byDay !== false && one.variant === undefined)
    .map((one) => ({ ...one, profiles: asked.filter((name) => one.profiles?.includes(name) ?? true) }))
    .filter((one) => one.profiles.length > 0);
}

/** Scenarios with the same key are served by one trial in a profile. */
export function trialKey(asked: Scenario): string {
  const { fault, scene, variant, watchMs, healAfterMs, afterHealMs, baselineMs } = asked;
  return JSON.stringify([
    fault,
    scene,
    variant ?? "",
    healAfterMs ?? 0,
    healAfterMs === undefined ? watchMs : 0,
    baselineMs ?? 0,
    afterHealMs ?? 0,
  ]);
}
