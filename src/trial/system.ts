import type { ImageSpec } from "../lab/images/images.ts";
import type { Stack } from "../lab/stack.ts";
import type { Claim } from "../verdict/claim.ts";
import type { RunFinding } from "../verdict/run-record.ts";
import type { ProgramReleases } from "./program-releases.ts";

/** What a user may put in the place of a stand-in: role → image reference. */
export type OwnImages = Readonly<Record<string, string>>;

export interface SystemProfile {
  readonly name: string;
  /** The document's own configuration; every other profile is a tuning of it. */
  readonly asPublished: boolean;
  /** It takes long: a run takes it when it is asked for by name, or by night. */
  readonly onRequest?: boolean;
  readonly description: string;
}

export interface StackRequest {
  readonly profile: string;
  /** A deviation that a scenario asks for: "three-balancers". */
  readonly variant?: string;
  readonly images?: OwnImages;
  /** How many balancers, where the user brings files for so many; absent: as the variant says. */
  readonly balancers?: number;
}

/** A documented system that haproof can run: the default export of fixtures/systems/<name>/system.ts. */
export interface System {
  readonly name: string;
  readonly title: string;
  readonly profiles: readonly SystemProfile[];
  readonly claims: readonly Claim[];
  /** What is a stand-in of ours, and for what. One that the user's image can replace names the option: "--image kms=<image>". */
  readonly standIns: readonly string[];
  /** What the balancers' images ship, by whose rules files are read before a lab runs; absent: the default release's. */
  readonly releases?: ProgramReleases;
  /** Roles whose image a user may bring (`--image kms=…`). */
  readonly ownImages: readonly string[];
  images(): Promise<readonly ImageSpec[]>;
  stack(request: StackRequest): Promise<Stack>;
  /** What the programs' own checks say of the configuration files, as findings. */
  readonly fileChecks: readonly FileCheck[];
  /** Foreign programs that use the service as it stands; asked once in every lab that has their host. */
  readonly foreignChecks: readonly ForeignCheck[];
}

/** A client that is not ours, run against the steady service: it must succeed, or our stand-in is not what it says. */
export interface ForeignCheck {
  readonly host: string;
  /** Addresses in it are mapped to the lab's. */
  readonly command: string;
  /** What its success proves, for the report. */
  readonly proves: string;
}

/** One program's own check of a configuration file, run in a host before anything starts. */
export interface FileCheck {
  readonly says: string;
  readonly role: string;
  readonly command: string;
  /** Exit code expected in each profile; any other is an error, where not every one is as good ("any"). */
  readonly expected: Readonly<Record<string, number | "any">>;
  /** The program starts with what its check refuses: of a user's own file, its refusal is a finding. */
  readonly advisory?: boolean;
  /** The check's words as a reader shall see them: the user's names of files, no secrets. */
  readonly words?: (host: string, output: string) => string;
  /** What an expected code other than 0 means to a reader. */
  readonly finding?: RunFinding;
}
