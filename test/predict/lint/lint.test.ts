import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lint } from "../../../src/predict/lint/lint.ts";
import { rules } from "../../../src/predict/lint/rules.ts";
import { readSetup } from "../../../src/predict/setup.ts";
import type { SourceFile } from "../../../src/predict/source-text.ts";
import { catches } from "./catches.ts";
import { change, cleanHaproxy, cleanKeepalived, lintOf } from "./clean-files.ts";

function fixture(profile: "published" | "tuned", balancers: number): readonly SourceFile[] {
  const names = ["haproxy.cfg", "keepalived-lb1.conf", "keepalived-lb2.conf", "keepalived-lb3.conf"];
  return names.slice(0, 1 + balancers).map((name) => ({
    name,
    text: readFileSync(
      new URL(`../../../fixtures/systems/cosmian-kms/${profile}/${name}`, import.meta.url),
      "utf8",
    ),
  }));
}

function rulesOf(files: readonly SourceFile[]): readonly string[] {
  return lint(readSetup(files)).map(({ rule }) => rule);
}

describe("the published Cosmian KMS files", () => {
  it.each(catches.filter(({ named }) => named.length > 0))("$claim: $says", ({ named }) => {
    expect(rulesOf(fixture("published", 2))).toEqual(expect.arrayContaining([...named]));
  });

  it("a catch that they cannot show has a rule for files that do, or is no matter of files", () => {
    const silent = catches.filter(({ named }) => named.length === 0);
    const known = new Set(rules.map(({ id }) => id));
    for (const { claim, otherwise } of silent) {
      expect(otherwise, claim).toBeDefined();
      if (otherwise?.rule !== undefined) expect(known, claim).toContain(otherwise.rule);
    }
  });

  it("KMS-38 the weight fails with the third balancer, and not before", () => {
    expect(rulesOf(fixture("published", 2))).not.toContain("weight-too-small");
    expect(rulesOf(fixture("published", 3))).toContain("weight-too-small");
  });

  it("are without errors and warnings once tuned", () => {
    const found = lint(readSetup(fixture("tuned", 3)));
    expect(found.filter(({ severity }) => severity !== "note")).toEqual([]);
  });

  it("never yield a secret", () => {
    expect(JSON.stringify(lint(readSetup(fixture("published", 3))))).not.toContain("SecretPa");
  });
});

it("tells once of a haproxy.cfg that two balancers share", () => {
  const found = lintOf({ haproxy: change(cleanHaproxy, ["    option redispatch 1\n", ""]) });
  expect(found.map(({ rule }) => rule)).toEqual(["no-redispatch"]);
});

it("sorts errors before warnings before notes, then by file and line", () => {
  const found = lint(readSetup(fixture("published", 3)));
  const rank = found.map(({ severity }) => ["error", "warning", "note"].indexOf(severity));
  expect(rank).toEqual([...rank].sort((a, b) => a - b));
  const errors = found.filter(({ severity }) => severity === "error").map(({ place }) => place.file);
  expect(errors).toEqual([...errors].sort());
});

it("tells of every difference between two balancers that do not hear each other", () => {
  const found = lintOf({
    lb2: change(cleanKeepalived(100), ["router_id 51", "router_id 52"], ["vrrp_version 3", "vrrp_version 2"]),
  }).map(({ rule }) => rule);
  expect(found).toContain("pair-router-id");
  expect(found).toContain("pair-version");
});

it("refuses a server that tracks one without a check, as HAProxy does", () => {
  const haproxy = change(
    cleanHaproxy,
    ["21:8080 check", "21:8080"],
    ["22:8080 check", "22:8080 track app/app1"],
  );
  expect(() => lintOf({ haproxy })).toThrow(/haproxy\.cfg:\d+:\d+: expected a server that is checked/);
});

it("says what differs between two haproxy.cfg in one finding, with both places", () => {
  const [found] = lintOf({ haproxy2: change(cleanHaproxy, ["23:8080 check", "23:8080 check backup"]) });
  expect(found?.message).toBe(
    'backend app: lb2 has "server app3 192.168.1.23:8080 check backup", lb1 has "server app3 192.168.1.23:8080 check"',
  );
  expect(found?.place.file).toBe("lb2/haproxy.cfg");
  expect(found?.related?.map(({ file }) => file)).toEqual(["lb1/haproxy.cfg"]);
});
