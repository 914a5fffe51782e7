import type { FaultPlan } from "../timeline/fault-plan.ts";

/** A closed interval of milliseconds. `latestMs` is Infinity where the transition may never come. */
export interface Window {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/**
 * takeover: another balancer claims the VIP. eviction / readmission: a balancer takes a server out of / back into
 * rotation. failback: the VIP returns to the balancer that was hurt, after heal. dual-master: two claim it.
 */
export type Transition = "takeover" | "eviction" | "readmission" | "failback" | "dual-master";

/** What a configuration says will happen after a fault, before anything is broken. */
export interface Prediction {
  readonly transition: Transition;
  /** The VIP's address, or "backend/server". */
  readonly subject: string;
  /** The balancer that takes over, or whose health checks decide. */
  readonly by: string;
  /** What the window is counted from. */
  readonly from: "inject" | "heal";
  readonly outcome: "within" | "never";
  readonly window: Window;
  /** Grain of the model: 20 ms for VRRP, 100 ms for health checks (`verdicts.md` 1). */
  readonly grainMs: number;
  /** The setting that dominates the window: "advert_int 1". */
  readonly knob: string;
  /** The formula with its numbers filled in. */
  readonly formula: string;
  /** Where the formula comes from: RFC section, source file and function, manual. */
  readonly source: string;
  /** Whether the old holder still holds the address meanwhile (two answers to ARP). */
  readonly oldHolderKeepsAddress?: boolean;
  /** How long clients may still be sent to a holder that does not serve them, where that outlasts the transition. */
  readonly misled?: Misled;
  /** What a reader has to know about it, in one sentence. */
  readonly note?: string;
}

/**
 * Clients whose neighbour cache names the wrong holder. With `dual-master`: from the fault until a client that did not know
 * the address is served. With `failback`: from the heal until a client that knew the loser's address is.
 */
export interface Misled {
  /** `latestMs` is Infinity where nothing in the configuration ends it. */
  readonly window: Window;
  readonly knob: string;
  readonly formula: string;
}

/** One balancer of a set-up, by its host name and the text of its configuration as rendered. */
export interface BalancerText {
  readonly host: string;
  readonly haproxyCfg: string;
  readonly keepalivedConf: string;
}

/** A fault together with who held the VIP when it came; without a holder the highest priority holds it. */
export interface FaultCase {
  readonly plan: FaultPlan;
  readonly holder?: string;
}
