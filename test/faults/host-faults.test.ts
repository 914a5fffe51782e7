import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faultOf } from "../../src/faults/catalogue.ts";
import { quotaIn } from "../../src/faults/cpu-throttle.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import { BashHost } from "./bash-host.ts";
import { playedService } from "./service.ts";

const frozen: FaultPlan = { kind: "host-freeze", hosts: ["host1"] };

test("a frozen host's heart stands still, and it answers after the heal", async () => {
  await using host = new BashHost({});
  const active = await faultOf(frozen).inject(await host.lab());
  expect(active.injected).toMatchObject({ witnessed: true, witness: "host1 is paused; its heart stopped" });
  const healed = await active.heal();
  expect(healed).toMatchObject({ witnessed: true, witness: "host1 answers" });
  expect(await active.heal()).toBe(healed);
  expect(host.asked).toEqual(["pause", "unpause"]);
});

test("a host that beats on although the engine paused it is not witnessed frozen", async () => {
  await using host = new BashHost({ engine: { pause: () => undefined } });
  const { injected } = await faultOf(frozen).inject(await host.lab());
  expect(injected).toMatchObject({ witnessed: false });
});

test("a freeze that the engine refuses leaves no heart beating", async () => {
  await using host = new BashHost({ engine: { pause: () => Promise.reject(new TypeError("cannot")) } });
  await expect(faultOf(frozen).inject(await host.lab())).rejects.toMatchObject({ code: "FAULT_FAILED" });
  expect((await host.host.hand.run("jobs -r")).output).toBe("");
});

const throttled: FaultPlan = { kind: "cpu-throttle", hosts: ["host1"], cores: 0.1 };
const files = {
  "/sys/fs/cgroup/cpu/cpu.stat": "nr_periods 7\nnr_throttled 3\nthrottled_time 5\n",
  "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
};

/** A cgroup of version 1 in which the processes are held back as long as there is a quota. */
function cgroup(host: BashHost): () => void {
  const asked = Number(host.asked.at(-2)?.replace("quota ", ""));
  writeFileSync(join(host.root, "sys/fs/cgroup/cpu/cpu.cfs_quota_us"), `${asked}\n`);
  let stalls = 3;
  const timer = setInterval(() => {
    if (asked > 0) host.write("sys/fs/cgroup/cpu/cpu.stat", `nr_periods 9\nnr_throttled ${++stalls}\n`);
  }, 20);
  return () => clearInterval(timer);
}

test("a throttled host is held back in the kernel's own count, and runs free after the heal", async () => {
  let stop = (): void => undefined;
  await using host = new BashHost({
    files,
    engine: {
      update: (self) => {
        stop();
        stop = cgroup(self);
      },
    },
  });
  const active = await faultOf(throttled).inject(await host.lab());
  expect(active.injected.witness).toMatch(/^a busy loop on host1 is held back \(\d\.\d\d of a core\)$/);
  expect(active.injected.witnessed).toBe(true);
  const healed = await active.heal();
  expect(healed).toMatchObject({ witnessed: true });
  expect(healed.witness).toMatch(/^a busy loop on host1 runs free \((?:0\.[1-9]\d|1\.\d\d) of a core\)$/);
  expect(await active.heal()).toBe(healed);
  expect(host.asked.filter((word) => word.startsWith("quota"))).toEqual(["quota 10000", "quota -1"]);
  stop();
});

test("a host that is never held back is not witnessed throttled, nor a heal that leaves the quota", async () => {
  await using host = new BashHost({
    files,
    engine: { update: (self) => self.write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "10000\n") },
  });
  const active = await faultOf(throttled).inject(await host.lab());
  expect(active.injected).toMatchObject({ witnessed: false, witness: "nothing on host1 is held back" });
  expect(await active.heal()).toMatchObject({ witnessed: false });
});

