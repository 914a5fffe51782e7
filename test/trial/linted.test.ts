import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Host } from "../../src/lab/host.ts";
import { linted } from "../../src/trial/linted.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";

const folder = new URL("../../fixtures/systems/cosmian-kms/published/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), "utf8");

function balancer(n: number, edit: (text: string) => string = (text) => text): Host {
  const files = [read("haproxy.cfg"), read(`keepalived-lb${n}.conf`)].map(edit);
  const hand = {
    must: (command: string) =>
      Promise.resolve({ status: 0, output: files[command.includes("haproxy.cfg") ? 0 : 1]?.trimEnd() ?? "" }),
  };
  return { name: `lb${n}`, isUp: true, hand } as unknown as Host;
}

function asking(...rules: readonly string[]): { expectations: readonly Expectation[]; releases: object } {
  const expectation: Expectation = {
    claim: "X-1",
    measure: { check: "files", rules },
    expect: { kind: "holds" },
  };
  return { expectations: [expectation], releases: {} };
}

const pair = (...hosts: readonly Host[]): Parameters<typeof linted>[0] => ({ withRole: () => hosts });

test("two balancers with the published files have nothing of what is asked", async () => {
  const rules = ["pair-haproxy-differs", "pair-keepalived-differs", "pair-router-id", "pair-auth"];
  expect(await linted(pair(balancer(1), balancer(2)), asking(...rules))).toEqual([]);
});

test.each([
  ["pair-haproxy-differs", "    server kms3 10.0.0.23:5696 check port 9998\n", ""],
  ["pair-keepalived-differs", "interval 2", "interval 5"],
  ["pair-router-id", "virtual_router_id 51", "virtual_router_id 52"],
  ["pair-auth", "SecretPassword", "Changed2026"],
])("%s names the line as it lies on the balancer", async (rule, from, to) => {
  const other = balancer(2, (text) => text.replaceAll(from, to));
  const findings = await linted(pair(balancer(1), other), asking(rule));
  expect(findings?.map((finding) => finding.rule)).toEqual([rule]);
  expect(findings?.[0]?.place).toMatch(/^lb[12]:(haproxy\.cfg|keepalived\.conf):\d+$/);
});

test("files are read only where a rule is asked for, and one that does not exist is refused", async () => {
  expect(await linted(pair(), { expectations: [], releases: {} })).toBeUndefined();
  await expect(linted(pair(), asking("pair-haproxi"))).rejects.toMatchObject({ code: "BAD_INPUT" });
});
