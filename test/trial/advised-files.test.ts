import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { advise } from "../../src/predict/advise/advise.ts";
import { predict } from "../../src/predict/predict.ts";
import { balancerTexts } from "../../src/trial/balancer-texts.ts";
import { withFilesOf, ownProfile } from "../../src/trial/own-files-system.ts";
import { loadScenarios, loadSystem } from "../../src/trial/systems.ts";

const budgets = { takeover: 2_000, eviction: 9_000 };
const names = ["haproxy.cfg", "keepalived-lb1.conf", "keepalived-lb2.conf"];
const published = names.map((name) => ({
  name,
  text: readFileSync(
    new URL(`../../fixtures/systems/cosmian-kms/published/${name}`, import.meta.url),
    "utf8",
  ),
}));

async function put(texts: readonly { name: string; text: string }[]): ReturnType<typeof withFilesOf> {
  const [haproxy, ...keepalived] = texts;
  if (haproxy === undefined) throw new TypeError("no haproxy.cfg");
  const [system, scenarios] = [await loadSystem("cosmian-kms"), await loadScenarios("cosmian-kms")];
  return withFilesOf(system, { haproxy, keepalived }, { scenarios, budgets });
}

/** The latest end of what the files in the stack predict of everything that a budget is asked of. */
async function latest(own: Awaited<ReturnType<typeof put>>, check: "takeover" | "eviction"): Promise<number> {
  const { hosts } = await own.system.stack({ profile: ownProfile });
  const setup = balancerTexts(hosts);
  const asked = own.scenarios.filter(({ expect: expected }) =>
    expected.some(({ measure, withoutBudget }) => measure.check === check && withoutBudget !== true),
  );
  expect(asked.length).toBeGreaterThan(3);
  const ends = asked.flatMap(({ fault }) => {
    const plan = { ...fault, hosts: fault.hosts.map((host) => (host === "@active" ? "lb1" : host)) };
    return predict(setup, { plan }, { containers: true }).filter(({ transition }) => transition === check);
  });
  return Math.max(...ends.map(({ window }) => window.latestMs));
}

describe("what advice makes of the published files", () => {
  it("meets in the lab's stack the targets that it was made for; the published files do not", async () => {
    const advice = advise(
      published,
      {},
      { vipMs: budgets.takeover, evictionMs: budgets.eviction, loss: 0.001 },
    );
    const patched = published.map(({ name, text }) => ({
      name,
      text: advice.files.find((file) => file.name === name)?.after ?? text,
    }));
    const [before, after] = [await put(published), await put(patched)];
    expect(await latest(after, "takeover")).toBeLessThanOrEqual(budgets.takeover);
    expect(await latest(after, "eviction")).toBeLessThanOrEqual(budgets.eviction);
    expect(await latest(before, "takeover")).toBe(Infinity);
    expect(await latest(before, "eviction")).toBe(Infinity);
  });

  it("is run as a profile of its own, under no promise of the document", async () => {
    const { system, scenarios, findings } = await put(published);
    expect(system.profiles).toMatchObject([{ name: "own-files", asPublished: false }]);
    const claims = new Set(system.claims.map(({ id }) => id));
    const asked = scenarios.flatMap(({ expect: expected }) => expected.map(({ claim }) => claim));
    expect(asked.every((claim) => claims.has(claim))).toBe(true);
    expect(findings[0]?.detail).toContain("server, kms2: 10.0.0.22 → 10.0.0.22");
    expect(findings[1]?.detail).toContain("partition on @active (back)");
  });

  it("lets haproxy -c refuse and keepalived -t complain, in the user's own names and without secrets", async () => {
    const { system } = await put(published);
    const [haproxy, keepalived] = system.fileChecks;
    expect(haproxy?.expected).toEqual({ "own-files": 0 });
    expect(keepalived?.expected).toEqual({ "own-files": "any" });
    expect(
      keepalived?.words?.("lb2", "(/etc/keepalived/keepalived.conf: Line 17) SecretPassword is long"),
    ).toBe("(keepalived-lb2.conf: Line 17) ******** is long");
  });
});
