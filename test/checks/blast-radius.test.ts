import { describe, expect, test } from "vitest";
import { affectsOnly, blastRadius } from "../../src/checks/blast-radius.ts";
import { resolveSpan } from "../../src/checks/span.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import { crash, evicted, failover, healed, held, injected, probed, vip } from "../timeline/recording.ts";

const both = new Timeline([...failover(), ...probed({ probe: "web" })]);

describe("blast radius", () => {
  test("names the probes that failed, the servers that left and the addresses that moved", () => {
    expect(blastRadius(both)).toEqual({ probes: ["vip"], servers: [], vips: [vip] });
    expect(blastRadius(new Timeline(evicted()))).toEqual({
      probes: ["vip"],
      servers: ["kms/kms1"],
      vips: [],
    });
  });

  test("holds where only what is named was touched", () => {
    expect(affectsOnly(both, { probes: ["vip"], vips: [vip] })).toMatchObject({ holds: true });
  });

  test("is broken by anything that is not named", () => {
    expect(affectsOnly(both, { probes: ["web"], vips: [vip] })).toMatchObject({
      holds: false,
      detail: "touched vip, 10.9.0.100; not expected: probe vip",
    });
    expect(affectsOnly(new Timeline(evicted()), { probes: ["vip"] }).detail).toContain("server kms/kms1");
  });

  test("leaves out probes that fail on purpose", () => {
    const events = [...failover(), ...probed({ probe: "node", down: [[0, Infinity, "unreachable"]] })];
    expect(blastRadius(new Timeline(events), ["node"]).probes).toEqual(["vip"]);
  });

  test("of a fault that touched nothing is empty", () => {
    const events = [held("lb1", -50), ...probed(), injected(crash), healed(crash)];
    expect(affectsOnly(new Timeline(events), {})).toMatchObject({ holds: true, detail: "touched nothing" });
  });
});

describe("a span", () => {
  test.each([
    [
      { since: "baseline-start", until: "baseline-end" },
      { since: 0, until: 990 },
    ],
    [{}, { since: 1000, until: 8001.2 }],
    [
      { since: "takeover", until: "heal" },
      { since: 3901, until: 6000 },
    ],
  ] as const)(
    "%o lies on the inner side of what is uncertain, but takes the injection in",
    (span, resolved) => {
      expect(resolveSpan(new Timeline(failover()), span)).toEqual(resolved);
    },
  );

  test("from the last eviction to the last re-admission", () => {
    const span = { since: "eviction", until: "readmission" } as const;
    expect(resolveSpan(new Timeline(evicted()), span)).toEqual({ since: 3020, until: 7000 });
  });

  test.each([{ since: "eviction" }, { since: "heal", until: "inject" }] as const)(
    "cannot be asked for where it is not in the recording: %o",
    (span) => {
      expect(() => resolveSpan(new Timeline(failover()), span)).toThrow(
        expect.objectContaining({ code: "NOTHING_TO_JUDGE" }),
      );
    },
  );
});
