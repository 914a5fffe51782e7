import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Advice } from "../../../src/predict/advise/advice.ts";
import { advise } from "../../../src/predict/advise/advise.ts";
import type { Targets } from "../../../src/predict/advise/targets.ts";
import { unifiedDiff } from "../../../src/predict/advise/unified-diff.ts";
import type { ReadOptions } from "../../../src/predict/model/read-balancers.ts";
import { predict } from "../../../src/predict/predict.ts";
import { readSetup } from "../../../src/predict/setup.ts";
import type { SourceFile } from "../../../src/predict/source-text.ts";
import type { FaultPlan } from "../../../src/timeline/fault-plan.ts";
import { applyPatch, shownLines } from "./apply-patch.ts";

const names = ["haproxy.cfg", "keepalived-lb1.conf", "keepalived-lb2.conf", "keepalived-lb3.conf"];
const asked: Targets = { vipMs: 2_000, evictionMs: 9_000, loss: 0.001 };

function kms(profile: "published" | "tuned", balancers = 2): readonly SourceFile[] {
  return names.slice(0, 1 + balancers).map((name) => ({
    name,
    text: readFileSync(
      new URL(`../../../fixtures/systems/cosmian-kms/${profile}/${name}`, import.meta.url),
      "utf8",
    ),
  }));
}

function patched(files: readonly SourceFile[], advice: Advice): readonly SourceFile[] {
  return files.map(({ name, text }) => {
    const change = advice.files.find((file) => file.name === name);
    return { name, text: change === undefined ? text : applyPatch(text, unifiedDiff(change)) };
  });
}

/** The latest instant of a transition in the files as patched, read and predicted from scratch. */
function latest(files: readonly SourceFile[], plan: FaultPlan, transition: "takeover" | "eviction"): number {
  const { balancers } = readSetup(files);
  const found = predict(balancers, { plan }).filter((prediction) => prediction.transition === transition);
  expect(found.length).toBeGreaterThan(0);
  return Math.max(...found.map(({ window }) => window.latestMs));
}

const ids = ({ changes }: Advice): readonly string[] => changes.map(({ id }) => id);

