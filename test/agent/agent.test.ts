import { setTimeout as passed } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StartCommand } from "../../src/agent/protocol.ts";
import { now } from "../../src/timeline/clock.ts";
import type { SampleEvent } from "../../src/timeline/events.ts";
import { bundled, runningAgent } from "./agent-process.ts";
import { listening, refusing } from "./listening.ts";

let agentFile: Awaited<ReturnType<typeof bundled>>;
beforeAll(async () => {
  agentFile = await bundled();
});
afterAll(() => agentFile.remove());

function start(settings: Partial<StartCommand> & Pick<StartCommand, "options">): StartCommand {
  return { cmd: "start", probe: "vip", journey: "tcp", everyMs: 5, deadlineMs: 400, ...settings };
}

function gapsMs(samples: readonly SampleEvent[]): number[] {
  const scheduled = samples.map(({ scheduledAt }) => scheduledAt).sort((a, b) => a - b);
  return scheduled.slice(1).map((at, index) => at - (scheduled[index] ?? NaN));
}

describe("an agent", () => {
  test("says that it is ready, what a probe is, and then what became of each operation", async () => {
    const server = await listening((socket) => socket.resume());
    const agent = runningAgent(agentFile.file);
    agent.send(start({ options: { host: server.host, port: server.port } }));
    await agent.until(({ kind }) => kind === "sample");
    agent.send({ cmd: "stop", probe: "vip" });
    await agent.until(({ kind }) => kind === "stopped");
    expect(
      agent.heard
        .map(({ kind }) => kind)
        .filter((kind) => kind !== "clock")
        .slice(0, 3),
    ).toEqual(["ready", "probe", "sample"]);
    expect(agent.heardOf("probe")).toMatchObject([
      { probe: "vip", clientClass: "new-connection", everyMs: 5, deadlineMs: 400 },
    ]);
    const samples = agent.heardOf("sample");
    expect(agent.heardOf("stopped")).toMatchObject([{ probe: "vip", operations: samples.length }]);
    expect(new Set(samples.map(({ outcome }) => outcome))).toEqual(new Set(["ok"]));
    expect(server.accepted()).toBe(samples.length);
  });

  test("keeps its schedule with a server that never answers", async () => {
    const server = await listening((socket) => socket.resume());
    const agent = runningAgent(agentFile.file);
    const options = { host: server.host, port: server.port };
    agent.send(start({ journey: "tls-hello", options, everyMs: 10, deadlineMs: 200 }));
    await agent.until(({ kind }) => kind === "sample");
    await passed(200);
    agent.send({ cmd: "stop", probe: "vip" });
    await agent.until(({ kind }) => kind === "stopped");
    const samples = agent.heardOf("sample");
    expect(samples.length).toBeGreaterThanOrEqual(35);
    expect(new Set(samples.map(({ outcome }) => outcome))).toEqual(new Set(["timeout"]));
    for (const gap of gapsMs(samples)) expect(gap).toBeCloseTo(10, 6);
    for (const { sentAt, doneAt } of samples) expect(doneAt - sentAt).toBeGreaterThanOrEqual(200);
  });

  test("runs several probes side by side, each on the schedule that it was given", async () => {
    const target = await refusing();
    const t0 = now() - 1_000;
    const agent = runningAgent(agentFile.file);
    agent.send(start({ probe: "one", options: { ...target }, everyMs: 10, t0 }));
    agent.send(start({ probe: "other", options: { ...target }, everyMs: 20, t0 }));
    await agent.until((message) => message.kind === "sample" && message.probe === "one");
    await agent.until((message) => message.kind === "sample" && message.probe === "other");
    const first = agent.heardOf("sample").find(({ probe }) => probe === "other");
    expect(first?.outcome).toBe("refused");
    const phase = ((first?.scheduledAt ?? NaN) - t0) / 20;
    expect(phase).toBeGreaterThan(49);
    expect(phase).toBeCloseTo(Math.round(phase), 3);
  });

  test("answers a flush when everything before it has been said", async () => {
    const agent = runningAgent(agentFile.file);
    agent.send(start({ options: { ...(await refusing()) }, everyMs: 10 }));
    await agent.until(({ kind }) => kind === "sample");
    const askedAt = now();
    agent.send({ cmd: "flush", id: 7 });
    await agent.until((message) => message.kind === "flushed" && message.id === 7);
    const heardBy = agent.heard.length;
    await passed(150);
    const later = agent.heard.slice(heardBy).filter(({ kind }) => kind === "sample") as SampleEvent[];
    expect(later.length).toBeGreaterThan(0);
    expect(Math.min(...later.map(({ doneAt }) => doneAt))).toBeGreaterThan(askedAt);
    agent.send({ cmd: "clock" });
    await agent.until((message) => message.kind === "clock" && message.monotonicAt > askedAt);
  });

  test("that did not run for a while says so, and what was overdue is sent late, not left out", async () => {
    const agent = runningAgent(agentFile.file);
    agent.send(start({ options: { ...(await refusing()) }, everyMs: 10 }));
    await agent.until(({ kind }) => kind === "sample");
    const stoppedAt = now();
    agent.child.kill("SIGSTOP");
    await passed(250);
    agent.child.kill("SIGCONT");
    const stalled = await agent.until(
      (message) => message.kind === "disturbance" && message.at.notAfter > stoppedAt + 200,
    );
    expect(stalled).toMatchObject({ what: "prober-stalled" });
    agent.send({ cmd: "stop", probe: "vip" });
    await agent.until(({ kind }) => kind === "stopped");
    for (const gap of gapsMs(agent.heardOf("sample"))) expect(gap).toBeCloseTo(10, 6);
    const lags = agent.heardOf("sample").map(({ scheduledAt, sentAt }) => sentAt - scheduledAt);
    expect(Math.max(...lags)).toBeGreaterThan(150);
  });

  test("refuses what it cannot do and goes on", async () => {
    const agent = runningAgent(agentFile.file);
    agent.send("nonsense");
    agent.send(start({ probe: "a", journey: "teleport", options: {} }));
    agent.send(start({ probe: "b", options: { port: 1 } }));
    agent.send({ cmd: "stop", probe: "c" });
    const options = await refusing();
    agent.send(start({ probe: "d", options: { ...options } }));
    agent.send(start({ probe: "d", options: { ...options } }));
    await agent.until(({ kind }) => kind === "sample");
    for (const refused of ["a", "b", "c", "d"]) {
      await agent.until((message) => message.kind === "failed" && message.probe === refused);
    }
    expect(
      agent
        .heardOf("failed")
        .map(({ probe }) => probe)
        .sort(),
    ).toEqual(["a", "b", "c", "d", undefined]);
    expect(agent.heardOf("disturbance").filter(({ what }) => what === "observer-lost")).toEqual([]);
  });

  test("asks the kernel to be run when it is due, and says what it was granted", async () => {
    const agent = runningAgent(agentFile.file, []);
    await agent.until(({ kind }) => kind === "ready");
    const granted = /^(SCHED_RR 10|nice -20, slice 0\.1 ms|slice 0\.1 ms|default)$/;
    expect(agent.heardOf("ready")).toMatchObject([{ scheduling: expect.stringMatching(granted) as string }]);
  });

  test("ends at end-of-file, also in the middle of its work", async () => {
    const agent = runningAgent(agentFile.file);
    agent.send(start({ options: { ...(await refusing()) } }));
    await agent.until(({ kind }) => kind === "sample");
    agent.child.stdin?.end();
    expect(await agent.exited).toBe(0);
  });

  test("ends at end-of-file when nobody reads what it writes", async () => {
    const agent = runningAgent(agentFile.file);
    await agent.until(({ kind }) => kind === "ready");
    agent.child.stdout?.pause();
    for (let index = 0; index < 5_000; index++) agent.send(`{"cmd":"${"x".repeat(100)}"}`);
    await passed(100);
    agent.child.stdin?.end();
    expect(await agent.exited).toBe(0);
  });
});

