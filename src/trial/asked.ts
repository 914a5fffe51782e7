import type { Claim } from "../verdict/claim.ts";
import type { RunFinding, RunRecord } from "../verdict/run-record.ts";
import type { CampaignPlan } from "./campaign-plan.ts";

/** Claims that are not asked in this run because no trial of it serves them. */
export function skippedClaims(claims: readonly Claim[], plan: CampaignPlan): RunRecord["skipped"] {
  const asked = askedPairs(plan);
  return claims
    .filter(({ id, profiles }) => !profiles.some((profile) => asked.has(`${id} ${profile}`)))
    .map(({ id }) => ({ claim: id, reason: "no trial of this run asks it" }));
}

/** Every claim with the profiles in which a trial of this run asks it; one that none asks keeps its own. */
export function askedClaims(claims: readonly Claim[], plan: CampaignPlan): readonly Claim[] {
  const asked = askedPairs(plan);
  return claims.map((claim) => {
    const profiles = claim.profiles.filter((profile) => asked.has(`${claim.id} ${profile}`));
    return profiles.length === 0 ? claim : { ...claim, profiles };
  });
}

/** What a reader would miss: a claim that is asked, but not in every profile that this run has. */
export function unaskedProfiles(claims: readonly Claim[], plan: CampaignPlan): readonly RunFinding[] {
  const asked = askedPairs(plan);
  const run = new Set([...plan.together, ...plan.afterwards].map(({ profile }) => profile));
  return claims.flatMap(({ id, profiles }) => {
    const [some, none] = [true, false].map((wanted) =>
      profiles.filter((profile) => run.has(profile) && asked.has(`${id} ${profile}`) === wanted),
    );
    if (some === undefined || none === undefined || some.length === 0) return [];
    const detail = `${id} is asked in ${some.join(", ")}; what asks it there is left out of this run`;
    return none.map((profile) => ({ title: `${id} was not asked in ${profile}`, detail, profile }));
  });
}

/** "KMS-36 tuned" for every claim and profile in which a trial of this plan asks it. */
function askedPairs({ together, afterwards }: CampaignPlan): ReadonlySet<string> {
  return new Set(
    [...together, ...afterwards].flatMap(({ profile, trials }) =>
      trials.flatMap(({ expectations }) =>
        expectations
          .filter(({ profiles }) => profiles?.includes(profile) !== false)
          .map(({ claim }) => `${claim} ${profile}`),
      ),
    ),
  );
}
