import pRetry from "p-retry";
import { HarnessError } from "../../errors.ts";
import { processStart } from "../labels.ts";
import { runCommand } from "./command.ts";
import { withLock } from "./lock.ts";
import { readMarker, writeMarker, type Marker } from "./marker.ts";
import { enginePaths, type EnginePaths } from "./paths.ts";
import { programOf } from "./stale-pid.ts";

export interface StopResult {
  readonly stopped: boolean;
  /** What was stopped, or why nothing was. */
  readonly what: string;
}

/** dockerd stops its containers first, each with a grace of ten seconds, all at once. */
const stopMs = 60_000;

/**
 * Stops the engine that haproof started, and no other: the marker names it, and its pid must still be that very process.
 * It stays installed, and the next run starts it again. Throws ENGINE_FAILED when it does not end.
 */
export async function stopEngine(paths: EnginePaths = enginePaths): Promise<StopResult> {
  if ((await readMarker(paths.marker))?.running === undefined)
    return { stopped: false, what: "haproof started no engine here" };
  return withLock(paths.lock, async () => {
    const marker = await readMarker(paths.marker);
    if (marker?.running === undefined) return { stopped: false, what: "it was stopped by another haproof" };
    const result = await end(marker.running);
    await writeMarker(paths.marker, withoutRun(marker));
    return result;
  });
}

async function end(running: NonNullable<Marker["running"]>): Promise<StopResult> {
  if (running.as === "service") {
    // The socket would start the service again at the next request.
    const { code, tail } = await runCommand(["systemctl", "stop", "docker.socket", "docker.service"]);
    if (code !== 0) throw new HarnessError("ENGINE_FAILED", `systemctl could not stop docker:\n${tail}`);
    return { stopped: true, what: "the docker service" };
  }
  const { pid, start } = running;
  if (!(await isThatDockerd(pid, start)))
    return { stopped: false, what: `the dockerd that haproof started (pid ${pid}) is gone already` };
  process.kill(pid, "SIGTERM");
  const gone = async (): Promise<void> => {
    if (await isThatDockerd(pid, start))
      throw new HarnessError("ENGINE_FAILED", `dockerd (pid ${pid}) runs on after ${stopMs} ms`);
  };
  await pRetry(gone, { retries: 10_000, factor: 1, minTimeout: 100, maxTimeout: 100, maxRetryTime: stopMs });
  return { stopped: true, what: `dockerd (pid ${pid})` };
}

/** A pid alone may have passed to another process; its start time and its program have not. */
async function isThatDockerd(pid: number, start: string): Promise<boolean> {
  return (await programOf(pid)) === "dockerd" && processStart(pid) === start;
}

function withoutRun({ version, packages, dockerd }: Marker): Marker {
  return { version, packages, ...(dockerd === undefined ? {} : { dockerd }) };
}
