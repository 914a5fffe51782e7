import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { PassThrough, type Readable } from "node:stream";
import { HarnessError } from "../../errors.ts";
import { aptInstall } from "../engine/apt.ts";
import { diskFull, engineError, runCommand, saysDiskFull, Tail } from "../engine/command.ts";
import type { Engine } from "../engine/engine.ts";
import { programPath } from "../engine/installed.ts";
import { setupWish } from "../engine/setup-rule.ts";
import { surroundings } from "../engine/surroundings.ts";
import { codenameIn, debianSources, indexFormat } from "./debian-sources.ts";
import { imageLabel } from "./present.ts";
import { follow } from "./progress.ts";

export interface MakeBase {
  readonly reference: string;
  readonly release: string;
  readonly say: (line: string) => void;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Makes a minimal Debian from its packages and imports it; nothing of it touches this machine's disk but mmdebstrap's own
 * temporary folder. Throws IMAGE_UNAVAILABLE saying what to do, or DISK_FULL; then nothing is imported.
 */
export async function makeBase(engine: Pick<Engine, "docker">, make: MakeBase): Promise<void> {
  const codename = codenameIn(await readFile("/etc/os-release", "utf8").catch(() => ""));
  const program = await mmdebstrapHere(make);
  const args = mmdebstrapArguments(make.release, await mirrors(make.release, codename));
  make.say(`$ mmdebstrap --variant=minbase ${make.release} - | docker import - ${make.reference}`);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const tail = new Tail();
  tail.follow(child.stderr);
  const tar = new PassThrough();
  // The tar is ended by hand: the end of a broken one must not look like the end of a whole one.
  child.stdout.pipe(tar, { end: false });
  let failure: HarnessError | undefined;
  const fail = (error: HarnessError): void => {
    failure ??= error;
    child.kill("SIGTERM");
    tar.destroy(error);
  };
  const made = once(child, "close").then(
    ([code]: unknown[]) => (code === 0 ? tar.end() : fail(notMade(make.release, tail.text()))),
    (cause: unknown) => fail(engineError("IMAGE_UNAVAILABLE", "cannot run mmdebstrap", cause)),
  );
  const taken = importTar(engine, tar, make).catch((cause: unknown) =>
    fail(engineError("ENGINE_FAILED", "the engine does not import the base image", cause)),
  );
  await Promise.all([made, taken]);
  if (failure !== undefined) throw failure;
}

async function importTar(
  { docker }: Pick<Engine, "docker">,
  tar: Readable,
  { reference, release }: MakeBase,
): Promise<void> {
  const [repo, tag] = reference.split(":");
  const changes = `LABEL ${imageLabel}=debian haproof.release=${release}`;
  const answer = (await docker.importImage(tar, { repo, tag, changes })) as Readable;
  await follow(answer);
}

/**
 * What an official slim image has, too: no manuals, and no services started by the packages that are installed on top.
 */
export function mmdebstrapArguments(release: string, sources: readonly string[]): readonly string[] {
  const without = ["doc", "man", "info", "locale", "lintian"];
  const policy = `printf '#!/bin/sh\\nexit 101\\n' >"$1/usr/sbin/policy-rc.d" && chmod +x "$1/usr/sbin/policy-rc.d"`;
  return [
    "--variant=minbase",
    "--format=tar",
    ...without.map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`),
    "--dpkgopt=path-include=/usr/share/doc/*/copyright",
    `--aptopt=Acquire::Languages "none"`,
    // mmdebstrap takes its own policy away at the end, and with it any other, unless it is told to have none.
    "--skip=chroot/policy-rc.d",
    `--customize-hook=${policy}`,
    release,
    "-",
    ...sources,
  ];
}

/** Where this machine's own apt fetches Debian from; none where it does not. */
async function mirrors(release: string, codename: string): Promise<readonly string[]> {
  const listed = await runCommand([
    "apt-get",
    "indextargets",
    "--format",
    indexFormat,
    "Created-By: Packages",
  ]);
  return listed.code === 0 ? debianSources(listed.output, release, codename) : [];
}

async function mmdebstrapHere({ release, say, env }: MakeBase): Promise<string> {
  const machine = surroundings(env);
  const here = programPath(machine, "mmdebstrap");
  if (here !== undefined) return here;
  const packages = ["mmdebstrap", "debian-archive-keyring", "gpg"];
  const todo = `install mmdebstrap (apt-get install ${packages.join(" ")}), or load a Debian image and name it in HAPROOF_BASE_IMAGE`;
  const may =
    setupWish(env) !== "never" && machine.uid === 0 && programPath(machine, "apt-get") !== undefined;
  if (!may) {
    throw new HarnessError(
      "IMAGE_UNAVAILABLE",
      `no base image: debian:${release}-slim cannot be pulled; ${todo}`,
    );
  }
  say("installing mmdebstrap, which makes the base image (HAPROOF_SETUP=never prevents this)");
  const failure = await aptInstall(packages, { say });
  const installed = programPath(machine, "mmdebstrap");
  if (failure !== undefined || installed === undefined) {
    throw new HarnessError(
      "IMAGE_UNAVAILABLE",
      `no base image: mmdebstrap is missing; ${todo}\n${failure ?? ""}`,
    );
  }
  return installed;
}

function notMade(release: string, output: string): HarnessError {
  if (saysDiskFull(output)) return diskFull(`the base image ${release} cannot be made`);
  return new HarnessError("IMAGE_UNAVAILABLE", `mmdebstrap could not make ${release}:\n${output}`, {
    details: { release },
  });
}
