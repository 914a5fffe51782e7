import { existsSync, readFileSync } from "node:fs";
import net from "node:net";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faultOf, needsOf } from "../../src/faults/catalogue.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import { BashHost } from "./bash-host.ts";
import { playedService } from "./service.ts";

const hosts = ["host1"] as const;
const skewed: FaultPlan = { kind: "clock-skew", hosts, process: "app", skewMs: -7_200_000 };
const library = "/usr/lib/any/faketime/libfaketimeMT.so.1";

/** `env` gives a clock that is off by so many seconds, `cat` shows the library in the memory of a process that was given one. */
function faketime(offS: number): Record<string, string> {
  return {
    // The machine's own bash would only complain of a library that is none.
    bash: 'exec env -u LD_PRELOAD /bin/bash "$@"',
    env: `[ "$1" = -u ] && exec /usr/bin/env "$@"; echo $(( $(/bin/date +%s) + ${offS} )).0`,
    cat: `[ "$(tail -n 1 $ROOT/starts)" = "app " ] && echo " /lib/libc.so" || echo " $ROOT${library}"`,
  };
}

test("a skewed service is started anew with another clock, and again with the machine's", async () => {
  const service = playedService();
  await using host = new BashHost({
    services: [service.spec],
    files: { [library]: "" },
    programs: { ...service.programs, ...faketime(-7_200) },
  });
  const lab = await host.lab();
  await host.host.startService("app");
  const active = await faultOf(skewed).inject(lab);
  expect(active.injected.witness).toMatch(
    /^every process of app on host1 has the clock off by -(?:7200|7199\.\d|7200\.\d|7201\.\d)/,
  );
  expect(active.injected.witnessed).toBe(true);
  const healed = await active.heal();
  expect(healed).toMatchObject({
    witnessed: true,
    witness: "none of the processes of app on host1 have a skewed clock",
  });
  expect(await active.heal()).toBe(healed);
  expect(host.read("starts").split("\n")).toEqual(["app ", "app -7200", "app ", ""]);
});

test("a clock that is not off by what was asked is not witnessed", async () => {
  const service = playedService();
  await using host = new BashHost({
    services: [service.spec],
    files: { [library]: "" },
    programs: { ...service.programs, ...faketime(0) },
  });
  const lab = await host.lab();
  await host.host.startService("app");
  expect((await faultOf(skewed).inject(lab)).injected.witnessed).toBe(false);
});

test("a service that was started without the library is not witnessed", async () => {
  const service = playedService();
  await using host = new BashHost({
    services: [service.spec],
    files: { [library]: "" },
    programs: { ...service.programs, ...faketime(-7_200), cat: `echo " /lib/libc.so"` },
  });
  const lab = await host.lab();
  await host.host.startService("app");
  expect((await faultOf(skewed).inject(lab)).injected.witnessed).toBe(false);
});

test.each<[string, Partial<FaultPlan>, string]>([
  ["an image without libfaketime", {}, "FEATURE_MISSING"],
  ["keepalived, which has no wall clock", { process: "keepalived" }, "BAD_INPUT"],
  ["a skew that nobody could see", { skewMs: 5 }, "BAD_INPUT"],
])("%s is refused, and nothing is stopped", async (_, part, code) => {
  const service = playedService();
  await using host = new BashHost({ services: [service.spec], programs: service.programs });
  const lab = await host.lab();
  await host.host.startService("app");
  await expect(faultOf({ ...skewed, ...part }).inject(lab)).rejects.toMatchObject({ code });
  expect(host.read("starts").trim()).toBe("app");
});

test("a listener stops and listens again, the process goes on", async () => {
  const server = net.createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const service = playedService();
  const controls = { [`stop-listener ${port}`]: "control stop", [`start-listener ${port}`]: "control start" };
  await using host = new BashHost({
    services: [{ ...service.spec, controls }],
    programs: { control: "touch $ROOT/$1" },
  });
  const timer = setInterval(() => {
    const asked = (word: string): boolean => existsSync(join(host.root, word));
    if (asked("start") && !server.listening) server.listen(port, "127.0.0.1");
    else if (asked("stop") && !asked("start") && server.listening) server.close();
  }, 5);
  const active = await faultOf({ kind: "listener-stop", hosts, port }).inject(await host.lab());
  expect(active.injected).toMatchObject({ witnessed: true, witness: `port ${port} refuses on host1` });
  const healed = await active.heal();
  expect(healed).toMatchObject({ witnessed: true, witness: `port ${port} accepts` });
  expect(await active.heal()).toBe(healed);
  clearInterval(timer);
  server.close();
});

