import { expect, test } from "vitest";
import { faultOf } from "../../src/faults/catalogue.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import { BashHost } from "./bash-host.ts";
import { playedService } from "./service.ts";

const plan: FaultPlan = { kind: "misbehave", hosts: ["host1"], as: "health-503" };
const controls = { "misbehave health-503": "control wrong", behave: "control right" };

test("a service is told to misbehave and to behave, and its control's answer is the witness", async () => {
  await using host = new BashHost({
    services: [{ ...playedService().spec, controls }],
    programs: { control: "echo $1 >> $ROOT/told" },
  });
  const active = await faultOf(plan).inject(await host.lab());
  expect(active.injected).toMatchObject({
    witnessed: true,
    witness: "app misbehaves as health-503 on host1",
  });
  const healed = await active.heal();
  expect(healed).toMatchObject({ witnessed: true, witness: "app behaves on host1" });
  expect(await active.heal()).toBe(healed);
  expect(host.read("told")).toBe("wrong\nright\n");
});

test("a control that refuses is not witnessed", async () => {
  await using host = new BashHost({
    services: [{ ...playedService().spec, controls }],
    programs: { control: "false" },
  });
  expect((await faultOf(plan).inject(await host.lab())).injected.witnessed).toBe(false);
});

test("a service that has no such control is refused, and nothing is told", async () => {
  await using host = new BashHost({ services: [playedService().spec] });
  await expect(faultOf(plan).inject(await host.lab())).rejects.toMatchObject({ code: "BAD_INPUT" });
});
