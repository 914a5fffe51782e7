import { expect, test } from "vitest";
import { aptInstall, enginePackages } from "../../../src/lab/engine/apt.ts";
import type { CommandResult, RunCommand } from "../../../src/lab/engine/command.ts";

interface Recorded {
  readonly run: RunCommand;
  readonly commands: string[];
  readonly environments: (NodeJS.ProcessEnv | undefined)[];
}

function answering(results: readonly Partial<CommandResult>[]): Recorded {
  const commands: string[] = [];
  const environments: (NodeJS.ProcessEnv | undefined)[] = [];
  const run: RunCommand = (command, options) => {
    environments.push(options?.env);
    const result = results[commands.push(command.join(" ")) - 1];
    return Promise.resolve({ code: 0, tail: "", output: "", ...result });
  };
  return { run, commands, environments };
}

test("each command is printed before it runs, asks nothing, and removes nothing", async () => {
  const { run, commands, environments } = answering([]);
  const said: string[] = [];
  expect(
    await aptInstall(["docker.io", "iptables"], { say: (line) => said.push(line), run }),
  ).toBeUndefined();
  expect(commands).toEqual([
    "apt-get -o DPkg::Lock::Timeout=180 update",
    "apt-get -o DPkg::Lock::Timeout=180 install -y --no-install-recommends --no-remove docker.io iptables",
  ]);
  expect(said).toEqual([`$ ${commands[0] ?? ""}`, `$ DEBIAN_FRONTEND=noninteractive ${commands[1] ?? ""}`]);
  expect(environments.every((env) => env?.["DEBIAN_FRONTEND"] === "noninteractive")).toBe(true);
});

const quiet = (): void => undefined;

test("an update that failed does not matter when the installation succeeds", async () => {
  const { run } = answering([{ code: 100, tail: "a third party's repository is away" }]);
  expect(await aptInstall(["mmdebstrap"], { say: quiet, run })).toBeUndefined();
});

test("an installation that failed gives apt's own words, those of the update before", async () => {
  const { run } = answering([
    { code: 100, tail: "no network" },
    { code: 100, tail: "Unable to locate package" },
  ]);
  expect(await aptInstall(["docker.io"], { say: quiet, run })).toBe("no network\nUnable to locate package");
});

test("a full disk is told apart", async () => {
  const { run } = answering([
    {},
    { code: 100, tail: "E: You don't have enough free space in /var/cache/apt/archives/." },
  ]);
  await expect(aptInstall(["docker.io"], { say: quiet, run })).rejects.toMatchObject({ code: "DISK_FULL" });
});

test("AppArmor's parser is added where the kernel enforces it", () => {
  expect(enginePackages(false)).toEqual(["docker.io", "iptables", "ca-certificates"]);
  expect(enginePackages(true)).toContain("apparmor");
});
