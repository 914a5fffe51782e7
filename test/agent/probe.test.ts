import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as passed } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { Journey } from "../../src/agent/journey.ts";
import { tcp } from "../../src/agent/journeys/tcp.ts";
import { nowUs } from "../../src/agent/microseconds.ts";
import { Probe } from "../../src/agent/probe.ts";
import type { Completed } from "../../src/agent/sample-wire.ts";

interface Probed {
  readonly samples: Completed[];
  stop(): Promise<number>;
}

function probing(journey: Journey, { everyUs, deadlineMs }: { everyUs: number; deadlineMs: number }): Probed {
  const samples: Completed[] = [];
  let drain: (operations: number) => void;
  const drained = new Promise<number>((resolve) => (drain = resolve));
  const settings = { schedule: { t0Us: nowUs() + 5_000, everyUs }, firstK: 0, deadlineMs };
  const probe = new Probe(journey, settings, {
    completed: (sample) => samples.push(sample),
    broken: (defect) => expect.fail(defect),
    drained: (operations) => drain(operations),
  });
  probe.start();
  return {
    samples,
    stop() {
      probe.stop();
      return drained;
    },
  };
}

/** A port whose host drops every SYN: the listener is stopped, and its backlog full. */
async function blackHole(): Promise<{ host: string; port: number }> {
  const program = `require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, function () {
    console.log(this.address().port); process.kill(process.pid, "SIGSTOP") })`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  const target = { host: "127.0.0.1", port: Number(said.toString()) };
  await passed(50);
  const fillers = [1, 2, 3, 4].map(() => connect(target).on("error", () => undefined));
  onTestFinished(() => fillers.forEach((socket) => socket.destroy()));
  await passed(50);
  return target;
}

test("a black hole is a timeout each, exact and on schedule, and leaves no socket behind", async () => {
  const target = await blackHole();
  const sockets = openSockets();
  const probe = probing(tcp(target), { everyUs: 5_000, deadlineMs: 100 });
  await passed(200);
  const operations = await probe.stop();
  expect(probe.samples).toHaveLength(operations);
  expect(operations).toBeGreaterThanOrEqual(30);
  expect(new Set(probe.samples.map(({ result }) => result.outcome))).toEqual(new Set(["timeout"]));
  const tookMs = probe.samples.map(({ sentUs, doneUs }) => (doneUs - sentUs) / 1e3).sort((a, b) => a - b);
  expect(tookMs[0]).toBeGreaterThanOrEqual(100);
  expect(tookMs[0]).toBeLessThan(105);
  await passed(0);
  expect(openSockets()).toBeLessThanOrEqual(sockets);
});

test("no more operations are open than the deadline allows for, and those not sent are recorded as such", async () => {
  const deaf: Journey = { clientClass: "stream", says: "waits", operate: () => new Promise(() => undefined) };
  const probe = probing(deaf, { everyUs: 1_000, deadlineMs: 10 });
  await passed(20);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  await passed(20);
  const operations = await probe.stop();
  const unsent = probe.samples.filter(({ result }) => result.detail?.startsWith("not sent") === true);
  expect(unsent.length).toBeGreaterThan(50);
  expect(new Set(unsent.map(({ result }) => result.outcome))).toEqual(new Set(["indeterminate"]));
  const ks = probe.samples.map(({ k }) => k).sort((a, b) => a - b);
  expect(ks).toEqual(Array.from({ length: operations }, (_, k) => k));
});

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource.startsWith("TCP")).length;
}
