import { grouped } from "../timeline/grouped.ts";
import type { Certificate, CertifiedMeasure } from "./certificate.ts";

/** The slowest that was measured of one thing in one profile. */
export interface WorstFigure {
  readonly profile: string;
  readonly check: string;
  readonly subject: string;
  readonly faultKind: string;
  readonly claim: string;
  readonly figures: NonNullable<CertifiedMeasure["figures"]>;
}

/** What a reader asks for first: how long in the worst case, of each kind of transition and of what clients felt. */
const asked = ["takeover", "failback", "eviction", "readmission", "outage"];

/** The worst figure of each kind in each profile, in that order. */
export function worstFigures({ claims }: Certificate): readonly WorstFigure[] {
  const all = claims.flatMap(({ id, profiles }) =>
    profiles.flatMap(({ profile, faultKinds }) =>
      faultKinds.flatMap(({ faultKind, measures }) =>
        measures.flatMap(({ check, subject, figures }) =>
          figures === undefined || !asked.includes(check)
            ? []
            : [{ profile, check, subject, faultKind, claim: id, figures }],
        ),
      ),
    ),
  );
  const groups = [...grouped(all, ({ profile, check }) => JSON.stringify([profile, check])).values()];
  return groups
    .map((group) => group.reduce((worst, each) => (endOf(each) > endOf(worst) ? each : worst)))
    .sort((a, b) => a.profile.localeCompare(b.profile) || asked.indexOf(a.check) - asked.indexOf(b.check));
}

/** null is without end, which is worse than any number. */
function endOf({ figures }: WorstFigure): number {
  return figures.max.maxMs ?? Infinity;
}