test("a service without a control for its port is refused its clients by the host's packet filter", async () => {
  const server = net.createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await using host = new BashHost({
    services: [playedService().spec],
    programs: { nft: 'if [ "$1" = -f ]; then cat > $ROOT/rules; else rm $ROOT/rules; fi' },
  });
  const timer = setInterval(() => {
    const ruled = existsSync(join(host.root, "rules"));
    if (ruled && server.listening) server.close();
    else if (!ruled && !server.listening) server.listen(port, "127.0.0.1");
  }, 5);
  const active = await faultOf({ kind: "listener-stop", hosts, port }).inject(await host.lab());
  expect(active.injected).toMatchObject({ witnessed: true, witness: `port ${port} refuses on host1` });
  expect(readFileSync(join(host.root, "rules"), "utf8")).toContain(`tcp dport ${port} reject with tcp reset`);
  expect(await active.heal()).toMatchObject({ witnessed: true, witness: `port ${port} accepts` });
  clearInterval(timer);
  server.close();
});

test("a port that goes on accepting is not witnessed", async () => {
  const server = net.createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const service = playedService();
  const controls = { [`stop-listener ${port}`]: "true", [`start-listener ${port}`]: "true" };
  await using host = new BashHost({ services: [{ ...service.spec, controls }] });
  const lab = await host.lab();
  const { injected } = await faultOf({ kind: "listener-stop", hosts, port }).inject(lab);
  expect(injected).toMatchObject({ witnessed: false, witness: `port ${port} still accepts` });
  server.close();
});

/** Its master has one child, and another after a reload. */
const reloads = `exec 9<> <(:); trap "read -rt 9 -u 9 & kill $!" USR2; read -rt 60 -u 9 & trap "kill \\$!; read -rt 60 -u 9 & " USR2; while wait; [ $? -gt 128 ]; do :; done`;

test("a reload is told by new workers, and needs no heal", async () => {
  const service = playedService("haproxy", reloads);
  await using host = new BashHost({ services: [service.spec], programs: service.programs });
  const lab = await host.lab();
  await host.host.startService("haproxy");
  const active = await faultOf({ kind: "reload", hosts, process: "haproxy" }).inject(lab);
  expect(active.injected).toMatchObject({ witnessed: true, witness: "haproxy on host1 has reloaded" });
  expect(await active.heal()).toMatchObject({ witnessed: true, witness: "nothing was changed" });
  await host.host.hand.run("read -r main < /run/haproof/haproxy.pid; pkill -KILL -P $main; kill -KILL $main");
});

test("a reload that changes no worker is not witnessed", async () => {
  const service = playedService("haproxy", `trap "" USR2; exec 9<> <(:); read -rt 60 -u 9; true`);
  await using host = new BashHost({ services: [service.spec], programs: service.programs });
  const lab = await host.lab();
  await host.host.startService("haproxy");
  const { injected } = await faultOf({ kind: "reload", hosts, process: "haproxy" }).inject(lab);
  expect(injected.witnessed).toBe(false);
  await host.host.hand.run('kill -KILL "$main"');
});

test("nothing is witnessed to do nothing, and the database's stop keeps its own name", async () => {
  const service = playedService(
    "database",
    `trap "exit" INT; exec 9<> <(:); while :; do read -rt 1 -u 9; done`,
  );
  await using host = new BashHost({ services: [service.spec], programs: service.programs });
  const lab = await host.lab();
  expect((await faultOf({ kind: "noop", hosts: [] }).inject(lab)).injected.witnessed).toBe(true);
  const stop = faultOf({ kind: "database-stop", hosts });
  expect(stop.plan.kind).toBe("database-stop");
  await host.host.startService("database");
  const active = await stop.inject(lab);
  expect(active.injected.witnessed).toBe(true);
  await active.heal();
  await host.host.hand.run("read -r main < /run/haproof/database.pid; kill -KILL $main");
});

test("what faults need of the kernel is named once, with the first fault that needs it", () => {
  const delay: FaultPlan = { kind: "packet-delay", hosts, delayMs: 5 };
  const needs = needsOf([{ kind: "noop", hosts: [] }, delay, { ...delay, delayMs: 6 }]);
  expect([...needs]).toEqual([["netem", delay]]);
});
