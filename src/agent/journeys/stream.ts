import type { Journey, JourneyOptions } from "../journey.ts";
import { numberOption, targetOf, textOption } from "../options.ts";
import { HarnessError } from "../../errors.ts";
import { Stream } from "../stream-connection.ts";

/**
 * One long connection. `echo` (the default): each operation writes a line with a number and is ok when the peer has sent it
 * back; `listen`: the peer speaks by itself, and each operation is ok at the next bytes. Silence shows as timeouts. When
 * the connection breaks, what is under way has failed, and the next operation connects anew. Options: host, port,
 * `mode`, `giveUpAfterMs` (1000): a client that has heard nothing for so long drops its connection.
 */
export function stream(options: JourneyOptions): Journey {
  const target = targetOf(options);
  const mode = textOption(options, "mode", "echo");
  if (mode !== "echo" && mode !== "listen") {
    throw new HarnessError("BAD_INPUT", `the option mode must be "echo" or "listen", not "${mode}"`);
  }
  const giveUpAfterMs = numberOption(options, "giveUpAfterMs", 1_000);
  const connection = new Stream(target, { mode, giveUpAfterMs });
  const frame = mode === "echo" ? "a frame echoed" : "the next frame heard";
  return {
    clientClass: "stream",
    says: `${frame} on one long connection to ${target.host}:${target.port}, dropped after ${giveUpAfterMs} ms of silence`,
    operate: (deadline) => connection.exchange(deadline),
    close: () => connection.close(),
  };
}
