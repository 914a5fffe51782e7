import { HarnessError } from "../../errors.ts";
import { diskFull, runCommand, saysDiskFull, type RunCommand } from "./command.ts";

export interface AptOptions {
  readonly say: (line: string) => void;
  readonly run?: RunCommand;
}

/**
 * Installs packages without a question, printing each command first. `--no-remove`: a conflict with what is installed ends
 * it instead of taking that away. Returns what to tell a person when it failed, undefined when it is done.
 * Throws DISK_FULL.
 */
export async function aptInstall(
  packages: readonly string[],
  { say, run = runCommand }: AptOptions,
): Promise<string | undefined> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", NEEDRESTART_MODE: "l", LC_ALL: "C.UTF-8" };
  // Another apt may be at work on a fresh machine (unattended upgrades).
  const wait = ["-o", "DPkg::Lock::Timeout=180"] as const;
  say(`$ apt-get ${wait.join(" ")} update`);
  // A third party's repository that is out of order fails the update, and need not matter: the installation decides.
  const updated = await run(["apt-get", ...wait, "update"], { env });
  const install = ["install", "-y", "--no-install-recommends", "--no-remove", ...packages];
  say(`$ DEBIAN_FRONTEND=noninteractive apt-get ${[...wait, ...install].join(" ")}`);
  const { code, tail } = await run(["apt-get", ...wait, ...install], { env });
  if (code === 0) return undefined;
  if (saysDiskFull(tail)) throw diskFull(`apt-get install ${packages.join(" ")}`);
  return updated.code === 0 ? tail : `${updated.tail}\n${tail}`;
}

/** The packages of an engine. Without its parser, dockerd cannot start containers on a kernel that enforces AppArmor. */
export function enginePackages(appArmor: boolean): readonly string[] {
  return ["docker.io", "iptables", "ca-certificates", ...(appArmor ? ["apparmor"] : [])];
}

/** An installation of the engine's packages that went wrong. */
export function installationFailed(packages: readonly string[], why: string): HarnessError {
  return new HarnessError("NO_ENGINE", `apt-get could not install ${packages.join(" ")}:\n${why}`, {
    details: { packages },
  });
}