describe("advice on the published Cosmian KMS files for 2 s and 9 s", () => {
  const published = kms("published", 3);
  const advice = advise(published, {}, asked);
  const files = patched(published, advice);
  const lb1 = { hosts: ["lb1"] } as const;

  it.each<[string, FaultPlan]>([
    ["host loss", { kind: "host-loss", ...lb1 }],
    ["host freeze", { kind: "host-freeze", ...lb1 }],
    ["HAProxy killed", { kind: "process-crash", process: "haproxy", ...lb1 }],
    ["HAProxy frozen", { kind: "process-freeze", process: "haproxy", ...lb1 }],
    ["keepalived killed", { kind: "process-crash", process: "keepalived", ...lb1 }],
    ["front link", { kind: "link-down", network: "front", ...lb1 }],
    ["partition", { kind: "partition", network: "front", ...lb1 }],
  ])("the VIP moves in time: %s", (_, plan) => {
    expect(latest(published, plan, "takeover")).toBeGreaterThan(2_000);
    expect(latest(files, plan, "takeover")).toBeLessThanOrEqual(1_980);
  });

  it.each<[string, FaultPlan]>([
    ["crash", { kind: "process-crash", process: "app", hosts: ["kms2"] }],
    ["freeze", { kind: "process-freeze", process: "app", hosts: ["kms2"] }],
    ["host loss", { kind: "host-loss", hosts: ["kms2"] }],
    ["host freeze", { kind: "host-freeze", hosts: ["kms2"] }],
    ["partition", { kind: "partition", hosts: ["kms2"] }],
    ["KMIP port", { kind: "listener-stop", port: 5696, process: "app", hosts: ["kms2"] }],
  ])("a node is out in time: %s", (_, plan) => {
    expect(latest(files, plan, "eviction")).toBeLessThanOrEqual(8_900);
  });

  it("says so itself: nothing is missing, and lint finds no new error", () => {
    expect(advice.before.length).toBeGreaterThan(0);
    expect(advice.missing).toEqual([]);
    expect(advice.newErrors).toEqual([]);
    expect(advise(files, {}, asked).changes).toEqual([]);
  });

  it("changes what has to be changed, and names the price", () => {
    expect(ids(advice)).toEqual([
      "ask-haproxy",
      "advertise-faster-version-3",
      "check-haproxy-faster",
      "announce-again-and-at-heal",
      "check-service-port",
      "check-faster",
    ]);
    const prices = advice.changes.flatMap((change) => change.prices).join("\n");
    expect(prices).toContain("advertisements of each virtual router: 1 → 2 a second");
    expect(prices).toContain("probability 0.001: 0.032 → 0.063 a year");
    expect(prices).toContain("authentication is lost");
    expect(prices).toContain("checks of each server: 0.33 → 1 a second");
  });

  it("keeps every other byte, and shows no secret", () => {
    for (const change of advice.files) {
      const diff = unifiedDiff(change);
      expect(diff).not.toContain("SecretPa");
      const removed = diff.split("\n").filter((line) => line.startsWith("-") && !line.startsWith("---"));
      const kept = change.before.split("\n").filter((line) => !removed.includes(`-${line}`));
      const after = change.after.split("\n");
      let at = 0;
      for (const line of kept) at = after.indexOf(line, at) + 1;
      expect(at).toBeGreaterThan(0);
      expect(shownLines(diff).join("")).not.toContain("auth_pass");
    }
  });

  it("needs each of its changes: without any one of them a target is missed", () => {
    for (const { name } of advice.files) {
      const without = files.map((file) =>
        file.name === name ? (published.find((one) => one.name === name) ?? file) : file,
      );
      expect(advise(without, {}, asked).before).not.toEqual([]);
    }
  });

  it("says what no setting can see, and tracks a link that is named", () => {
    expect(advice.unseen.join("\n")).toContain("--back-interface");
    const named = advise(published, {}, { ...asked, backInterface: "eth1" });
    expect(ids(named)).toContain("track-back-link");
    expect(named.missing).toEqual([]);
    expect(named.files.filter(({ after }) => /track_interface \{\n\s+eth1\n/.test(after))).toHaveLength(3);
  });
});

describe("advice", () => {
  it("leaves files alone that meet the targets", () => {
    const advice = advise(kms("tuned", 3), {}, { ...asked, backInterface: "eth1" });
    expect(advice.before).toEqual([]);
    expect(advice.files).toEqual([]);
  });

  it("changes less for a slower target: whole seconds, and the authentication stays", () => {
    const slow = kms("published").map(({ name, text }) => ({
      name,
      text: text.replace("advert_int 1", "advert_int 3"),
    }));
    const advice = advise(slow, {}, { vipMs: 8_000, evictionMs: 20_000, loss: 0.001 });
    expect(ids(advice)).toContain("advertise-faster");
    expect(ids(advice)).not.toContain("advertise-faster-version-3");
    expect(advice.files.find(({ name }) => name.includes("lb1"))?.after).toContain("advert_int 2\n");
    expect(advice.missing).toEqual([]);
  });

  it("says plainly what cannot be met, and why", () => {
    const advice = advise(kms("published"), {}, { ...asked, vipMs: 1_000 });
    expect(new Set(advice.missing.map(({ plan }) => plan.process))).toEqual(new Set(["haproxy"]));
    expect(advice.obstacles.join("\n")).toContain(
      "keepalived before 2.3.2 runs a check once a second at most",
    );
  });

  it("meets it with a release that can", () => {
    const options: ReadOptions = { keepalivedVersion: "2.3.4" };
    const advice = advise(kms("published"), options, { ...asked, vipMs: 1_000 });
    expect(advice.missing).toEqual([]);
    expect(advice.files.find(({ name }) => name.includes("lb1"))?.after).toMatch(/interval 0\.\d+\n/);
  });

  it("asks for a peer's file by changing the one that it has", () => {
    const advice = advise(kms("published", 1), {}, asked);
    expect(advice.notes.join()).toContain("is assumed");
    expect(advice.missing).toEqual([]);
    expect(advice.files.map(({ name }) => name).sort()).toEqual(["haproxy.cfg", "keepalived-lb1.conf"]);
  });

  it("cannot help balancers that do not hear each other", () => {
    const [haproxy, one, two] = kms("published");
    if (haproxy === undefined || one === undefined || two === undefined) return expect.unreachable();
    const other = { ...two, text: two.text.replace("virtual_router_id 51", "virtual_router_id 52") };
    const advice = advise([haproxy, one, other], {}, asked);
    expect(advice.missing.length).toBeGreaterThan(0);
    expect(advice.obstacles.join()).toContain("do not hear each other");
  });
});
