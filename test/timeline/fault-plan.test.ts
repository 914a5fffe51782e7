import { expect, test } from "vitest";
import { describeFault, type FaultPlan } from "../../src/timeline/fault-plan.ts";

const hosts = ["kms2"] as const;

test.each<[FaultPlan, string]>([
  [{ kind: "listener-stop", hosts, port: 5696 }, "listener-stop of port 5696 on kms2"],
  [{ kind: "process-crash", hosts, process: "app" }, "process-crash of app on kms2"],
  [{ kind: "cpu-throttle", hosts, cores: 0.1 }, "cpu-throttle to 0.1 of a core on kms2"],
  [
    { kind: "rate-limit", hosts, network: "back", kbitPerSecond: 512 },
    "rate-limit to 512 kbit/s on kms2 (back)",
  ],
  [{ kind: "packet-loss", hosts, lossPercent: 10, only: "vrrp" }, "packet-loss of 10 % on kms2, vrrp only"],
  [{ kind: "packet-delay", hosts, delayMs: 50, jitterMs: 5 }, "packet-delay of 50 ms ± 5 ms on kms2"],
  [{ kind: "disk-full", hosts, mount: "/data" }, "disk-full of /data on kms2"],
  [
    { kind: "clock-skew", hosts, process: "app", skewMs: -7_200_000 },
    "clock-skew of app by 7200 s back on kms2",
  ],
  [
    { kind: "rights-revoked", hosts: ["kube"], process: "app", right: "update" },
    "rights-revoked of app (to update) on kube",
  ],
  [{ kind: "misbehave", hosts, as: "health-204" }, "misbehave as health-204 on kms2"],
  [
    { kind: "reload", hosts, process: "haproxy", edit: { file: "/f", copyLinesOf: "kms2", to: "kms4" } },
    "reload of haproxy with kms4 added on kms2",
  ],
  [
    { kind: "reload", hosts, process: "haproxy", edit: { file: "/f", dropLinesOf: ["kms2", "kms3"] } },
    "reload of haproxy with kms2 and kms3 taken out on kms2",
  ],
  [
    { kind: "reload", hosts, process: "keepalived", edit: { file: "/f", replace: "id 51", by: "id 52" } },
    'reload of keepalived with "id 52" for "id 51" on kms2',
  ],
])("%j in words", (plan, words) => {
  expect(describeFault(plan)).toBe(words);
});
