import { HarnessError } from "../errors.ts";
import type { Lab } from "../lab/lab.ts";
import { hostLabel, runLabel } from "../lab/labels.ts";
import { onLines } from "../lab/exec.ts";
import { readLine } from "./read-line.ts";

/** What the engine says of an event, as far as it is used here. */
interface Message {
  readonly Action?: string;
  readonly timeNano?: number;
  readonly Actor?: { readonly Attributes?: Readonly<Record<string, string>> };
}

/** What is needed of a lab to watch its engine. */
export interface WatchedLab extends Pick<Lab, "id" | "run" | "record" | "lose"> {
  readonly engine: Pick<Lab["engine"], "docker">;
  readonly hosts: readonly Pick<Lab["hosts"][number], "name">[];
  readonly clock: Pick<Lab["clock"], "instantOf">;
}

/**
 * Records what the engine did to the lab's containers: die, pause, start … A container that is removed meanwhile, or an engine that
 * falls silent, is the end of the lab. Returns the way to stop.
 */
export async function watchEngine(lab: WatchedLab): Promise<() => void> {
  const names = new Set(lab.hosts.map(({ name }) => name));
  const stream = await lab.engine.docker.getEvents({
    filters: { type: ["container"], label: [`${runLabel}=${lab.run}`] },
  });
  onLines(stream, (line) => {
    if (line.trim() === "") return;
    const message = readLine(lab, line, { from: "the engine" }) as Message | undefined;
    if (message === undefined) return;
    const { Action: action = "", timeNano, Actor } = message;
    const host = Actor?.Attributes?.[hostLabel];
    const ofThisLab = Actor?.Attributes?.["name"] === `${lab.id}-${host ?? ""}`;
    if (host === undefined || !names.has(host) || !ofThisLab || action.startsWith("exec_")) return;
    if (action === "destroy") lab.lose(taken(`the container of ${host} was removed by somebody else`));
    lab.record({ kind: "engine", host, action, at: lab.clock.instantOf((timeNano ?? 0) / 1e6) });
  });
  const gone = (): void => lab.lose(taken("the container engine stopped or was restarted during the run"));
  stream.once("end", gone);
  stream.once("error", gone);
  return () => {
    stream.removeListener("end", gone);
    (stream as NodeJS.ReadableStream & { destroy(): void }).destroy();
  };
}

function taken(what: string): HarnessError {
  return new HarnessError("ENGINE_FAILED", what);
}
