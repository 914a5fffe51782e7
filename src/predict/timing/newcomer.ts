import type { Window } from "../prediction.ts";
import { windowOf } from "./window.ts";

/**
 * From the fault until a client that did not know the address is served, where the old holder is mute but its kernel goes
 * on answering ARP. Before the takeover nobody serves it. After that two answer and the first answer stays: only the new
 * holder's next gratuitous ARP repairs a wrong one, one `garp_master_refresh` later at most (0 is off: nothing repairs it).
 * Source: keepalived vrrp/vrrp_scheduler.c `vrrp_gratuitous_arp_thread`, vrrp/vrrp.c `vrrp_state_master_tx`; Linux
 * net/ipv4/arp.c `arp_process`, `locktime`.
 */
export function mutedNewcomer(takeover: Window, garpMasterRefreshMs: number): Window {
  return windowOf(
    takeover.earliestMs,
    garpMasterRefreshMs > 0 ? takeover.latestMs + garpMasterRefreshMs : Infinity,
  );
}
