import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface Listening {
  readonly host: string;
  readonly port: number;
  /** How many connections it has accepted. */
  accepted(): number;
  readonly close: () => Promise<void>;
}

/** A TCP server on loopback that treats each connection as told, until the test has finished. */
export function listening(treat: (socket: Socket) => void): Promise<Listening> {
  return listeningWith(createServer(), treat);
}

export async function listeningWith(server: Server, treat: (socket: Socket) => void): Promise<Listening> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on("connection", (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    treat(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  onTestFinished(close);
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port, accepted: () => accepted, close };
}

/** A port of loopback on which nobody listens any more. */
export async function refusing(): Promise<{ readonly host: string; readonly port: number }> {
  const { host, port, close } = await listening(() => undefined);
  await close();
  return { host, port };
}
