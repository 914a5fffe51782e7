import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { HarnessError, messageOf } from "../../errors.ts";
import { processStart } from "../labels.ts";
import { realTimeOptions } from "../real-time.ts";
import { aptInstall, enginePackages, installationFailed } from "./apt.ts";
import { runCommand } from "./command.ts";
import { answering, startDockerd, type Running } from "./dockerd.ts";
import type { Engine } from "./engine.ts";
import { programPath } from "./installed.ts";
import { withLock } from "./lock.ts";
import { writeMarker } from "./marker.ts";
import type { EnginePaths } from "./paths.ts";
import { runsSystemd, seek, type NothingFound } from "./search.ts";
import { livingPid } from "./stale-pid.ts";
import { surroundings } from "./surroundings.ts";

interface SetUp {
  readonly search: NothingFound;
  readonly paths: EnginePaths;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
}

/**
 * Does what the rule of a search allows: installs an engine, starts the one that is ours, or says what to do. One process
 * at a time; who comes second finds the engine of the first.
 * Throws NO_ENGINE, ENGINE_FAILED or DISK_FULL.
 */
export async function setUpEngine({ search, paths, env, say }: SetUp): Promise<Engine> {
  refuseOrNothing(search);
  const onWait = (): void => say("another haproof is setting up the engine: waiting for it");
  return withLock(
    paths.lock,
    async () => {
      const again = await seek(surroundings(env), paths);
      if (again.engine !== undefined) return again.engine;
      refuseOrNothing(again);
      return act({ search: again, paths, env, say });
    },
    { onWait },
  );
}

/** The message of a search that found nothing: where it looked, and what a person can do. */
export function nothingFound({ tried, rule }: NothingFound): string {
  const looked = tried.length === 0 ? "" : `\n  tried ${tried.join("\n  tried ")}`;
  return `no container engine answers${rule.act === "none" ? `: ${rule.todo}` : ""}${looked}`;
}

function refuseOrNothing(search: NothingFound): void {
  if (search.rule.act !== "none") return;
  throw new HarnessError("NO_ENGINE", nothingFound(search), { details: { tried: search.tried } });
}

async function act(setUp: SetUp): Promise<Engine> {
  const { search, paths, say } = setUp;
  const { rule } = search;
  if (rule.act === "install") {
    say("no container engine is installed: setting one up (HAPROOF_SETUP=never prevents this)");
    const packages = await install(setUp);
    return bringUp(setUp, packages);
  }
  const packages = search.marker?.packages ?? [];
  const whose =
    packages.length > 0 ? "the engine that haproof installed" : "dockerd, as HAPROOF_SETUP=always allows";
  say(`no container engine answers: starting ${whose} (HAPROOF_SETUP=never prevents this); log ${paths.log}`);
  return bringUp(setUp, packages);
}

/** The marker is written first: a set-up that is cut off half-way is known for ours, and taken up again. */
async function install({ paths, env, say }: SetUp): Promise<readonly string[]> {
  const appArmor = await readFile("/sys/module/apparmor/parameters/enabled", "utf8").catch(() => "N");
  const packages = enginePackages(appArmor.startsWith("Y"));
  await writeMarker(paths.marker, { version: 1, packages: [...packages] });
  const dockerd = (): string | undefined => programPath(surroundings(env), "dockerd");
  const failure = await aptInstall(packages, { say }).catch(messageOf);
  if (failure === undefined && dockerd() !== undefined) return packages;
  if (dockerd() === undefined) await rm(paths.marker, { force: true });
  throw installationFailed(packages, failure ?? "it brought no dockerd");
}

/** Brings the engine up and says where it is. What ran already, slow to answer, is ours only if we installed it. */
async function bringUp({ paths, env, say }: SetUp, packages: readonly string[]): Promise<Engine> {
  const machine = surroundings(env);
  const dockerd = programPath(machine, "dockerd");
  if (dockerd === undefined) throw new HarnessError("ENGINE_FAILED", "dockerd vanished during the set-up");
  const mark = (running: Running): Promise<void> =>
    writeMarker(paths.marker, { version: 1, packages: [...packages], dockerd, running });
  const service = runsSystemd(machine);
  const before = service ? await startService(say) : await alreadyUp(paths);
  if (before !== undefined && (packages.length > 0 || before.startedHere)) await mark(before.running);
  const engine =
    before === undefined
      ? await startDockerd({ dockerd, options: realTimeOptions(), paths, mark }, say)
      : await answering(paths).catch((cause: unknown) => silent(before, cause));
  const log = service ? "journalctl -u docker" : paths.log;
  say(`engine ${engine.version} answers at ${engine.endpoint} and keeps running; its log: ${log}`);
  say("to stop it: haproof clean --engine");
  return engine;
}

/** A dockerd that runs although this call did not spawn it. */
interface Up {
  readonly running: Running;
  readonly startedHere: boolean;
}

/** On Debian the package starts its own service; then, and while the machine boots, it is active already. */
async function startService(say: (line: string) => void): Promise<Up> {
  const active = await runCommand(["systemctl", "is-active", "docker.service"]);
  if (active.code === 0) return { running: { as: "service" }, startedHere: false };
  say("$ systemctl start docker");
  const { code, tail } = await runCommand(["systemctl", "start", "docker"]);
  if (code !== 0) throw new HarnessError("ENGINE_FAILED", `systemctl could not start docker:\n${tail}`);
  return { running: { as: "service" }, startedHere: true };
}

/** Another init than systemd may have started it from the package. */
async function alreadyUp(paths: EnginePaths): Promise<Up | undefined> {
  const pid = await livingPid(join(paths.run, "docker.pid"), "dockerd");
  if (pid === undefined) return undefined;
  const start = processStart(pid) ?? "unknown";
  return { running: { as: "process", pid, start, log: paths.log }, startedHere: false };
}

function silent({ running }: Up, cause: unknown): never {
  const which = running.as === "service" ? "see journalctl -u docker" : `pid ${running.pid}`;
  throw new HarnessError(
    "ENGINE_FAILED",
    `dockerd runs but does not answer (${which}): ${messageOf(cause)}`,
    {
      cause,
    },
  );
}