describe("an agent with journeys of its own that break their contract", () => {
  let faultyFile: Awaited<ReturnType<typeof bundled>>;
  beforeAll(async () => {
    faultyFile = await bundled(fileURLToPath(new URL("faulty-agent.ts", import.meta.url)));
  });
  afterAll(() => faultyFile.remove());

  test("tells the defect once, and that nothing is known of the service", async () => {
    const agent = runningAgent(faultyFile.file);
    agent.send(start({ journey: "rejects", options: {} }));
    await agent.until(({ kind }) => kind === "failed");
    agent.send({ cmd: "stop", probe: "vip" });
    await agent.until(({ kind }) => kind === "stopped");
    expect(agent.heardOf("failed")).toMatchObject([
      { probe: "vip", message: expect.stringContaining("not a result") as string },
    ]);
    expect(new Set(agent.heardOf("sample").map(({ outcome }) => outcome))).toEqual(
      new Set(["indeterminate"]),
    );
  });

  test("survives one that crashes its thread, and says that the probe is lost", async () => {
    const agent = runningAgent(faultyFile.file);
    agent.send(start({ journey: "crashes", options: {} }));
    await agent.until((message) => message.kind === "disturbance" && message.what === "observer-lost");
    expect(agent.heardOf("failed")).toMatchObject([{ probe: "vip" }]);
    agent.send({ cmd: "flush", id: 1 });
    await agent.until(({ kind }) => kind === "flushed");
  });
});
