import type { Window } from "../prediction.ts";
import { eviction, readmission, type CheckTiming } from "./health-check.ts";
import { atOnce, hull, inSequence, windowOf } from "./window.ts";

/** Patroni's settings that a failover's time depends on, in milliseconds. */
export interface LeaseTiming {
  readonly ttlMs: number;
  readonly loopWaitMs: number;
  readonly retryTimeoutMs: number;
}

/** What clients wait for after the primary of a replicated database is lost. */
export interface FailoverTiming {
  readonly lease: LeaseTiming;
  /** HAProxy's question who is primary. */
  readonly check: CheckTiming;
}

/** etcd looks for leases that have ended twice a second. Source: etcd 3.4 lease/lessor.go `revokeExpiredLeases`, `runLoop`. */
const expiryLookMs = 500;
/** A candidate asks every known member first, and gives each this long. Source: Patroni 3.0.2 ha.py `fetch_node_status`. */
const askMemberMs = 2_000;
/** The rest of F18's "elect and promote, 1 to 5 s": Patroni's loop, `pg_ctl promote`, the end of recovery. */
const promoteMs = 3_000;

/**
 * A primary that is silent (host lost or frozen, manager killed) keeps its lock until the lease ends. It was renewed in the last loop,
 * so that `ttl − loop_wait` to `ttl` of it is left. Then a standby asks the lost member, which costs it `askMemberMs` where
 * nobody refuses, takes the lock and promotes; HAProxy needs `rise` good answers from then on.
 * Source: claims F18; Patroni 3.0.2 dcs/etcd3.py `_update_leader`, ha.py `process_unhealthy_cluster`.
 */
export function failoverBySilence({ lease, check }: FailoverTiming): Window {
  const leaseEnds = windowOf(lease.ttlMs - lease.loopWaitMs, lease.ttlMs + expiryLookMs);
  const elected = windowOf(0, askMemberMs + promoteMs);
  return inSequence(leaseEnds, elected, seen(check));
}

/**
 * A primary whose Patroni alone was killed goes on until HAProxy has taken it out: its clients are away from then until a standby has
 * inherited the lease, which is refused by the lost one at once. Source: as for `failoverBySilence`; there is no watchdog.
 */
export function failoverWithoutManager(timing: FailoverTiming): Window {
  const whole = failoverBySilence(timing);
  const servedMs = eviction(timing.check, atOnce).latestMs;
  return windowOf(Math.max(0, whole.earliestMs - servedMs), whole.latestMs);
}

/**
 * A primary that is asked to end shuts its database down, releases the lock, and a standby is told at once.
 * Source: Patroni 3.0.2 ha.py `shutdown`.
 * @param stopMs the longest that the shutdown may take
 */
export function failoverByRelease({ check }: FailoverTiming, stopMs: number): Window {
  return inSequence(windowOf(0, stopMs), windowOf(0, askMemberMs + promoteMs), hull(atOnce, seen(check)));
}

/**
 * A primary whose PostgreSQL died keeps its lock: the next loop of its Patroni finds out, recovers the database and starts it
 * again, for as long as `primary_start_timeout` (300 s) allows. HAProxy may have taken it out meanwhile, or not.
 * Source: Patroni 3.0.2 ha.py `recover`, `_handle_crash_recovery`.
 * @param startMs the longest that recovery and start may take
 */
export function restartInPlace({ lease, check }: FailoverTiming, startMs: number): Window {
  return inSequence(windowOf(0, lease.loopWaitMs + startMs), hull(atOnce, seen(check)));
}

/**
 * From the loss of the lease store's quorum until a healthy primary has stepped down: the next renewal is up to `loop_wait` away,
 * is tried for `retry_timeout`, and then the database is stopped to be started read-only.
 * Source: Patroni 3.0.2 ha.py `_run_cycle` ("demoting self because DCS is not accessible and I was a leader").
 */
export function demotionWithoutStore({ lease }: FailoverTiming): Window {
  return windowOf(0, lease.loopWaitMs + lease.retryTimeoutMs + promoteMs);
}

/** A member that begins to answer 200 is in rotation after `rise` checks; one that does not is refused at once or times out. */
function seen(check: CheckTiming): Window {
  return readmission(check, atOnce);
}
