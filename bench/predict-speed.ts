import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { quantile } from "../src/timeline/quantile.ts";

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const published = ["haproxy.cfg", "keepalived-lb1.conf", "keepalived-lb2.conf"].map((name) =>
  path(`fixtures/systems/cosmian-kms/published/${name}`),
);
const rounds = 7;

/** Runs one command of haproof in a process of its own and takes its wall time, start-up included, in milliseconds. */
function timed(args: readonly string[]): number {
  const began = performance.now();
  execFileSync(process.execPath, [path("bin/haproof.js"), ...args], { stdio: ["ignore", "pipe", "ignore"] });
  return performance.now() - began;
}

/** Prints how long `predict` and a simulation of a million failovers take, as a user feels it. */
export function predictSpeed(): void {
  const predictMs = Array.from({ length: rounds }, () => timed(["predict", ...published]));
  const runs = 1_000_000;
  const simulateMs = timed(["simulate", ...published, "--fault", "host-loss@lb1", "--runs", String(runs)]);
  console.log("From the shell to the answer, start-up included");
  console.log(
    `  predict, ${published.length} files: median ${quantile(predictMs, 0.5).toFixed(0)} ms (goal < 500 ms)`,
  );
  console.log(`  simulate, ${runs} failovers: ${(simulateMs / 1e3).toFixed(2)} s (goal < 2 s)`);
}
