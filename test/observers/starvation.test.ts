import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const watch = fileURLToPath(new URL("../../src/observers/starvation-watch.pl", import.meta.url));

/** Runs the watch and gives what it prints until its input ends, `ms` after it said that it watches. */
async function watched(everyMs: number, share: number, ms: number): Promise<readonly string[]> {
  const child = spawn("perl", [watch, String(everyMs), String(share)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    if (lines.length === 1) setTimeout(() => child.stdin.end(), ms);
  });
  expect(await ended).toBe(0);
  return lines;
}

const counts = existsSync("/proc/self/task") && existsSync("/proc/self/schedstat");

test.runIf(counts)("a watch says first that it watches, and ends with its input", async () => {
  const [first] = await watched(50, 1, 20);
  expect(JSON.parse(first ?? "")).toMatchObject({ k: "watching" });
});

test.runIf(counts)("a thread that has to share its processor with two others is starved", async () => {
  const busy = Array.from({ length: 3 }, () =>
    spawn("taskset", ["-c", "0", "perl", "-e", "1 while 1"], { stdio: "ignore" }),
  );
  onTestFinished(() => {
    for (const child of busy) child.kill("SIGKILL");
  });
  const starved = (await watched(200, 0.5, 1_200)).slice(1);
  expect(starved.length).toBeGreaterThan(0);
  for (const line of starved) {
    const { before, at, waited } = JSON.parse(line) as { before: number; at: number; waited: number };
    expect(waited).toBeGreaterThan(0.5 * (at - before));
  }
});
