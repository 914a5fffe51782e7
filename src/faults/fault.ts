import { HarnessError, messageOf } from "../errors.ts";
import type { Lab } from "../lab/lab.ts";
import type { Instant } from "../timeline/clock.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";

/** That a fault came into force, or went: at some instant inside `at`. Without a witness the trial is inconclusive. */
export interface Witnessed {
  readonly at: Instant;
  readonly witnessed: boolean;
  /** What was seen, in words. */
  readonly witness: string;
}

/** A fault in force. */
export interface ActiveFault {
  readonly injected: Witnessed;
  /** Heals from any state; a second call does nothing and answers the same. Throws FAULT_FAILED. */
  heal(): Promise<Witnessed>;
}

/** One way to break one thing. It acts and witnesses; it neither measures nor judges. */
export interface Fault {
  readonly plan: FaultPlan;
  /**
   * Resolves once the fault is in force. Throws BAD_INPUT when the lab has no such part, FEATURE_MISSING when its kernel or image
   * lacks what the fault needs, FAULT_FAILED otherwise. What throws has left nothing behind.
   */
  inject(lab: Lab): Promise<ActiveFault>;
}

/** The earlier and later end of several things that were done side by side. */
export function together(parts: readonly Witnessed[]): Witnessed {
  return {
    at: {
      notBefore: Math.min(...parts.map(({ at }) => at.notBefore)),
      notAfter: Math.max(...parts.map(({ at }) => at.notAfter)),
    },
    witnessed: parts.every(({ witnessed }) => witnessed),
    witness: parts.map(({ witness }) => witness).join("; "),
  };
}

/** Makes `heal` safe to call twice: the second caller gets the first one's answer. */
export function active(injected: Witnessed, heal: () => Promise<Witnessed>): ActiveFault {
  let healed: Promise<Witnessed> | undefined;
  return { injected, heal: () => (healed ??= heal()) };
}

/** Says how to take back what an injection is about to do, or has just done. */
export type Undo = (what: () => Promise<unknown>) => void;

/** Runs an injection; when it throws, what it had done is undone first, the latest first. Throws what the injection threw. */
export async function injecting(inject: (undo: Undo) => Promise<ActiveFault>): Promise<ActiveFault> {
  const undos: (() => Promise<unknown>)[] = [];
  try {
    return await inject((what) => void undos.unshift(what));
  } catch (cause) {
    const failures: string[] = [];
    for (const undo of undos) await undo().catch((error: unknown) => failures.push(messageOf(error)));
    if (failures.length === 0) throw cause;
    const left = `${messageOf(cause)}; and it could not be undone: ${failures.join("; ")}`;
    throw new HarnessError("FAULT_FAILED", left, { cause });
  }
}

/** As Promise.all, but throws only when every part has ended: nothing acts any more while the others are undone. */
export async function allEnded<T>(parts: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(parts);
  return Promise.all(parts);
}
