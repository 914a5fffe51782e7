import { execFile } from "node:child_process";
import type { Journey, JourneyOptions, Result } from "../journey.ts";
import { targetOf } from "../options.ts";
import { tlsHello } from "./tls-hello.ts";

/**
 * Clients that come one after the other and do not know the address yet: each asks for it by ARP, then tries until a real
 * node has answered its TLS ClientHello; then the next one comes. So an outage is how long one newcomer had to wait. It
 * empties the host's neighbour cache of that address and would make newcomers of all clients there: give it a host of its
 * own, with NET_ADMIN, and a deadline below its interval. Options: host, port, `servername`.
 */
export function newcomer(options: JourneyOptions): Journey {
  const { host, port } = targetOf(options);
  const hello = tlsHello(options);
  let served = true;
  return {
    clientClass: "new-client",
    says: `a client without neighbour entry: ARP for ${host}, then TLS ClientHello to port ${port} until the ServerHello`,
    operate: async (deadline) => {
      if (served) {
        served = false;
        const failure = await forgetNeighbour(host);
        if (failure !== undefined) return failure;
      }
      const result = await hello.operate(deadline);
      served = result.outcome === "ok";
      return result;
    },
  };
}

/** Takes an address out of the kernel's neighbour cache; undefined where it is out. There is one entry for each interface. */
function forgetNeighbour(address: string): Promise<Result | undefined> {
  return new Promise((resolve) => {
    execFile("ip", ["neigh", "flush", "to", address], (error) => {
      resolve(error === null ? undefined : { outcome: "indeterminate", detail: error.message.trim() });
    });
  });
}
