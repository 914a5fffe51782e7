import { readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";

/** Name of the program that runs as `pid`, from its command line; undefined when there is no such process. */
export async function programOf(pid: number): Promise<string | undefined> {
  try {
    const [program = ""] = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
    return program === "" ? undefined : basename(program);
  } catch {
    return undefined;
  }
}

export type ProgramOf = typeof programOf;

/** The pid in a pid file, if that process runs and is `program`. */
export async function livingPid(
  path: string,
  program: string,
  of: ProgramOf = programOf,
): Promise<number | undefined> {
  const pid = Number(await readFile(path, "utf8").catch(() => ""));
  return Number.isInteger(pid) && pid > 0 && (await of(pid)) === program ? pid : undefined;
}

/**
 * Removes pid files of an engine that is gone. dockerd refuses to start over a pid file whose number any process carries,
 * and takes such a process for its containerd: after a reboot with /run on disk, both keep it down.
 */
export async function clearStalePids(run: string, of: ProgramOf = programOf): Promise<readonly string[]> {
  const kept = [
    { path: join(run, "docker.pid"), program: "dockerd" },
    { path: join(run, "docker/containerd/containerd.pid"), program: "containerd" },
  ];
  const cleared: string[] = [];
  for (const { path, program } of kept) {
    if ((await readFile(path, "utf8").catch(() => undefined)) === undefined) continue;
    if ((await livingPid(path, program, of)) !== undefined) continue;
    await rm(path, { force: true });
    cleared.push(path);
  }
  return cleared;
}
