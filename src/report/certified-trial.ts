import type { FaultEvent, ProbeEvent } from "../timeline/events.ts";
import { describeFault } from "../timeline/fault-plan.ts";
import { brownOutsOf, outagesOf, type Outage } from "../timeline/outage.ts";
import { senderQuality } from "../timeline/sender.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { faultKindOf } from "../verdict/fault-kind.ts";
import { noiseFloorMs, unfitTrial } from "../verdict/fitness.ts";
import type { CertifiedTrial } from "./certificate.ts";
import { certifiedBound, certifiedDuration, certifiedPrediction } from "./certified-figure.ts";
import type { StoredTrial } from "./evidence.ts";
import { certifiedLedgers } from "./certified-ledger.ts";
import { certifiedTransitions } from "./certified-transition.ts";
import { lanesOf } from "./lanes.ts";
import { middle } from "./middle.ts";
import { phasesOf } from "./phases.ts";

/** An answer that takes longer counts as a brown-out: docs/timing.md, what the client sees (slow is over 250 ms). */
const brownOutLimitMs = 250;

/** One trial as the certificate states it: what was broken and witnessed, what clients felt, what the noise was. */
export function certifiedTrial({ record, timeline, evidence }: StoredTrial): CertifiedTrial {
  const injected = timeline.injected();
  const healed = timeline.healed();
  const { id, scenario, title, profile, round, startedAt, tookMs, error, machine } = record;
  return {
    ...{ id, scenario, title, profile, round, startedAt, tookMs },
    fault: describeFault(record.plan),
    faultKind: faultKindOf(record.plan),
    ...(injected === undefined ? {} : { injected: faultMoment(injected, injected) }),
    ...(injected === undefined || healed === undefined ? {} : { healed: faultMoment(healed, injected) }),
    unfit: [...unfitTrial({ record, timeline })],
    ...(error === undefined ? {} : { error: `${error.code}: ${error.message}` }),
    noiseFloorMs: noiseFloorMs(timeline),
    machine: { ...machine },
    discarded: record.discarded.map((each) => ({ ...each })),
    phases: phasesOf(record, timeline),
    predictions: record.predictions.map(certifiedPrediction),
    transitions: [...certifiedTransitions(record, timeline)],
    probes: timeline.probes().map((probe) => certifiedProbe(timeline, probe, injected)),
    ledgers: [...certifiedLedgers(timeline)],
    lanes: lanesOf({ record, timeline }),
    evidence: { ...evidence, captures: evidence.captures.map((capture) => ({ ...capture })) },
  };
}

function faultMoment(event: FaultEvent, injected: FaultEvent): NonNullable<CertifiedTrial["injected"]> {
  const { notBefore, notAfter } = event.at;
  return {
    afterInjectMs: middle(event.at) - middle(injected.at),
    uncertaintyMs: certifiedBound((notAfter - notBefore) / 2),
    witnessed: event.witnessed,
    witness: event.witness,
  };
}

function certifiedProbe(
  timeline: Timeline,
  { probe, clientClass, journey, everyMs, deadlineMs }: ProbeEvent,
  injected: FaultEvent | undefined,
): CertifiedTrial["probes"][number] {
  const samples = timeline.sampled(probe);
  const zero = injected === undefined ? 0 : middle(injected.at);
  const felt = outagesOf(samples);
  const slow = brownOutsOf(samples, brownOutLimitMs);
  return {
    ...{ probe, clientClass, journey, everyMs, deadlineMs },
    samples: samples.length,
    failed: samples.filter(({ outcome }) => outcome !== "ok").length,
    senderLagP999Ms: samples.length === 0 ? 0 : senderQuality(samples, everyMs).lagP999Ms,
    outages: felt.outages.map((outage) => certifiedOutage(outage, zero)),
    longest: certifiedDuration(felt.longestMs),
    total: certifiedDuration(felt.totalMs),
    brownOuts: slow.outages.length,
    brownOutTotal: certifiedDuration(slow.totalMs),
  };
}

function certifiedOutage(
  { firstFailedAt, firstGoodAt, failed, outcomes, lastedMs }: Outage,
  zero: number,
): CertifiedTrial["probes"][number]["outages"][number] {
  return {
    afterInjectMs: firstFailedAt - zero,
    lasted: certifiedDuration(lastedMs),
    failed,
    outcomes: { ...outcomes },
    recovered: firstGoodAt !== undefined,
  };
}
