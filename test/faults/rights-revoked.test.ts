import { expect, test } from "vitest";
import { faultOf } from "../../src/faults/catalogue.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import { BashHost } from "./bash-host.ts";
import { playedService } from "./service.ts";

const plan: FaultPlan = { kind: "rights-revoked", hosts: ["host1"], process: "app", right: "update" };

/** A guard of one right, which is a file; a broken one says that it has taken the right away, and has not. */
function guard({ works = true } = {}): ReturnType<typeof playedService> {
  const service = playedService();
  const controls = {
    "revoke update": works ? "rm /run/haproof/may" : "true",
    "grant update": "touch /run/haproof/may",
    "may update": "[ -e /run/haproof/may ]",
  };
  return { ...service, spec: { ...service.spec, controls } };
}

test("a right is taken away, refused, given back and there again", async () => {
  const { spec, programs } = guard();
  await using host = new BashHost({ services: [spec], programs, files: { "/run/haproof/may": "" } });
  const active = await faultOf(plan).inject(await host.lab());
  expect(active.injected).toMatchObject({ witnessed: true, witness: "the right to update is gone" });
  const healed = await active.heal();
  expect(healed).toMatchObject({ witnessed: true, witness: "the right to update is there again" });
  expect(await active.heal()).toBe(healed);
});

test("a right that is still there is not witnessed", { timeout: 20_000 }, async () => {
  const { spec, programs } = guard({ works: false });
  await using host = new BashHost({ services: [spec], programs, files: { "/run/haproof/may": "" } });
  const active = await faultOf(plan).inject(await host.lab());
  expect(active.injected).toMatchObject({ witnessed: false, witness: "the right to update is still there" });
  await active.heal();
});

test("a right that nobody guards is bad input", async () => {
  const { spec, programs } = playedService();
  await using host = new BashHost({ services: [spec], programs });
  await expect(faultOf(plan).inject(await host.lab())).rejects.toMatchObject({ code: "BAD_INPUT" });
});
