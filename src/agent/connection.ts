import { connect } from "node:net";
import type { Socket } from "node:net";
import type { Deadline, Result } from "./journey.ts";
import type { Target } from "./options.ts";
import { outcomeOf } from "./outcome.ts";

/**
 * Opens a connection for one operation, lets `drive` use it, and resets it as soon as the result is known. A peer that
 * closes or breaks it first gives the result itself. The deadline destroys the socket.
 */
export function overFreshConnection(
  target: Target,
  deadline: Deadline,
  drive: (socket: Socket, settle: (result: Result) => void) => void,
): Promise<Result> {
  return new Promise((resolve) => {
    const socket = connect({ host: target.host, port: target.port, noDelay: true });
    const settle = (result: Result): void => {
      resolve(result);
      reset(socket);
    };
    socket.on("error", (error) => settle(outcomeOf(error)));
    socket.on("end", () => settle({ outcome: "closed" }));
    deadline.onExpiry(() => reset(socket));
    drive(socket, settle);
  });
}

/**
 * Ends a connection without TIME_WAIT, which would use up the client's ports within a minute. While it is being made
 * Node's own reset waits until it is: a black hole would keep such sockets for minutes, so these are closed.
 */
export function reset(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}
