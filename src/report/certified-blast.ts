import {
  agrees,
  describeFelt,
  journeysFelt,
  type JourneyFelt,
  type JourneysAsked,
} from "../checks/journeys.ts";
import { HarnessError } from "../errors.ts";
import { describeFault } from "../timeline/fault-plan.ts";
import { unfitTrial } from "../verdict/fitness.ts";
import type { Certificate } from "./certificate.ts";
import { certifiedDuration } from "./certified-figure.ts";
import type { StoredTrial } from "./evidence.ts";

export type BlastRow = NonNullable<Certificate["blastRadius"]>[number];

/** The rows of the matrix of roles and journeys that one trial gives: one for each time that it asks for journeys. */
export function blastRadiusOf(trial: StoredTrial): BlastRow[] {
  const { expectations, profile } = trial.record;
  return expectations
    .filter(({ profiles }) => profiles === undefined || profiles.includes(profile))
    .map(({ measure }) => measure)
    .filter((measure) => measure.check === "journeys")
    .map((measure) => rowOf(trial, measure));
}

function rowOf({ record, timeline }: StoredTrial, { role, journeys }: JourneysAsked): BlastRow {
  const row = { trial: record.id, profile: record.profile, role, fault: describeFault(record.plan) };
  const unfit = unfitTrial({ record, timeline });
  if (unfit.length > 0) return { ...row, unfit: [...unfit], journeys: [] };
  try {
    return { ...row, unfit: [], journeys: journeysFelt(timeline, journeys).map(cellOf) };
  } catch (thrown) {
    if (!(thrown instanceof HarnessError) || thrown.code !== "NOTHING_TO_JUDGE") throw thrown;
    return { ...row, unfit: [thrown.message], journeys: [] };
  }
}

function cellOf(felt: JourneyFelt): BlastRow["journeys"][number] {
  const { journey, probe, effect, samples, failed, lasted, documented } = felt;
  const agreed = agrees(felt);
  return {
    ...{ journey, probe, effect, samples, failed },
    said: describeFelt(felt),
    ...(lasted === undefined ? {} : { lasted: certifiedDuration(lasted) }),
    ...(documented === undefined ? {} : { documented: [...documented] }),
    ...(agreed === undefined ? {} : { agrees: agreed }),
  };
}
