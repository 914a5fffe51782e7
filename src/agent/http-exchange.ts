import { request } from "node:http";
import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import { reset } from "./connection.ts";
import type { Deadline, JourneyOptions, Result } from "./journey.ts";
import { numberOption, optionalText, targetOf, textOption } from "./options.ts";
import type { Target } from "./options.ts";
import { outcomeOf } from "./outcome.ts";

/** One GET and what is expected of it. */
export interface Asked extends Target {
  readonly path: string;
  /** Value of the Host header, where it is not the address. */
  readonly hostHeader: string | undefined;
  /** The status that is ok. Any 5xx is `server-error`, any other `wrong`. */
  readonly status: number;
  /** The response header that names the node. */
  readonly nodeHeader: string | undefined;
}

const firstServerError = 500;

/** Options: host, port, `path` ("/"), `hostHeader`, `status` (200), `nodeHeader`. Throws BAD_INPUT. */
export function askedOf(options: JourneyOptions): Asked {
  return {
    ...targetOf(options),
    path: textOption(options, "path", "/"),
    hostHeader: optionalText(options, "hostHeader"),
    status: numberOption(options, "status", 200),
    nodeHeader: optionalText(options, "nodeHeader")?.toLowerCase(),
  };
}

export function saysOf({ host, port, path }: Asked): string {
  return `HTTP GET ${path} from ${host}:${port}`;
}

/**
 * One request and its whole answer. With `agent: false` it has a connection of its own, which is reset after it; with an
 * agent the connection is kept for the next, unless this one fails.
 */
export function exchange(asked: Asked, deadline: Deadline, agent: Agent | false): Promise<Result> {
  return new Promise((resolve) => {
    const asking = request({
      host: asked.host,
      port: asked.port,
      path: asked.path,
      agent,
      headers: asked.hostHeader === undefined ? {} : { host: asked.hostHeader },
    });
    const settle = (result: Result): void => {
      resolve(result);
      if (agent === false || result.outcome === "closed") drop(asking);
    };
    asking.on("response", (answer) => read(answer, (isWhole) => settle(judge(asked, answer, isWhole))));
    asking.on("error", (error) => settle(resultOfRequest(error)));
    deadline.onExpiry(() => drop(asking));
    asking.end();
  });
}

function read(answer: IncomingMessage, ended: (isWhole: boolean) => void): void {
  answer.resume();
  answer.on("end", () => ended(answer.complete));
  answer.on("error", () => ended(false));
}

function judge(asked: Asked, answer: IncomingMessage, isWhole: boolean): Result {
  const status = answer.statusCode ?? 0;
  const node = asked.nodeHeader === undefined ? undefined : answer.headers[asked.nodeHeader];
  const servedBy = typeof node === "string" ? { servedBy: node } : {};
  if (!isWhole) return { outcome: "closed", ...servedBy, detail: "in the middle of the answer" };
  if (status === asked.status) return { outcome: "ok", ...servedBy };
  const outcome = status >= firstServerError ? "server-error" : "wrong";
  return { outcome, ...servedBy, detail: `HTTP ${status}` };
}

function resultOfRequest(error: NodeJS.ErrnoException): Result {
  if (error.code?.startsWith("HPE_") === true) return { outcome: "wrong", detail: error.code };
  return outcomeOf(error);
}

function drop(asking: ClientRequest): void {
  const { socket } = asking;
  asking.destroy();
  if (socket !== null) reset(socket);
}
