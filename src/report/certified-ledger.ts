import { countsOf, ledgerOf, tookEffect } from "../checks/ledger.ts";
import { HarnessError } from "../errors.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { CertifiedTrial } from "./certificate.ts";
import { certifiedDuration } from "./certified-figure.ts";

type CertifiedLedger = CertifiedTrial["ledgers"][number];

/** The ledger of each probe whose writes were read back; a trial in which nobody asked for them has none. */
export function certifiedLedgers(timeline: Timeline): readonly CertifiedLedger[] {
  const probes = new Set(timeline.ofKind("read-back").map(({ probe }) => probe));
  return [...probes].flatMap((probe) => certifiedLedger(timeline, probe) ?? []);
}

/** Undefined where nothing was acknowledged: there is nothing to be kept then. */
function certifiedLedger(timeline: Timeline, probe: string): CertifiedLedger | undefined {
  try {
    const { writes, rpoMs } = ledgerOf(timeline, probe);
    const { "never-read": neverRead, ...counts } = countsOf(writes);
    return {
      probe,
      writes: writes.length,
      ...counts,
      neverRead,
      tookEffect: tookEffect(writes),
      rpo: certifiedDuration(rpoMs),
    };
  } catch (thrown) {
    if (thrown instanceof HarnessError && thrown.code === "NOTHING_TO_JUDGE") return undefined;
    throw thrown;
  }
}
