import { expect, test } from "vitest";
import { faultOf } from "../../src/faults/catalogue.ts";
import { countsIn } from "../../src/faults/silence.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import { BashHost } from "./bash-host.ts";

/** Keeps the rules it was given; `counters` says what it has counted, as nft lists it. */
function nft(counters: string): string {
  return `case "$*" in
  "-f -") cat > $ROOT/rules;;
  "list table "*) [ -e $ROOT/rules ] || exit 1; echo '${counters}';;
  "delete table "*) rm $ROOT/rules;;
esac`;
}

const cut: FaultPlan = { kind: "partition", hosts: ["host1"] };
const lossy: FaultPlan = { kind: "packet-loss", hosts: ["host1"], only: "vrrp", lossPercent: 10 };
const met = "counter packets 40 bytes 1600 numgen random mod 1000 < 100 counter packets 3 bytes 120 drop";
const spared = "counter packets 40 bytes 1600 numgen random mod 1000 < 100 counter packets 0 bytes 0 drop";

test("a partition drops every frame both ways, is told by a counter, and is lifted once", async () => {
  await using host = new BashHost({ programs: { nft: nft("counter packets 1 bytes 42 drop") } });
  const active = await faultOf(cut).inject(await host.lab());
  expect(active.injected).toMatchObject({ witnessed: true, witness: "rules on host1 drop packets" });
  const rules = host.read("rules");
  expect(rules.match(/hook (?:in|e)gress device "eth0"/g)).toHaveLength(2);
  expect(rules).not.toContain("numgen");
  const healed = await active.heal();
  expect(healed.witnessed).toBe(true);
  expect(host.read("rules")).toBe("");
  expect(await active.heal()).toBe(healed);
});

test("a partition whose counters do not move is not witnessed", async () => {
  await using host = new BashHost({ programs: { nft: nft("counter packets 0 bytes 0 drop") } });
  const { injected } = await faultOf(cut).inject(await host.lab());
  expect(injected).toMatchObject({ witnessed: false, witness: "no rule dropped anything" });
});

test("a heal that leaves the rules in place is not witnessed", async () => {
  const stubborn = nft("counter packets 1 bytes 42 drop").replace("rm $ROOT/rules", "true");
  await using host = new BashHost({ programs: { nft: stubborn } });
  const active = await faultOf(cut).inject(await host.lab());
  expect(await active.heal()).toMatchObject({ witnessed: false, witness: "host1 still drops packets" });
});

test("a partition ends when the harness is gone", async () => {
  await using host = new BashHost({ programs: { nft: nft("counter packets 1 bytes 42 drop") } });
  await faultOf(cut).inject(await host.lab());
  await host.host.release();
  expect(host.read("rules")).toBe("");
});

test("random loss drops the share that is asked of the traffic that is asked", async () => {
  await using host = new BashHost({ programs: { nft: nft(met) } });
  const active = await faultOf(lossy).inject(await host.lab());
  expect(active.injected.witnessed).toBe(true);
  expect(host.read("rules")).toContain("ip protocol 112 counter numgen random mod 1000 < 100 counter drop");
  const healed = await active.heal();
  expect(healed.witnessed).toBe(true);
  expect(healed.witness).toMatch(/^host1 lost 3 of 40 packets; /);
  expect(await active.heal()).toBe(healed);
});

test("random loss that lost nothing is not witnessed", async () => {
  await using host = new BashHost({ programs: { nft: nft(spared) } });
  const active = await faultOf(lossy).inject(await host.lab());
  expect(active.injected.witnessed).toBe(true);
  expect(await active.heal()).toMatchObject({ witnessed: false });
});

test("random loss that no packet meets is not witnessed", async () => {
  await using host = new BashHost({ programs: { nft: nft(spared.replace("packets 40", "packets 0")) } });
  const { injected } = await faultOf(lossy).inject(await host.lab());
  expect(injected).toMatchObject({ witnessed: false, witness: "no packet met a rule" });
});

test.each([{}, { lossPercent: 0 }, { lossPercent: 0.04 }, { lossPercent: 100 }])(
  "a loss of %j is refused",
  async (part) => {
    await using host = new BashHost({});
    const plan: FaultPlan = { kind: "packet-loss", hosts: ["host1"], ...part };
    await expect(faultOf(plan).inject(await host.lab())).rejects.toMatchObject({ code: "BAD_INPUT" });
  },
);

test("counters of several rules are added up, others are left out", () => {
  expect(countsIn(`${met}\n${met}\ncounter packets 9 bytes 9 drop`)).toEqual({ met: 80, dropped: 6 });
});

test("a host that the engine does not kill is heard again", async () => {
  await using host = new BashHost({
    programs: { nft: nft("counter packets 1 bytes 42 drop") },
    engine: { kill: () => Promise.reject(new TypeError("no such container")) },
  });
  await expect(
    faultOf({ kind: "host-loss", hosts: ["host1"] }).inject(await host.lab()),
  ).rejects.toMatchObject({
    code: "FAULT_FAILED",
    message: "could not kill host1: no such container",
  });
  expect(host.read("rules")).toBe("");
});

test("a host that is lost is silent first, then dead, and comes back", async () => {
  await using host = new BashHost({ programs: { nft: nft("counter packets 1 bytes 42 drop") } });
  const active = await faultOf({ kind: "host-loss", hosts: ["host1"] }).inject(await host.lab());
  expect(active.injected).toMatchObject({ witnessed: true });
  expect(active.injected.witness).toMatch(/the engine says that host1 is dead$/);
  const healed = await active.heal();
  expect(host.host.isUp).toBe(true);
  expect(await active.heal()).toBe(healed);
});

test("a host that the engine reports alive is not witnessed lost", async () => {
  await using host = new BashHost({
    programs: { nft: nft("counter packets 1 bytes 42 drop") },
    engine: { kill: () => undefined },
  });
  const { injected } = await faultOf({ kind: "host-loss", hosts: ["host1"] }).inject(await host.lab());
  expect(injected.witnessed).toBe(false);
});
