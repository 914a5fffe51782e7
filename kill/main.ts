import { Command } from "commander";
import { HarnessError } from "../src/errors.ts";
import { mishaps, tryMishap } from "./mishaps.ts";
import { killPoints } from "./phases.ts";
import { before, goneWithinMs, killAt, leaveAlone, whoms } from "./run-and-kill.ts";

/** `npm run test:kill`: kills a run at many points, lets mishaps happen to others, and says what each left behind. */
const asked = new Command("test:kill")
  .option("--points <n>", "how many runs are killed, at equal distances over a run; 0: none", Number, 50)
  .option("--mishaps [name...]", "also runs to which something else happens; one of them restarts the engine")
  .parse()
  .opts<{ points: number; mishaps?: true | readonly string[] }>();

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const machine = await before();
const results: { goneAfterMs: number; clean: boolean }[] = [];

function report(what: string, goneAfterMs: number | undefined, wrong: readonly string[]): void {
  const end = goneAfterMs === undefined ? "never as before" : `as before after ${seconds(goneAfterMs)}`;
  results.push({ goneAfterMs: goneAfterMs ?? Infinity, clean: wrong.length === 0 });
  say(`${wrong.length === 0 ? "good" : "BAD "}  ${what}: ${end}`);
  for (const line of wrong) say(`        ${line}`);
}

async function kills(points: number): Promise<void> {
  const { began, left } = await leaveAlone(machine);
  say(`phases: ${began.map(([phase, atMs]) => `${phase} ${seconds(atMs)}`).join(", ")}`);
  report("a run that nobody killed", 0, left);
  for (const [index, point] of killPoints(began, points).entries()) {
    const whom = whoms[index % whoms.length] ?? "all";
    const { goneAfterMs, left: still, processes } = await killAt(machine, point, whom);
    const where = `${seconds(point.afterMs)} into ${point.phase}`;
    report(`${index + 1}/${points} killed ${whom} (${processes}) ${where}`, goneAfterMs, still);
  }
}

async function mishapsOf(names: true | readonly string[]): Promise<void> {
  for (const mishap of mishaps.filter(({ name }) => names === true || names.includes(name))) {
    const why = await mishap.impossible?.();
    if (why !== undefined) {
      say(`not tried: ${mishap.name} (${why})`);
      continue;
    }
    const { exit, goneAfterMs, wrong, output } = await tryMishap(machine, mishap);
    report(`${mishap.name}, exit ${exit}`, goneAfterMs, wrong);
    if (wrong.length > 0) say(output.replaceAll(/^/gm, "        | "));
  }
}

try {
  if (asked.points > 0) await kills(asked.points);
  if (asked.mishaps !== undefined) await mishapsOf(asked.mishaps);
} finally {
  await machine.remove();
}
const bad = results.filter(({ clean }) => !clean).length;
const slowestMs = Math.max(...results.map(({ goneAfterMs }) => goneAfterMs));
say(`${results.length} runs, ${bad} bad; slowest ${seconds(slowestMs)} of ${seconds(goneWithinMs)}`);
if (bad > 0)
  throw new HarnessError("CLEANUP_FAILED", `${bad} of ${results.length} runs ended as they should not`);
