import type { Claim } from "./claim.ts";
import type { Budgets } from "./expectation.ts";
import type { ShareClaim } from "./share.ts";

/** A configuration file of a balancer. The digest is that of the file as it was written, the text has its secrets masked. */
export interface FileRecord {
  /** "lb1:/etc/haproxy/haproxy.cfg". */
  readonly path: string;
  readonly sha256: string;
  readonly text?: string;
}

/** Who is where, with the addresses that the configuration files speak of. */
export interface TopologyRecord {
  readonly networks: readonly { readonly name: string; readonly prefix: string }[];
  readonly hosts: readonly {
    readonly name: string;
    readonly role: string;
    /** Network → address. */
    readonly addresses: Readonly<Record<string, string>>;
  }[];
  readonly vips: readonly { readonly address: string; readonly network: string }[];
}

/** A configuration under test. `asPublished`: the document's own; every other profile is a tuning of it. */
export interface ProfileRecord {
  readonly name: string;
  readonly asPublished: boolean;
  readonly description: string;
  readonly files: readonly FileRecord[];
  /** As the profile's scenarios have it that ask for no deviation. */
  readonly topology?: TopologyRecord;
}

/** An image that hosts were made of; its id is the digest of its contents, as the engine gives it ("sha256:…"). */
export interface ImageRecord {
  readonly name: string;
  readonly reference: string;
  readonly id: string;
}

/** A claim that this run could not ask, with the reason ("netem is not in this kernel"). */
interface SkippedClaim {
  readonly claim: string;
  readonly reason: string;
}

/** Something worth saying that no claim asks for: "keepalived -t refuses the published text (exit 6)". */
export interface RunFinding {
  readonly title: string;
  readonly detail: string;
  readonly profile?: string;
}

/** A trial that a run set out to do, and the claims that it serves. */
export interface PlannedTrial {
  readonly id: string;
  readonly claims: readonly string[];
}

/** How often each trial of a run was done. */
export interface RepeatRecord {
  /** Rounds at most. */
  readonly rounds: number;
  /** Each trial was repeated until this was decided of all its limits. */
  readonly until?: ShareClaim;
}

/** What the run was, beside its trials. Stored as `run.json`; with the trials' files it is the whole evidence. */
export interface RunRecord {
  readonly run: string;
  readonly system: string;
  /** Written when the run began, and not since: it was killed, or is under way. What it says of its end is not known then. */
  readonly unfinished?: true;
  readonly planned?: readonly PlannedTrial[];
  /** Absent: once. */
  readonly repeat?: RepeatRecord;
  /** Wall time, ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly wallMs: number;
  /** Sum of the protocol timers that had to run out: what no harness could save. */
  readonly protocolMs: number;
  readonly harness: {
    readonly version: string;
    readonly commit?: string;
    readonly seed: string;
    /** The command that does it again. */
    readonly replay: string;
  };
  /** Kernel, engine, cores, clock source …: name → value, shown as they are. */
  readonly environment: Readonly<Record<string, string>>;
  readonly images?: readonly ImageRecord[];
  readonly profiles: readonly ProfileRecord[];
  readonly claims: readonly Claim[];
  readonly skipped: readonly SkippedClaim[];
  readonly budgets: Budgets;
  /** `--require holds`: a refuted promise counts as a failure. */
  readonly requireHolds: boolean;
  readonly findings: readonly RunFinding[];
  /** What is a stand-in of ours, and for what. */
  readonly standIns: readonly string[];
}
