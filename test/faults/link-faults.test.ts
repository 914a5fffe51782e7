import { expect, test } from "vitest";
import { faultOf } from "../../src/faults/catalogue.ts";
import { sentIn } from "../../src/faults/qdisc.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import { BashHost } from "./bash-host.ts";

/** Keeps the qdisc that it was given and lists it with these counters. */
function tc(counters: string): string {
  return `case "$*" in
  "qdisc replace dev eth0 root "*) echo "\${@:6}" > $ROOT/qdisc;;
  "qdisc del dev eth0 root") rm $ROOT/qdisc;;
  *"qdisc show dev eth0"*) [ -e $ROOT/qdisc ] && echo "qdisc $(< $ROOT/qdisc) ${counters}" || echo "qdisc noqueue 0: root";;
esac`;
}

const narrow: FaultPlan = { kind: "rate-limit", hosts: ["host1"], kbitPerSecond: 512 };
const late: FaultPlan = { kind: "packet-delay", hosts: ["host1"], delayMs: 50, jitterMs: 10 };
const held = "Sent 2926 bytes 3 pkt (dropped 2, overlimits 4 requeues 0)";

test.each([
  [
    narrow,
    "tbf rate 512kbit burst 3200b latency 50ms",
    "tbf at eth0 of host1 holds packets back at 512 kbit/s",
  ],
  [late, "netem delay 50ms 10ms", "netem at eth0 of host1 has delayed a packet by 50 ms"],
])(
  "$kind shapes the link, is told by the qdisc's counters, and is lifted once",
  async (plan, settings, witness) => {
    await using host = new BashHost({ programs: { tc: tc(held) } });
    const active = await faultOf(plan).inject(await host.lab());
    expect(active.injected).toMatchObject({ witnessed: true, witness });
    expect(host.read("qdisc").trim()).toBe(settings);
    const healed = await active.heal();
    expect(healed.witness).toBe("eth0 of host1 is free again; it sent 2926 bytes in 3 packets and dropped 2");
    expect(healed.witnessed).toBe(true);
    expect(host.read("qdisc")).toBe("");
    expect(await active.heal()).toBe(healed);
  },
);

test.each([narrow, late])("$kind that holds nothing back is not witnessed", async (plan) => {
  await using host = new BashHost({
    programs: { tc: tc("Sent 0 bytes 0 pkt (dropped 0, overlimits 0 requeues 0)") },
  });
  const { injected } = await faultOf(plan).inject(await host.lab());
  expect(injected.witnessed).toBe(false);
});

test.each([narrow, late])("a $kind that stays is no witnessed heal", async (plan) => {
  await using host = new BashHost({ programs: { tc: tc(held).replace("rm $ROOT/qdisc", "true") } });
  const active = await faultOf(plan).inject(await host.lab());
  expect(await active.heal()).toMatchObject({ witnessed: false });
});

test.each([narrow, late])("a $kind ends when the harness is gone", async (plan) => {
  await using host = new BashHost({ programs: { tc: tc(held) } });
  await faultOf(plan).inject(await host.lab());
  await host.host.release();
  expect(host.read("qdisc")).toBe("");
});

test("a kernel without netem is named", async () => {
  await using host = new BashHost({
    programs: { tc: 'case "$*" in *replace*) echo "Error: Specified qdisc kind is unknown."; exit 2;; esac' },
  });
  await expect(faultOf(late).inject(await host.lab())).rejects.toMatchObject({
    code: "FEATURE_MISSING",
    message: "this kernel has no netem (haproof doctor)",
  });
});

test.each<Partial<FaultPlan>>([
  { kind: "rate-limit" },
  { kind: "rate-limit", kbitPerSecond: 1 },
  { kind: "packet-delay", delayMs: 0 },
  { kind: "packet-delay", delayMs: 10, jitterMs: 20 },
])("%j is refused", async (part) => {
  await using host = new BashHost({});
  const plan = { kind: "rate-limit", hosts: ["host1"], ...part } as const;
  await expect(faultOf(plan).inject(await host.lab())).rejects.toMatchObject({ code: "BAD_INPUT" });
});

test("what tc does not say counts as nothing", () => {
  expect(sentIn("qdisc noqueue 0: root")).toEqual({ bytes: 0, packets: 0, dropped: 0 });
});

/** Sets the flags of the kernel's interface as `ip link set` does. */
const ip = `case "$*" in
  "-o -4 address show") echo "2: eth0    inet 10.1.1.1/24 scope global eth0";;
  "-4 route show dev eth0") echo "default via 10.1.1.254";;
  "link set eth0 down") echo 0x1002 > $ROOT/sys/class/net/eth0/flags;;
  "link set eth0 up") echo 0x1003 > $ROOT/sys/class/net/eth0/flags;;
  "route replace "*) echo "$*" >> $ROOT/routes;;
esac`;
const files = { "/sys/class/net/eth0/flags": "0x1003\n" };
const pulled: FaultPlan = { kind: "link-down", hosts: ["host1"], network: "net" };

test("a link that is down is up again after the heal, with its routes", async () => {
  await using host = new BashHost({ programs: { ip }, files });
  const active = await faultOf(pulled).inject(await host.lab());
  expect(active.injected).toMatchObject({ witnessed: true, witness: "eth0 of host1 is down" });
  const healed = await active.heal();
  expect(healed).toMatchObject({ witnessed: true, witness: "eth0 of host1 is up" });
  expect(host.read("routes").trim()).toBe("route replace default via 10.1.1.254 dev eth0");
  expect(await active.heal()).toBe(healed);
});

test("a link that stays up is not witnessed down", async () => {
  await using host = new BashHost({ programs: { ip: ip.replace("0x1002", "0x1003") }, files });
  const { injected } = await faultOf(pulled).inject(await host.lab());
  expect(injected).toMatchObject({ witnessed: false, witness: "eth0 of host1 is still up" });
});

test("a link that cannot be set down is left as it was", async () => {
  const failing = ip.replace(
    "echo 0x1002 > $ROOT/sys/class/net/eth0/flags",
    "echo 0x1002 > $ROOT/sys/class/net/eth0/flags; exit 1",
  );
  await using host = new BashHost({ programs: { ip: failing }, files });
  await expect(faultOf(pulled).inject(await host.lab())).rejects.toMatchObject({ code: "FAULT_FAILED" });
  expect(host.read("sys/class/net/eth0/flags").trim()).toBe("0x1003");
});
