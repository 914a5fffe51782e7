import { decomposeEviction, decomposeReadmission } from "../checks/decomposition-server.ts";
import { decomposeSuccession } from "../checks/decomposition-succession.ts";
import { decomposeTakeover } from "../checks/decomposition-takeover.ts";
import type { Decomposition, Part } from "../checks/decomposition.ts";
import type { Exact, Inexact } from "../checks/exact.ts";
import { exactEviction, exactReadmission } from "../checks/exact-server.ts";
import { exactTakeover } from "../checks/exact-takeover.ts";
import { HarnessError } from "../errors.ts";
import type { Prediction } from "../predict/prediction.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { TrialRecord } from "../verdict/trial-record.ts";
import type { CertifiedTransition } from "./certificate.ts";
import { certifiedBound, certifiedDuration } from "./certified-figure.ts";

interface Analysis {
  readonly decomposition: Decomposition;
  readonly exact: Exact | Inexact;
}

/** Every transition of a trial that came, taken apart, with its exact prediction; none without the terms of the wire. */
export function certifiedTransitions(
  record: TrialRecord,
  timeline: Timeline,
): readonly CertifiedTransition[] {
  const predicted = record.predictions.flatMap((prediction) => {
    const analysis = ifItCame(() => analyse(prediction, { record, timeline }));
    return analysis === undefined ? [] : [certified(prediction, analysis)];
  });
  const succession = ifItCame(() =>
    decomposeSuccession(timeline, { ignoring: record.failingByDesign ?? [] }),
  );
  return succession === undefined ? predicted : [...predicted, certifiedSuccession(succession)];
}

/** No file of a balancer predicts who inherits a database. */
function certifiedSuccession({ of, subject, by, parts }: Decomposition): CertifiedTransition {
  const inexact = "a scenario derives its window from the settings of the lease";
  return { transition: of, subject, by, from: "inject", inexact, parts: parts.map(certifiedPart) };
}

/** What did not come cannot be taken apart, which is no error. */
function ifItCame<T>(analysis: () => T | undefined): T | undefined {
  try {
    return analysis();
  } catch (thrown) {
    if (thrown instanceof HarnessError && thrown.code === "NOTHING_TO_JUDGE") return undefined;
    throw thrown;
  }
}

function analyse(
  { transition, subject, by, from }: Prediction,
  { record: { wire, failingByDesign: ignoring = [] }, timeline }: { record: TrialRecord; timeline: Timeline },
): Analysis | undefined {
  if (transition === "takeover" || transition === "failback") {
    const claimant = wire?.claimants.find(({ host, address }) => host === by && address === subject);
    // A demotion and its end are both told from the fault on; a failback that needs no heal cannot be told from the takeover.
    if (claimant === undefined || (transition === "failback" && from === "inject")) return undefined;
    const options = { claimant, from };
    return {
      decomposition: decomposeTakeover(timeline, subject, { ...options, ignoring }),
      exact: exactTakeover(timeline, subject, options),
    };
  }
  const watched = wire?.servers.find(({ balancer, server }) => balancer === by && server === subject);
  if (watched === undefined || transition === "dual-master") return undefined;
  return transition === "eviction"
    ? {
        decomposition: decomposeEviction(timeline, watched, { wire: watched, ignoring }),
        exact: exactEviction(timeline, watched),
      }
    : {
        decomposition: decomposeReadmission(timeline, watched, { wire: watched }),
        exact: exactReadmission(timeline, watched),
      };
}

function certified(
  { transition, subject, by, from }: Prediction,
  { decomposition: { parts }, exact }: Analysis,
): CertifiedTransition {
  return {
    ...{ transition, subject, by, from },
    ...(exact.kind === "exact"
      ? {
          exact: {
            since: exact.since,
            wait: certifiedDuration(exact.waitMs),
            measuredBy: exact.measuredBy,
            residual: { minMs: exact.residualMs.minMs, maxMs: certifiedBound(exact.residualMs.maxMs) },
          },
        }
      : { inexact: exact.why }),
    parts: parts.map(certifiedPart),
  };
}

function certifiedPart(part: Part): CertifiedTransition["parts"][number] {
  const { to, knob } = part;
  return part.kind === "missing"
    ? { to, knob, missing: part.why }
    : { to, knob, from: part.from, took: certifiedDuration(part.tookMs) };
}
