import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setTimeout as passed } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { bundle } from "../src/lab/images/bundle.ts";
import { AgentReader } from "../src/agent/protocol.ts";
import type { AgentCommand, AgentMessage } from "../src/agent/protocol.ts";
import type { SampleEvent } from "../src/timeline/events.ts";
import { quantile } from "../src/timeline/quantile.ts";

/** How well one program kept a schedule of new TCP connections to a server on loopback. */
export interface ProberLag {
  /** What sent, and what the kernel granted it. */
  readonly program: string;
  readonly everyMs: number;
  readonly samples: number;
  /** Operations that the schedule had and the program never sent. */
  readonly missing: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
  /** Share of one core, in percent, start-up left out; NaN where there is no /proc. */
  readonly cpuPercent: number;
}

type Program = ChildProcessByStdio<Writable, Readable, null>;

interface Run {
  readonly port: number;
  readonly everyMs: number;
  readonly forMs: number;
}

interface Lags {
  readonly program: string;
  readonly lagsMs: readonly number[];
  readonly cpuPercent: number;
}

const server = `require("node:net").createServer((socket) => socket.on("error", () => {}).resume())
  .listen(0, "127.0.0.1", function () { console.log(this.address().port) })`;

/** What one would write first: an interval, and a connection each time that it fires. */
const plainLoop = `
  const { connect } = require("node:net");
  const [port, everyMs] = process.argv.slice(1).map(Number);
  const now = () => Number(process.hrtime.bigint()) / 1e6;
  const t0 = now() + everyMs, lags = [];
  setInterval(() => {
    lags.push(now() - t0 - lags.length * everyMs);
    const socket = connect(port, "127.0.0.1", () => socket.resetAndDestroy()).on("error", () => {});
  }, everyMs);
  process.stdin.on("end", () => process.stdout.write(JSON.stringify(lags), () => process.exit(0))).resume();`;

const linuxTicksPerSecond = 100;

/** Runs the agent and a plain setInterval loop, one after the other, at 1 and 5 ms, and prints a table. */
export async function proberLag({ forMs = 10_000 }: { readonly forMs?: number } = {}): Promise<
  readonly ProberLag[]
> {
  const folder = await mkdtemp(join(tmpdir(), "haproof-bench-"));
  const listener = program(["-e", server]);
  try {
    const agentFile = join(folder, "agent.cjs");
    await writeFile(agentFile, await bundle(fileURLToPath(new URL("../src/agent/main.ts", import.meta.url))));
    const port = Number(String(((await once(listener.stdout, "data")) as [Buffer])[0]));
    const rows: ProberLag[] = [];
    for (const everyMs of [1, 5]) {
      const run = { port, everyMs, forMs };
      rows.push(summary(run, await agentLags(run, [agentFile])));
      rows.push(summary(run, await agentLags(run, [agentFile, "--keep-priority"])));
      rows.push(summary(run, await plainLags(run)));
    }
    print(rows);
    return rows;
  } finally {
    listener.kill();
    await rm(folder, { recursive: true });
  }
}

async function agentLags({ port, everyMs, forMs }: Run, command: readonly string[]): Promise<Lags> {
  const agent = program(command);
  const reader = new AgentReader();
  const samples: SampleEvent[] = [];
  let scheduling = "";
  const take = (message: AgentMessage): void => {
    if (message.kind === "sample") samples.push(message);
    if (message.kind === "ready") ({ scheduling } = message);
  };
  createInterface({ input: agent.stdout }).on("line", (line) => reader.read(line).forEach(take));
  const send = (order: AgentCommand): void => void agent.stdin.write(`${JSON.stringify(order)}\n`);
  const options = { host: "127.0.0.1", port };
  send({ cmd: "start", probe: "lag", journey: "tcp", options, everyMs, deadlineMs: 400 });
  const cpuPercent = await cpuDuring(agent, forMs);
  send({ cmd: "flush" });
  await passed(100);
  agent.stdin.end();
  await once(agent, "exit");
  const lagsMs = samples.map(({ scheduledAt, sentAt }) => sentAt - scheduledAt);
  return { program: `the agent (${scheduling})`, lagsMs, cpuPercent };
}

async function plainLags({ port, everyMs, forMs }: Run): Promise<Lags> {
  const loop = program(["-e", plainLoop, String(port), String(everyMs)]);
  const cpuPercent = await cpuDuring(loop, forMs);
  let said = "";
  loop.stdout.on("data", (chunk) => (said += String(chunk)));
  loop.stdin.end();
  await once(loop, "close");
  return { program: "a plain setInterval loop", lagsMs: JSON.parse(said) as number[], cpuPercent };
}

function program(command: readonly string[]): Program {
  return spawn(process.execPath, command, { stdio: ["pipe", "pipe", "inherit"] });
}

async function cpuDuring(child: Program, forMs: number): Promise<number> {
  await passed(500);
  const before = await cpuSeconds(child);
  await passed(forMs);
  return (((await cpuSeconds(child)) - before) / (forMs / 1e3)) * 100;
}

/** User and system time of all threads (proc(5): fields 14 and 15, counted after the name in parentheses). */
async function cpuSeconds({ pid }: Program): Promise<number> {
  const stat = await readFile(`/proc/${pid ?? 0}/stat`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / linuxTicksPerSecond;
}

function summary({ everyMs, forMs }: Run, { program: name, lagsMs, cpuPercent }: Lags): ProberLag {
  return {
    program: name,
    everyMs,
    samples: lagsMs.length,
    missing: Math.max(0, Math.floor(forMs / everyMs) - lagsMs.length),
    p50Ms: quantile(lagsMs, 0.5),
    p99Ms: quantile(lagsMs, 0.99),
    p999Ms: quantile(lagsMs, 0.999),
    maxMs: quantile(lagsMs, 1),
    cpuPercent,
  };
}

function print(rows: readonly ProberLag[]): void {
  console.log(
    "Sender lag of new TCP connections on loopback, in ms after the scheduled instant, and share of one core",
  );
  for (const row of rows) {
    const lag = [row.p50Ms, row.p99Ms, row.p999Ms, row.maxMs].map((ms) => ms.toFixed(3)).join(" / ");
    const missing = row.missing === 0 ? "" : `, ${row.missing} never sent`;
    console.log(
      `  every ${row.everyMs} ms, ${row.program}: p50 / p99 / p99.9 / max ${lag}, ` +
        `${row.cpuPercent.toFixed(1)} % CPU, ${row.samples} samples${missing}`,
    );
  }
}
