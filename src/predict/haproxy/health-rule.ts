import type { Place } from "../source-text.ts";

/** One step of a health check: `http-check …`, `tcp-check …`, or what HAProxy adds where a step is missing. */
export type HealthRule = ConnectRule | SendRule | ExpectRule | OtherRule;

interface Step {
  /** For an implied step: the line that implies it. */
  readonly place: Place;
  /** Not written: HAProxy adds it. */
  readonly implied: boolean;
  /** The step's words with single spaces; passwords masked. */
  readonly text: string;
}

/** Opens a connection; a check has an implied one in front where none is written. */
export interface ConnectRule extends Step {
  readonly step: "connect";
  /** Undefined: the check's port, or an expression that is evaluated at run time. */
  readonly port: number | undefined;
  /** Undefined: the check's address. */
  readonly address: string | undefined;
  readonly tls: boolean;
  /** `linger`: closes with FIN instead of RST. */
  readonly linger: boolean;
  readonly sendProxy: boolean;
  /** `default`, and every implied one: TLS and PROXY header as the server's own check settings say. */
  readonly defaults: boolean;
}

export interface SendRule extends Step {
  readonly step: "send";
  /** For HTTP: method and path of the request, "OPTIONS" and "/" where not written; otherwise undefined. */
  readonly method: string | undefined;
  readonly uri: string | undefined;
}

export interface ExpectRule extends Step {
  readonly step: "expect";
  /** `! …`: the answer must not match. */
  readonly negated: boolean;
  /** "status", "rstatus", "string", "rstring", "binary", "hdr", "fhdr", "string-lf" … */
  readonly match: string;
  readonly pattern: string;
}

/** `comment`, `set-var`, `unset-var` and what comes in versions to come. */
interface OtherRule extends Step {
  readonly step: "other";
}
