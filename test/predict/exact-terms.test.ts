import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkedPorts, exactTerms } from "../../src/predict/exact-terms.ts";
import type { BalancerText } from "../../src/predict/prediction.ts";

function filesOf(profile: "published" | "tuned"): readonly BalancerText[] {
  const read = (name: string): string =>
    readFileSync(new URL(`../../fixtures/systems/cosmian-kms/${profile}/${name}`, import.meta.url), "utf8");
  return [1, 2].map((n) => ({
    host: `lb${n}`,
    haproxyCfg: read("haproxy.cfg"),
    keepalivedConf: read(`keepalived-lb${n}.conf`),
  }));
}

describe("what an exact prediction is counted with", () => {
  const lost = { plan: { kind: "host-loss", hosts: ["lb1"] }, holder: "lb1" } as const;

  it("gives each balancer its own master down interval and skew", () => {
    const { routers } = exactTerms(filesOf("published"), lost);
    // 3 × 1 s + (256 − p)/256 s, p being 101 and 100 with the weight of 2 on top (timing-model: 3.5977 and 3.6016 s).
    expect(routers.map(({ host, priority, masterDownMs }) => [host, priority, masterDownMs])).toEqual([
      ["lb1", 103, 3_000 + (153 / 256) * 1_000],
      ["lb2", 102, 3_000 + (154 / 256) * 1_000],
    ]);
    expect(routers[1]?.skewMs).toBeCloseTo(601.5625);
  });

  it("counts a refused server from the end of its last good check, and back from the first one", () => {
    const crash = { plan: { kind: "process-crash", hosts: ["kms2"], process: "app" } } as const;
    const [terms] = exactTerms(filesOf("published"), crash).checks;
    // inter 3 s, fall 3, rise 2: three intervals to DOWN; one to the first good check and one more to UP.
    expect(terms).toMatchObject({
      balancer: "lb1",
      server: "kmip_backend/kms2",
      ports: [9998],
      downAfterGood: { earliestMs: 9_000, latestMs: 9_000 },
      upAfterBad: { earliestMs: 6_000, latestMs: 6_000 },
      upAfterFirstGood: { earliestMs: 3_000, latestMs: 3_000 },
    });
  });

  it("knows no server whose check the fault lets pass", () => {
    const port = { plan: { kind: "listener-stop", hosts: ["kms2"], process: "app", port: 5696 } } as const;
    expect(exactTerms(filesOf("published"), port).checks).toEqual([]);
  });
});

describe("the ports of checks", () => {
  it("carry nothing else where the service has a port of its own", () => {
    expect(checkedPorts(filesOf("published"))).toMatchObject({ ports: [9998], onlyChecks: true });
  });

  it("carry traffic too where a frontend leads there", () => {
    expect(checkedPorts(filesOf("tuned"))).toMatchObject({ ports: [9998], onlyChecks: false });
  });
});
