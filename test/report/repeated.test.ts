import { describe, expect, test } from "vitest";
import { coverageOf } from "../../src/report/phases.ts";
import { indexPage } from "../../src/report/index-page.ts";
import { failover } from "../timeline/recording.ts";
import { predicted, trial } from "../verdict/trial.ts";
import { certificateOf } from "./evidence.ts";

function rounds(count: number, tookMs: (round: number) => number): Parameters<typeof certificateOf>[1][] {
  return Array.from({ length: count }, (_, index) =>
    trial(
      {
        id: `published-host-loss-${index + 1}`,
        round: index + 1,
        startedAt: new Date(Date.UTC(2026, 10, 21, 2, index)).toISOString(),
        predictions: [predicted([1000, 9000])],
      },
      failover({ tookMs: tookMs(index + 1) }),
    ),
  );
}

describe("a trial of many rounds", () => {
  test("says what share keeps to its limit, and whether that is decided where the run went on for it", () => {
    const repeat = { rounds: 231, until: { share: 0.95, confidence: 0.95 } };
    const { claims, repeat: told } = certificateOf({ repeat }, ...rounds(68, () => 1500));
    expect(told).toEqual(repeat);
    const kept = claims[0]?.profiles[0]?.faultKinds[0]?.measures[0]?.kept;
    expect(kept).toMatchObject({ within: 68, beyond: 0, decided: "holds" });
  });

  test("is drawn once, and the rounds that are simply fine are a line each", () => {
    const page = indexPage(certificateOf({}, ...rounds(12, () => 1500)));
    expect(page.match(/<section id="trial-/g)).toHaveLength(1);
    expect(page.match(/<tr id="trial-/g)).toHaveLength(11);
    expect(page).toContain("11 more rounds of");
  });

  test("is drawn in every round that failed, up to ten", () => {
    const failing = rounds(12, (round) => (round > 9 ? 9500 : 1500));
    const page = indexPage(certificateOf({}, ...failing));
    expect(page.match(/<section id="trial-/g)).toHaveLength(4);
    const all = indexPage(certificateOf({}, ...rounds(12, () => 9500)));
    expect(all.match(/<section id="trial-/g)).toHaveLength(10);
  });
});

describe("drift", () => {
  const titles = (tookMs: (round: number) => number, count = 12): readonly string[] =>
    certificateOf({}, ...rounds(count, tookMs)).findings.map(({ title }) => title);

  test("is found where the later rounds are slower", () => {
    expect(titles((round) => 1400 + (round > 6 ? 400 : 0) + round)).toContainEqual(
      expect.stringContaining("drift: takeover"),
    );
  });

  test("is denied where they are not, and not spoken of where there are too few to tell", () => {
    const scattered = (round: number): number => 1400 + ((round * 7) % 12) * 10;
    expect(titles(scattered)).toContain("no drift between the first trials and the last");
    expect(titles(scattered, 6).join()).not.toContain("drift");
  });
});

describe("the phases of faults", () => {
  const tried = (afterMs: readonly number[]): Parameters<typeof coverageOf>[0] => {
    const { trials } = certificateOf({}, ...rounds(afterMs.length, () => 1500));
    return trials.map((each, index) => ({
      ...each,
      phases: [{ of: "advertisement", afterMs: afterMs[index] ?? 0, cycleMs: 1000 }],
    }));
  };

  test("leave a largest gap, which may lie across the end of the cycle", () => {
    expect(coverageOf(tried([250, 500, 625]))).toMatchObject([
      { of: "advertisement", phases: [0.25, 0.5, 0.625], largestGap: 0.625 },
    ]);
  });

  test("are not spoken of where a fault was tried once", () => {
    expect(coverageOf(tried([300]))).toEqual([]);
  });
});
