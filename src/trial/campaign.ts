import type { Engine } from "../lab/engine/engine.ts";
import { andThen } from "../lab/and-then.ts";
import type { Owner } from "../lab/labels.ts";
import { Scope } from "../lab/scope.ts";
import type { RunFinding } from "../verdict/run-record.ts";
import type { TrialResult } from "../verdict/trial-record.ts";
import type { CampaignPlan, Lane } from "./campaign-plan.ts";
import { checkFiles } from "./file-checks.ts";
import type { ProgramReleases } from "./program-releases.ts";
import { checkForeign } from "./foreign-checks.ts";
import { faultsOf, probeOf, requireFeatures } from "./requirements.ts";
import { startRig } from "./rig.ts";
import type { Rig } from "./rig.ts";
import { runTrial } from "./run-trial.ts";
import type { Progress } from "./run-trial.ts";
import { roundOf } from "./rounds.ts";
import type { RoundPlan } from "./rounds.ts";
import type { OwnImages, System } from "./system.ts";
import { Turns } from "./turns.ts";

export interface CampaignOptions {
  readonly system: System;
  readonly engine: Engine;
  readonly owner: Owner;
  /** Image name → reference in the engine. */
  readonly images: Readonly<Record<string, string>>;
  readonly ownImages?: OwnImages;
  readonly seed: string;
  /** How many trials may run at once, each on a lab of its own. */
  readonly jobs: number;
  readonly repeat?: Repeat;
  /** Longest wait for a lab's first steady state, in milliseconds (`RigOptions`). */
  readonly firstSteadyWithinMs?: number;
  readonly signal?: AbortSignal;
  readonly progress?: (progress: Progress & { readonly lane: string }) => void;
  readonly say?: (line: string) => void;
  /** Hears which releases of the programs run in the labs, as what ran is reported. */
  readonly releases?: (found: ProgramReleases) => void;
  /** Takes every trial as soon as it is over. */
  readonly store: (result: TrialResult) => Promise<void>;
}

/** How often each trial is done. */
export interface Repeat {
  /** Rounds at most, from 1. */
  readonly rounds: number;
  /** Asked of each trial of the plan before every round after the first: is there anything left to find out? */
  readonly isOpen?: (trial: { readonly scenario: string; readonly profile: string }) => boolean;
}

/** A lab that stands, with the trials that wait for it. */
interface Standing {
  readonly lane: Lane;
  readonly rig: Rig;
}

/**
 * Runs a plan: labs that go together are all started before the first trial and ended after the last, so that no judged window lies
 * beside a lab that starts or stops. Returns what the programs said of their own files. Throws FEATURE_MISSING before
 * anything starts, and what starting a lab throws.
 */
export async function runCampaign(
  plan: CampaignPlan,
  options: CampaignOptions,
): Promise<readonly RunFinding[]> {
  await requireFeatures(faultsOf(plan), probeOf(options.engine, options.images));
  const findings: RunFinding[] = [];
  const group = async (lanes: readonly Lane[]): Promise<void> => {
    if (lanes.length === 0) return;
    const scope = new Scope();
    await andThen(
      async () => {
        const standing: Standing[] = [];
        for (const lane of lanes)
          standing.push({ lane, rig: await start(lane, scope, { options, findings }) });
        const turns = new Turns(options.jobs);
        await Promise.all(standing.map((each) => runLane(each, turns, options)));
      },
      () => scope.close(),
    );
  };
  await group(plan.together);
  for (const lane of plan.afterwards) {
    options.signal?.throwIfAborted();
    await group([lane]);
  }
  return findings;
}

async function start(
  { name, profile, variant }: Lane,
  scope: Scope,
  { options, findings }: { options: CampaignOptions; findings: RunFinding[] },
): Promise<Rig> {
  const { system, engine, owner, images, ownImages, firstSteadyWithinMs, say, signal } = options;
  signal?.throwIfAborted();
  const stack = await system.stack({
    profile,
    ...(variant === undefined ? {} : { variant }),
    ...(ownImages === undefined ? {} : { images: ownImages }),
  });
  const began = performance.now();
  const rig = await startRig(engine, stack, {
    owner,
    scope,
    images,
    shipped: system.releases,
    ...(signal === undefined ? {} : { signal }),
    ...(firstSteadyWithinMs === undefined ? {} : { firstSteadyWithinMs }),
    beforeServices: async (lab) => {
      for (const finding of await checkFiles(lab, system.fileChecks)) {
        if (
          !findings.some(({ title, profile: known }) => title === finding.title && known === finding.profile)
        ) {
          findings.push(finding);
        }
      }
    },
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  options.releases?.(rig.releases);
  findings.push(...(await checkForeign(rig.lab, system.foreignChecks)));
  say?.(`lab ${name}: ${stack.hosts.length} hosts, steady after ${seconds} s`);
  return rig;
}

/** Trials come round by round, so that what drifts is spread over all of them. */
async function runLane({ lane, rig }: Standing, turns: Turns, options: CampaignOptions): Promise<void> {
  const { seed, repeat = { rounds: 1 } } = options;
  const { profile } = lane;
  const isOnly = repeat.rounds === 1;
  for (let round = 1; round <= repeat.rounds; round++) {
    const open = lane.trials.filter(
      ({ scenario }) => round === 1 || repeat.isOpen?.({ scenario, profile }) !== false,
    );
    const due = roundOf(open, { seed, round, isOnly });
    for (const [done, each] of due.entries()) {
      const left = (repeat.rounds - round) * open.length + due.length - done;
      const result = await turns.take(() => runRound(rig, each, { ...options, lane: lane.name }), left);
      if (result === undefined) return;
      await options.store(result);
    }
  }
}

/** Undefined where the run was interrupted before it began. */
async function runRound(
  rig: Rig,
  { plan, phase }: RoundPlan,
  { signal, progress, lane }: CampaignOptions & { readonly lane: string },
): Promise<TrialResult | undefined> {
  if (signal?.aborted === true) return undefined;
  return runTrial(rig, plan, {
    phase,
    ...(signal === undefined ? {} : { signal }),
    ...(progress === undefined ? {} : { progress: (now) => progress({ ...now, lane }) }),
  });
}
