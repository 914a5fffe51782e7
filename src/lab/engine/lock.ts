import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { HarnessError } from "../../errors.ts";

/**
 * Does `work` while no other process does so under the same lock file. flock(1) (util-linux, essential on Debian) holds
 * the lock, and the kernel ends it with this process, SIGKILL included: its standard input closes, and it exits. So a dead
 * owner needs no guessing. Throws ENGINE_FAILED when the lock is not free within `waitMs`.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  { waitMs = 600_000, onWait }: { waitMs?: number; onWait?: () => void } = {},
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const flock = [
    "flock",
    "--timeout",
    String(waitMs / 1_000),
    path,
    "sh",
    "-c",
    "echo held && exec cat",
  ] as const;
  const [program, ...args] = flock;
  // A session of its own: Ctrl-C must not end the lock while this process still tidies up.
  const holder = spawn(program, args, {
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
  });
  const ended = once(holder, "exit").catch((cause: unknown) => {
    throw new HarnessError("ENGINE_FAILED", "cannot run flock, which guards the set-up", { cause });
  });
  const patience = setTimeout(() => onWait?.(), 1_000);
  const lines = createInterface(holder.stdout);
  try {
    const [first] = (await Promise.race([once(lines, "line"), ended])) as unknown[];
    clearTimeout(patience);
    if (first !== "held")
      throw new HarnessError("ENGINE_FAILED", `another haproof holds ${path} for over ${waitMs} ms`);
    return await work();
  } finally {
    clearTimeout(patience);
    lines.close();
    holder.stdin.end();
    await ended;
  }
}
