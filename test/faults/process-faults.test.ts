import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { faultOf } from "../../src/faults/catalogue.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import { BashHost } from "./bash-host.ts";
import { playedService } from "./service.ts";

const on = { hosts: ["host1"], process: "app" } as const;
/** It hears no request to end. */
const deaf = `trap "" TERM; exec 9<> <(:); read -rt 60 -u 9; true`;

async function serving(host: BashHost): Promise<Awaited<ReturnType<BashHost["lab"]>>> {
  const lab = await host.lab();
  await host.host.startService("app");
  return lab;
}

/** The state of the service's first process, by the kernel's letter; undefined when it is gone. */
async function stateOf(host: BashHost): Promise<string | undefined> {
  const { output } = await host.host.hand.run(
    "read -r main < /run/haproof/app.pid; read -r stat < /proc/$main/stat && set -- ${stat##*) } && echo $1",
  );
  return /^[A-Z]$/.exec(output)?.[0];
}

test("a frozen service stands still, wakes at the heal, and a second heal answers the same", async () => {
  const service = playedService();
  await using host = new BashHost({ services: [service.spec], programs: service.programs });
  const lab = await serving(host);
  const active = await faultOf({ kind: "process-freeze", ...on }).inject(lab);
  expect(active.injected.witnessed).toBe(true);
  expect(await stateOf(host)).toBe("T");
  const healed = await active.heal();
  expect(healed.witnessed).toBe(true);
  expect(await stateOf(host)).toBe("S");
  expect(await active.heal()).toBe(healed);
});

test("a frozen service wakes when the harness is gone", async () => {
  const service = playedService();
  await using host = new BashHost({ services: [service.spec], programs: service.programs });
  const lab = await serving(host);
  await faultOf({ kind: "process-freeze", ...on }).inject(lab);
  const { output: pid } = await host.host.hand.run("cat /run/haproof/app.pid");
  await host.host.release();
  expect(readFileSync(`/proc/${pid}/stat`, "utf8")).toMatch(/\) S /);
  process.kill(Number(pid), "SIGKILL");
});

test("a killed service is gone, and serves again after the heal", async () => {
  const service = playedService();
  await using host = new BashHost({ services: [service.spec], programs: service.programs });
  const lab = await serving(host);
  const active = await faultOf({ kind: "process-crash", ...on }).inject(lab);
  expect(active.injected).toMatchObject({ witnessed: true, witness: "no process of app left on host1" });
  const healed = await active.heal();
  await active.heal();
  expect(healed.witnessed).toBe(true);
  expect(host.read("starts").trim().split("\n")).toHaveLength(2);
});

test("a service that is not there cannot be killed", async () => {
  const service = playedService();
  await using host = new BashHost({ services: [service.spec], programs: service.programs });
  const lab = await host.lab();
  await expect(faultOf({ kind: "process-crash", ...on }).inject(lab)).rejects.toMatchObject({
    code: "FAULT_FAILED",
    message: "no process of app runs on host1",
  });
});

test.each<[FaultPlan["kind"]]>([["graceful-stop"], ["restart"]])(
  "%s: the service ends and serves again",
  async (kind) => {
    const service = playedService();
    await using host = new BashHost({ services: [service.spec], programs: service.programs });
    const lab = await serving(host);
    const active = await faultOf({ kind, ...on }).inject(lab);
    expect(active.injected.witnessed).toBe(true);
    expect(await active.heal()).toBe(await active.heal());
    expect(host.read("starts").trim().split("\n")).toHaveLength(2);
  },
);

test("a service that does not end is no witnessed stop", async () => {
  const service = playedService("app", deaf);
  await using host = new BashHost({ services: [service.spec], programs: service.programs });
  const lab = await serving(host);
  const { injected } = await faultOf({ kind: "graceful-stop", ...on }).inject(lab);
  expect(injected).toMatchObject({ witnessed: false, witness: "app has not ended" });
  await host.host.hand.run('kill -KILL "${pids[@]}"');
});

test("a restart that fails leaves a service that serves", async () => {
  const service = playedService("app", deaf);
  await using host = new BashHost({ services: [service.spec], programs: service.programs });
  const lab = await serving(host);
  await expect(faultOf({ kind: "restart", ...on }).inject(lab)).rejects.toMatchObject({
    code: "FAULT_FAILED",
  });
  expect(host.read("starts").trim().split("\n")).toHaveLength(2);
  expect(await stateOf(host)).toBe("S");
});
