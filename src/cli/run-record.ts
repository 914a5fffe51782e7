import { askedClaims, skippedClaims, unaskedProfiles } from "../trial/asked.ts";
import type { CampaignPlan } from "../trial/campaign-plan.ts";
import { imageRecords } from "../trial/image-records.ts";
import { profileRecords } from "../trial/profile-records.ts";
import { environmentOf } from "../trial/run-facts.ts";
import type { Session } from "../trial/session.ts";
import { roundId } from "../trial/rounds.ts";
import type { OwnImages, System } from "../trial/system.ts";
import type { Budgets } from "../verdict/expectation.ts";
import type { PlannedTrial, RepeatRecord, RunFinding, RunRecord } from "../verdict/run-record.ts";
import { ownCommit, ownVersion } from "./own-version.ts";

interface RunRequest {
  readonly system: System;
  readonly profiles: readonly string[];
  readonly plan: CampaignPlan;
  readonly seed: string;
  readonly notes: readonly RunFinding[];
  readonly startedAt: Date;
  readonly ownImages: OwnImages;
  readonly budgets: Budgets;
  readonly requireHolds: boolean;
  readonly repeat: RepeatRecord;
}

/** What can be said of a run when it begins; of its end it says that it is its beginning. Throws ENGINE_FAILED. */
export async function recordOf(
  session: Session,
  { system, profiles, plan, seed, notes, startedAt, ownImages, budgets, requireHolds, repeat }: RunRequest,
): Promise<RunRecord> {
  return {
    run: session.owner.run,
    system: system.name,
    planned: plannedTrials(plan, repeat),
    ...(repeat.rounds === 1 ? {} : { repeat }),
    startedAt: startedAt.toISOString(),
    finishedAt: startedAt.toISOString(),
    wallMs: 0,
    protocolMs: 0,
    harness: { version: ownVersion(), ...ownCommit(), seed, replay: replayOf(seed) },
    environment: environmentOf(session),
    images: await imageRecords(session.engine, { ...session.images, ...ownImages }),
    profiles: await profileRecords(system, profiles),
    claims: askedClaims(system.claims, plan),
    skipped: skippedClaims(system.claims, plan),
    ...{ budgets, requireHolds },
    findings: [...notes, ...unaskedProfiles(system.claims, plan)],
    standIns: system.standIns,
  };
}

/**
 * Every trial of a plan with the claims that it is asked for in its profile; of trials that are repeated until something is decided
 * the first round, as nobody knows how many there will be.
 */
function plannedTrials(
  { together, afterwards }: CampaignPlan,
  { rounds, until }: RepeatRecord,
): readonly PlannedTrial[] {
  const sure = until === undefined ? rounds : 1;
  return [...together, ...afterwards].flatMap(({ profile, trials }) =>
    trials.flatMap((trial) => {
      const asked = trial.expectations.filter(({ profiles }) => profiles?.includes(profile) !== false);
      const claims = [...new Set(asked.map(({ claim }) => claim))];
      return Array.from({ length: sure }, (_, index) => ({
        id: rounds === 1 ? trial.id : roundId(trial, index + 1),
        claims,
      }));
    }),
  );
}

/** The command that does it again, with the phases of this run. */
function replayOf(seed: string): string {
  const args = process.argv.slice(2);
  const at = args.indexOf("--seed");
  if (at >= 0) args.splice(at, 2);
  return ["haproof", ...args, "--seed", seed].join(" ");
}
