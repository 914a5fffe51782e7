import type { Claimant } from "../checks/exact-claimant.ts";
import type { WatchedServer } from "../checks/exact-server.ts";
import type { ErrorCode } from "../errors.ts";
import type { Prediction } from "../predict/prediction.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Expectation } from "./expectation.ts";

/** An attempt that was found unfit before its fault was injected, and was started again. */
export interface DiscardedAttempt {
  readonly reason: string;
  readonly waitedMs: number;
}

/** How busy the machine was while the trial ran. Shown beside the figures, never used to widen anything. */
interface MachineFacts {
  readonly cores: number;
  readonly load1: number;
  /** Share of CPU time taken by other guests of the same hypervisor, 0 to 1. */
  readonly steal?: number;
}

/** What the exact predictions of a trial are counted with: the configuration's own times, and who is who on the wire. */
export interface WireTerms {
  /** One for each virtual address and balancer that can hold it. */
  readonly claimants: readonly (Claimant & { readonly address: string })[];
  /** The servers whose checks the fault lets fail, one for each balancer that checks them. */
  readonly servers: readonly WatchedServer[];
}

/** One line that a rule of lint has found. */
export interface RuleFinding {
  readonly rule: string;
  /** File and line: "lb2:haproxy.cfg:28". */
  readonly place: string;
  readonly message: string;
}

/** A capture file of a trial, as it is kept beside its recording. */
export interface CaptureFile {
  /** Where it was taken: "client-front". */
  readonly name: string;
  readonly pcap: Buffer;
}

/**
 * Everything about one trial that is not in its recording. Stored as `trials/<id>.json` beside the recording
 * `trials/<id>.jsonl`; the two together are the evidence from which its verdicts can be computed again.
 */
export interface TrialRecord {
  /** Unique in the run and usable as a file name: "tuned-host-loss-lb1-1". */
  readonly id: string;
  readonly scenario: string;
  readonly title: string;
  readonly system: string;
  readonly profile: string;
  /** Counts from 1 where the same fault is tried several times in one profile. */
  readonly round: number;
  readonly plan: FaultPlan;
  readonly expectations: readonly Expectation[];
  /** Made from the configuration in force before the fault was injected. */
  readonly predictions: readonly Prediction[];
  /** What the rules of `haproof lint` that an expectation names say of the balancers' files, with the fault in force. */
  readonly findings?: readonly RuleFinding[];
  /** Absent where the trial ended before its fault. */
  readonly wire?: WireTerms;
  /** The names of its captures: `trials/<id>.<name>.pcap`, libpcap's classic format. */
  readonly captures?: readonly string[];
  /** Probes that fail in a healthy stack, on purpose (a node's own address from the client's network). */
  readonly failingByDesign?: readonly string[];
  /** Wall time, ISO 8601. */
  readonly startedAt: string;
  readonly tookMs: number;
  readonly machine: MachineFacts;
  readonly discarded: readonly DiscardedAttempt[];
  /** Set where the harness was stopped in the middle: what happened. The trial is inconclusive. */
  readonly stopped?: string;
  /** Set where the harness itself failed. The trial is inconclusive, and JUnit shows an error. */
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

/** A trial as the trial runner hands it over and as `readTrial` reads it back. */
export interface TrialResult {
  readonly record: TrialRecord;
  readonly timeline: Timeline;
  /** Only where it was just run: evidence is not read back for a verdict, the recording has what it showed. */
  readonly captures?: readonly CaptureFile[];
}
