/**
 * Every way in which haproof itself can fail, with the exit code that a program sees (`docs/verdicts.md`).
 * A promise that a stack breaks is never an error: it is a verdict.
 */
export const errorCodes = {
  /** The user asked for something that does not exist or does not parse. */
  BAD_INPUT: 64,
  /** A configuration file is wrong; the message starts with file:line. */
  BAD_CONFIG: 64,
  /** No container engine answers, and none may be set up. */
  NO_ENGINE: 69,
  /** The engine answered, but refused or broke what it was asked. */
  ENGINE_FAILED: 69,
  /** An image is neither present nor can it be pulled or built. */
  IMAGE_UNAVAILABLE: 69,
  /** The kernel or engine lacks what a fault needs; said before anything starts. */
  FEATURE_MISSING: 69,
  /** No space is left where haproof has to write. */
  DISK_FULL: 69,
  /** A stack did not reach its steady state in time. */
  NOT_STEADY: 69,
  /** A fault could not be injected or healed. */
  FAULT_FAILED: 70,
  /** A program that haproof runs inside a lab broke its contract. */
  AGENT_FAILED: 70,
  /** Undoing something failed; details list what is left. */
  CLEANUP_FAILED: 70,
  /** A judgement was asked of a recording that cannot bear it (a test of nothing must not pass). */
  NOTHING_TO_JUDGE: 70,
  /** A state that the code holds to be impossible. */
  INTERNAL: 70,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** The one error of haproof. Match on `code`, never on text; `details` is plain data for the report. */
export class HarnessError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    { cause, details = {} }: { cause?: unknown; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "HarnessError";
    this.code = code;
    this.details = details;
  }

  get exitCode(): number {
    return errorCodes[this.code];
  }
}

/** The text of anything thrown, for a message that a person reads. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
