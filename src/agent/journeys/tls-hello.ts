import { clientHello } from "../client-hello.ts";
import { overFreshConnection } from "../connection.ts";
import type { Journey, JourneyOptions, Result } from "../journey.ts";
import { optionalText, targetOf } from "../options.ts";

const alertRecord = 21;
const handshakeRecord = 22;
const serverHello = 2;
/** A record's header is 5 bytes; the byte after it tells which handshake message, or an alert's level, then its reason. */
const enough = 7;

/**
 * A new connection, a TLS ClientHello made once, ok at the first bytes of a ServerHello: the cheapest proof that a real
 * node answered through a balancer that passes TLS on. The node is not authenticated. Options: host, port, `servername`.
 */
export function tlsHello(options: JourneyOptions): Journey {
  const target = targetOf(options);
  const hello = clientHello(optionalText(options, "servername"));
  return {
    clientClass: "new-connection",
    says: `TLS ClientHello to ${target.host}:${target.port} until the ServerHello`,
    operate: (deadline) =>
      overFreshConnection(target, deadline, (socket, settle) => {
        // Written before the connection stands: it leaves with the handshake's last packet.
        socket.write(hello);
        let answer = Buffer.alloc(0);
        socket.on("data", (chunk) => {
          answer = answer.length === 0 ? chunk : Buffer.concat([answer, chunk]);
          const result = judge(answer);
          if (result !== undefined) settle(result);
        });
      }),
  };
}

/** Undefined while too little has come. */
function judge(answer: Buffer): Result | undefined {
  const record = answer[0];
  if (record !== undefined && record !== handshakeRecord && record !== alertRecord) {
    return { outcome: "wrong", detail: "the answer is not TLS" };
  }
  if (answer.length < enough) return undefined;
  if (record === alertRecord) return { outcome: "wrong", detail: `TLS alert ${answer[6] ?? 0}` };
  return answer[5] === serverHello
    ? { outcome: "ok" }
    : { outcome: "wrong", detail: `TLS handshake message ${answer[5] ?? 0}` };
}
