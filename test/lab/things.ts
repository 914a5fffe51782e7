import { guardLabel, ownerPidLabel, ownerStartLabel, runLabel } from "../../src/lab/labels.ts";
import type { Answer, Asked } from "./engine/fake-engine.ts";

/** Something in a made-up engine. */
export interface Thing {
  readonly kind: "container" | "network" | "volume";
  readonly name: string;
  readonly run?: string;
  readonly pid?: number;
  readonly start?: string;
  /** A guard in this state. */
  readonly guard?: string;
  /** In seconds of the engine's clock. */
  readonly madeAtS?: number;
}

/** The instant that the made-up engine's clock shows, in seconds. */
export const engineNowS = 1_000_000;

/**
 * An engine in which these things are; what is removed is gone, and `refused` cannot be removed, `because` of this. A network tells
 * that these containers are `connected`.
 */
export function engineWith(
  things: Thing[],
  {
    refused = [],
    because = "in use",
    connected = [],
  }: { refused?: readonly string[]; because?: string; connected?: readonly string[] } = {},
): (asked: Asked) => Answer | undefined {
  return ({ method, path, query }) => {
    const [, collection = "", name] = /^(?:\/v[\d.]+)?\/(\w+)(?:\/([^/]+))?/.exec(path) ?? [];
    if (collection === "info") return { lines: [{ SystemTime: new Date(engineNowS * 1_000).toISOString() }] };
    const kind = collection.slice(0, -1);
    if (method === "DELETE") {
      const at = things.findIndex((thing) => thing.kind === kind && thing.name === name);
      if (at < 0) return undefined;
      if (refused.includes(things[at]?.name ?? "")) return { status: 403, lines: [{ message: because }] };
      things.splice(at, 1);
      return { status: 204, lines: [] };
    }
    if (kind === "network" && name !== undefined)
      return { lines: [{ Containers: Object.fromEntries(connected.map((each) => [each, {}])) }] };
    const [wanted = ""] = labelsIn(query);
    const listed = things.filter(
      (thing) => thing.kind === kind && (wanted === runLabel || wanted === `${runLabel}=${thing.run ?? ""}`),
    );
    if (kind === "volume") return { lines: [{ Volumes: listed.map(entry) }] };
    return { lines: [listed.map(entry)] };
  };
}

function labelsIn(query: URLSearchParams): readonly string[] {
  const { label = [] } = JSON.parse(query.get("filters") ?? "{}") as {
    label?: readonly string[] | Record<string, boolean>;
  };
  return label instanceof Array ? label : Object.keys(label);
}

function entry({ kind, name, run = "", pid, start, guard, madeAtS = 0 }: Thing): unknown {
  const Labels = {
    [runLabel]: run,
    ...(pid === undefined ? {} : { [ownerPidLabel]: String(pid) }),
    ...(start === undefined ? {} : { [ownerStartLabel]: start }),
    ...(guard === undefined ? {} : { [guardLabel]: "yes" }),
  };
  return kind === "container"
    ? { Id: name, Names: [`/${name}`], Labels, State: guard ?? "running", Created: madeAtS }
    : { Id: name, Name: name, Labels };
}
