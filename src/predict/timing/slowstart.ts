import type { Window } from "../prediction.ts";
import { windowOf } from "./window.ts";

/**
 * From UP until a server with `slowstart` has its full share of new connections: its weight grows in steps of a second, or of a
 * twentieth of the time where that is longer. UP itself comes no later, and a start of HAProxy is no slow start.
 * Source: HAProxy src/server.c `server_warmup`; configuration manual 5.2, slowstart.
 */
export function fullShare(slowstartMs: number): Window {
  return windowOf(slowstartMs, slowstartMs + Math.max(1000, slowstartMs / 20));
}
