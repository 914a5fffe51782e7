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
const pauseMs = 400;
/**
 * What the engine was asked for when the owner died comes to its end first. A container that is removed while it is being connected
 * leaves a network that the engine takes for used until it is started again (20.10, seen once in 20 kills during bring-up).
 */
const underWayMs = 1_000;
/** What was being made when the owner died appears late: nothing may be found in so many looks. */
const looks = 4;

/** The guard is at the same work and is left to it: it goes by itself, or last. */
async function cleanUp(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, underWayMs));
  const started = performance.now();
  for (let quiet = 0; quiet < looks && performance.now() - started < giveUpAfterMs;) {
    const result = await sweep(engine, { run, guards: false }).catch(() => undefined);
    const nothing = result !== undefined && result.removed.length + result.failed.length === 0;
    quiet = nothing ? quiet + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  await sweep(engine, { run }).catch(() => undefined);
}

let goodbye = false;
process.stdin.on("data", (chunk) => {
  if (chunk.toString().includes("bye")) goodbye = true;
});
process.stdin.on("end", () => {
  void (goodbye ? Promise.resolve() : cleanUp()).then(() => process.exit(0));
});
process.stdout.write("ready\n");
