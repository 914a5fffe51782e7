import { messageOf } from "../errors.ts";
import type { Outcome } from "../timeline/events.ts";
import type { Result } from "./journey.ts";

/**
 * What an error of a socket says of the service. Only errors that the other side or the network can cause are
 * listed: one that the client's own machine makes (no file descriptor, no port left) tells nothing of the service.
 */
const outcomes: Readonly<Record<string, Outcome>> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  EPIPE: "reset",
  ECONNABORTED: "reset",
  ETIMEDOUT: "timeout",
  ENETUNREACH: "unreachable",
  EHOSTUNREACH: "unreachable",
  ENETDOWN: "unreachable",
  EHOSTDOWN: "unreachable",
  ENOTFOUND: "unreachable",
  EAI_AGAIN: "unreachable",
};

/** Errors whose outcome alone says it all. */
const plain = new Set(["ECONNREFUSED", "ECONNRESET"]);

/** The result of an operation that ended with this error of a socket, TLS or HTTP connection. */
export function outcomeOf(thrown: unknown): Result {
  const { code, syscall } = isNodeError(thrown) ? thrown : {};
  // Node gives an orderly close in the middle of a handshake or a request the code of a reset; on the wire it is a FIN.
  if (code === "ECONNRESET" && syscall === undefined) return { outcome: "closed" };
  if (code === undefined) return { outcome: "indeterminate", detail: messageOf(thrown) };
  const outcome = outcomes[code];
  if (outcome === undefined) return { outcome: "indeterminate", detail: code };
  return plain.has(code) ? { outcome } : { outcome, detail: code };
}

function isNodeError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && "code" in thrown;
}