test("a host that is held back although it has no quota any more is no witnessed heal", async () => {
  await using host = new BashHost({
    files,
    engine: {
      update: (self) => {
        const asked = self.asked.includes("quota -1") ? -1 : 10_000;
        self.write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", `${asked}\n`);
      },
    },
  });
  let stalls = 3;
  const timer = setInterval(() => {
    host.write("sys/fs/cgroup/cpu/cpu.stat", `nr_periods 9\nnr_throttled ${++stalls}\n`);
  }, 20);
  const active = await faultOf(throttled).inject(await host.lab());
  expect(active.injected.witnessed).toBe(true);
  expect(await active.heal()).toMatchObject({ witnessed: false });
  clearInterval(timer);
});

test("a throttle of a host without counters is an error, and never asked of the engine", async () => {
  await using host = new BashHost({});
  await expect(faultOf(throttled).inject(await host.lab())).rejects.toMatchObject({ code: "FAULT_FAILED" });
  expect(host.asked).toEqual([]);
});

test.each([undefined, 0, 1, 2])("%s cores are refused", async (cores) => {
  await using host = new BashHost({});
  const plan = { kind: "cpu-throttle", hosts: ["host1"], ...(cores === undefined ? {} : { cores }) } as const;
  await expect(faultOf(plan).inject(await host.lab())).rejects.toMatchObject({ code: "BAD_INPUT" });
});

test("no quota is none, of either version", () => {
  expect(["quota max", "quota -1", "quota 5000"].map(quotaIn)).toEqual([undefined, undefined, 5_000]);
});

/** As a full file system does, it makes the next write there fail. */
const fallocate = "ln -s /dev/full $ROOT/small/.haproof-look; touch $ROOT/small/.haproof-filling";
const full: FaultPlan = { kind: "disk-full", hosts: ["host1"], mount: "/small" };
const disk = {
  mounts: { "/small": 4_096 },
  files: { "/proc/mounts": "tmpfs /small tmpfs rw,size=4k 0 0\n", "/small/data": "x" },
};
const cat = "exit 1";
// A mount keeps its name in a file of mounts, but not where the host looks for it.
const grep = `[[ $* == *" tmpfs "* ]] && /usr/bin/grep -q " tmpfs " "\${@: -1}" || /usr/bin/grep "$@"`;

test("a full disk refuses writes and takes them again after the heal", async () => {
  await using host = new BashHost({ ...disk, programs: { fallocate, cat, grep } });
  const active = await faultOf(full).inject(await host.lab());
  expect(active.injected.witness).toMatch(/fails: no space is left$/);
  expect(active.injected.witnessed).toBe(true);
  const healed = await active.heal();
  expect(healed.witnessed).toBe(true);
  expect(host.read("small/data")).toBe("x");
  expect(await active.heal()).toBe(healed);
});

test("a disk that takes writes is not witnessed full", async () => {
  await using host = new BashHost({ ...disk, programs: { fallocate: "true", cat, grep } });
  const { injected } = await faultOf(full).inject(await host.lab());
  expect(injected).toMatchObject({ witnessed: false });
});

test("a service that died for want of space serves again after the heal", async () => {
  const service = playedService();
  await using host = new BashHost({
    ...disk,
    services: [service.spec],
    programs: { ...service.programs, fallocate, cat, grep },
  });
  const active = await faultOf(full).inject(await host.lab());
  await active.heal();
  expect(host.read("starts").trim()).toBe("app");
});

test.each(["/", "/var", undefined])("only a mount of the stack is filled, never %s", async (mount) => {
  await using host = new BashHost({ ...disk, programs: { fallocate, cat, grep } });
  const plan = { kind: "disk-full", hosts: ["host1"], ...(mount === undefined ? {} : { mount }) } as const;
  await expect(faultOf(plan).inject(await host.lab())).rejects.toMatchObject({ code: "BAD_INPUT" });
  expect(host.read("small/.haproof-filling")).toBe("");
});
