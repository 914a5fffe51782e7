import type { CampaignPlan } from "../trial/campaign-plan.ts";
import { imageRecords } from "../trial/image-records.ts";
import { profileRecords } from "../trial/profile-records.ts";
import { environmentOf } from "../trial/run-facts.ts";
import type { Session } from "../trial/session.ts";
import type { OwnImages, System } from "../trial/system.ts";
import type { Budgets } from "../verdict/expectation.ts";
import type { PlannedTrial, RunFinding, RunRecord } from "../verdict/run-record.ts";
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
}

/** What can be said of a run when it begins; of its end it says that it is its beginning. Throws ENGINE_FAILED. */
export async function recordOf(
  session: Session,
  { system, profiles, plan, seed, notes, startedAt, ownImages, budgets, requireHolds }: RunRequest,
): Promise<RunRecord> {
  return {
    run: session.owner.run,
    system: system.name,
    planned: plannedTrials(plan),
    startedAt: startedAt.toISOString(),
    finishedAt: startedAt.toISOString(),
    wallMs: 0,
    protocolMs: 0,
    harness: { version: ownVersion(), ...ownCommit(), seed, replay: replayOf(seed) },
    environment: environmentOf(session),
    images: await imageRecords(session.engine, { ...session.images, ...ownImages }),
    profiles: await profileRecords(system, profiles),
    claims: system.claims,
    skipped: skippedClaims(system, plan),
    ...{ budgets, requireHolds },
    findings: notes,
    standIns: system.standIns,
  };
}

/** Every trial of a plan with the claims that it is asked for in its profile. */
function plannedTrials({ together, afterwards }: CampaignPlan): readonly PlannedTrial[] {
  return [...together, ...afterwards].flatMap(({ profile, trials }) =>
    trials.map(({ id, expectations }) => {
      const asked = expectations.filter(({ profiles }) => profiles?.includes(profile) !== false);
      return { id, claims: [...new Set(asked.map(({ claim }) => claim))] };
    }),
  );
}

/** Claims that are not asked in this run because no trial of it serves them. */
function skippedClaims({ claims }: System, { together, afterwards }: CampaignPlan): RunRecord["skipped"] {
  const trials = [...together, ...afterwards].flatMap((lane) => lane.trials);
  const asked = new Set(trials.flatMap(({ expectations }) => expectations.map(({ claim }) => claim)));
  return claims
    .filter(({ id }) => !asked.has(id))
    .map(({ id }) => ({ claim: id, reason: "no trial of this run asks it" }));
}

/** The command that does it again, with the phases of this run. */
function replayOf(seed: string): string {
  const args = process.argv.slice(2);
  const at = args.indexOf("--seed");
  if (at >= 0) args.splice(at, 2);
  return ["haproof", ...args, "--seed", seed].join(" ");
}
