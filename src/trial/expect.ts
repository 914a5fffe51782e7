import type { Expectation, Expected, Measure } from "../verdict/expectation.ts";

type More = Omit<Expectation, "claim" | "measure" | "expect">;

const asPredicted: Expected = { kind: "as-predicted" };

/** Words for scenarios: each makes one expectation, as plain data. */
export const expecting = {
  /** Another balancer claims the VIP when the configuration says so, or never where it says that. */
  takeover: (claim: string, more: More & { by?: string } = {}): Expectation => {
    const { by, ...rest } = more;
    return {
      claim,
      measure: { check: "takeover", ...(by === undefined ? {} : { by }) },
      expect: asPredicted,
      ...rest,
    };
  },
  failback: (claim: string, more: More = {}): Expectation => ({
    claim,
    measure: { check: "failback" },
    expect: asPredicted,
    ...more,
  }),
  dualMaster: (claim: string, more: More = {}): Expectation => ({
    claim,
    measure: { check: "dual-master" },
    expect: asPredicted,
    ...more,
  }),
  /** Every balancer takes the server out of rotation; the slowest counts. */
  eviction: (claim: string, server: string | undefined, more: More = {}): Expectation => ({
    claim,
    measure: { check: "eviction", ...(server === undefined ? {} : { subject: server }) },
    expect: asPredicted,
    ...more,
  }),
  readmission: (claim: string, server: string | undefined, more: More = {}): Expectation => ({
    claim,
    measure: { check: "readmission", ...(server === undefined ? {} : { subject: server }) },
    expect: asPredicted,
    ...more,
  }),
  /** A condition that must be true of the recording. */
  that: (
    claim: string,
    measure: Extract<Measure, { check: ConditionName }>,
    more: More = {},
  ): Expectation => ({
    claim,
    measure,
    expect: { kind: "holds" },
    ...more,
  }),
  /** A condition that this configuration is known to break. */
  broken: (
    claim: string,
    measure: Extract<Measure, { check: ConditionName }>,
    more: More = {},
  ): Expectation => ({
    claim,
    measure,
    expect: { kind: "broken" },
    ...more,
  }),
  /** Every write that was acknowledged to the probe is there after the heal, exactly once. */
  ledger: (claim: string, probe: string, more: More = {}): Expectation => ({
    claim,
    measure: { check: "ledger", probe },
    expect: { kind: "holds" },
    ...more,
  }),
  /** How far back the data went: nothing that was acknowledged may be gone unless `latestMs` allows it. */
  rpo: (claim: string, probe: string, latestMs: number, more: More = {}): Expectation => ({
    claim,
    measure: { check: "rpo", probe },
    expect: { kind: "reported" },
    promise: { kind: "at-latest", latestMs },
    ...more,
  }),
  /** Any measure, with what is expected of it. */
  of: (claim: string, measure: Measure, expect: Expected, more: More = {}): Expectation => ({
    claim,
    measure,
    expect,
    ...more,
  }),
} as const;

type ConditionName =
  | "stay-up"
  | "outcomes"
  | "files"
  | "one-holder"
  | "moves"
  | "server-views"
  | "affects-only"
  | "served-by"
  | "journeys"
  | "slowed"
  | "outpaces";
