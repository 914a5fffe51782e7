import { overFreshConnection } from "../connection.ts";
import type { Journey, JourneyOptions } from "../journey.ts";
import { optionalText, targetOf } from "../options.ts";

/**
 * A new TCP connection, ok when it is established: what stands at the address accepts, which a balancer does with all its
 * servers down. Options: host, port; `banner`: how the peer's first bytes must begin, "" for any.
 */
export function tcp(options: JourneyOptions): Journey {
  const target = targetOf(options);
  const banner = optionalText(options, "banner");
  const to = `${target.host}:${target.port}`;
  return {
    clientClass: "new-connection",
    says: banner === undefined ? `TCP connect to ${to}` : `TCP connect to ${to}, first bytes awaited`,
    operate: (deadline) =>
      overFreshConnection(target, deadline, (socket, settle) => {
        if (banner === undefined) {
          socket.on("connect", () => settle({ outcome: "ok" }));
          return;
        }
        let said = "";
        socket.setEncoding("latin1");
        socket.on("data", (chunk) => {
          said += String(chunk);
          if (said.length > 0 && said.startsWith(banner)) settle({ outcome: "ok" });
          else if (!banner.startsWith(said)) settle({ outcome: "wrong", detail: said.slice(0, 40) });
        });
      }),
  };
}
