import { setTimeout as passed } from "node:timers/promises";
import type { Host } from "../src/lab/host.ts";
import type { At } from "../src/timeline/clock.ts";

/** One gap that was made: everything to the port was dropped for `ms`, beginning somewhere in [since, until]. */
export interface Gap {
  readonly ms: number;
  readonly since: At;
  readonly until: At;
}

/** The kernel ends an element at a tick of its timer; at 100 Hz, the slowest that is built, a tick is this long. */
export const tickMs = 10;
/** Gaps begin at a random place in this stretch, twice the slowest probe's interval, in milliseconds. */
const phaseMs = 10;

/** Puts a rule into a host that drops what comes in for a port while its set has an element. It drops nothing yet. */
export async function makeWayForGaps(
  host: Host,
  { device, port }: { readonly device: string; readonly port: number },
): Promise<void> {
  await host.hand.must(`undo[gap]="nft delete table netdev haproof_gap"; nft -f - <<'RULES'
table netdev haproof_gap {
set gap { type mark; flags timeout; }
chain drops { type filter hook ingress device "${device}" priority -500; policy accept;
tcp dport ${port} meta mark @gap counter drop
}
}
RULES`);
}

/** Makes one gap, which the kernel ends by itself, with quiet on both sides. Throws FAULT_FAILED. */
export async function gapOf(
  host: Host,
  { ms, quietMs }: { readonly ms: number; readonly quietMs: number },
): Promise<Gap> {
  // Where in the probes' intervals a gap begins must not depend on the gap before.
  await passed(quietMs + Math.random() * phaseMs);
  const { at } = await host.hand.must(`nft 'add element netdev haproof_gap gap { 0 timeout ${ms}ms }'`);
  await passed(ms + tickMs + quietMs);
  return { ms, since: at.notBefore, until: at.notAfter };
}
