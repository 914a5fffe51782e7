import { connectEngine } from "./engine/engine.ts";
import { sweep } from "./sweep.ts";

/**
 * A process of its own, in its own session, deaf to INT, HUP and TERM. It holds the read end of a pipe whose write end only its
 * owner has: when the owner ends in whatever way, end-of-file comes, and the janitor removes what carries the owner's run.
 */
const run = process.argv[2] ?? "";

for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"] as const) process.on(signal, () => undefined);

// The environment names the owner's engine and forbids to set one up.
const engine = await connectEngine();
const giveUpAfterMs = 60_000;

async function cleanUp(): Promise<void> {
  const started = performance.now();
  while (performance.now() - started < giveUpAfterMs) {
    const result = await sweep(engine, { run }).catch(() => undefined);
    if (result?.failed.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

let goodbye = false;
process.stdin.on("data", (chunk) => {
  if (chunk.toString().includes("bye")) goodbye = true;
});
process.stdin.on("end", () => {
  void (goodbye ? Promise.resolve() : cleanUp()).then(() => process.exit(0));
});
process.stdout.write("ready\n");
