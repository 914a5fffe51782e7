import type { CheckFailure } from "./health-check.ts";

/** What a proxy does with connections whose server is dead. Undefined timeouts never fire. */
export interface ConnectionRules {
  readonly retries: number;
  readonly timeoutConnectMs?: number | undefined;
  readonly timeoutServerMs?: number | undefined;
  /** `option redispatch` with an algorithm that can choose another server, and another server to choose. */
  readonly redispatches: boolean;
  readonly shutdownSessions: boolean;
}

/**
 * How much longer than until DOWN clients may see errors or hang: connections already given to the dead server are not
 * given to another one. A refused attempt is repeated after the smaller of 1 s and `timeout connect`.
 * Source: HAProxy src/backend.c `back_handle_st_cer`, include/haproxy/stream.h `stream_choose_redispatch`.
 */
export function clientErrorsOutlastEvictionMs(failure: CheckFailure, rules: ConnectionRules): number {
  const connectMs = rules.timeoutConnectMs ?? Infinity;
  switch (failure) {
    case "refused":
      return rules.redispatches ? 0 : rules.retries * Math.min(1000, connectMs);
    case "status":
      return 0;
    case "dropped":
    case "vanished":
      return rules.redispatches ? connectMs : (rules.retries + 1) * connectMs;
    case "frozen":
    case "slow":
      return rules.shutdownSessions ? 0 : (rules.timeoutServerMs ?? Infinity);
  }
}
