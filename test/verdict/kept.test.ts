import { expect, test } from "vitest";
import type { Measured } from "../../src/checks/measured.ts";
import { instant } from "../../src/timeline/clock.ts";
import type { Judgement } from "../../src/verdict/judgement.ts";
import { keptShare } from "../../src/verdict/kept.ts";

type Round = Pick<Judgement, "measured" | "behaviour">;

function took(minMs: number, maxMs: number, behaviour: Round["behaviour"] = "pass"): Round {
  return { behaviour, measured: { kind: "seen", tookMs: { minMs, maxMs }, at: instant(0), detail: "" } };
}

const unseen: Measured = { kind: "not-seen", observedMs: 9000, detail: "" };
const promised = { kind: "at-latest", latestMs: 2000 } as const;

test("what straddles the limit or never came is beyond it, and what was inconclusive does not count", () => {
  const rounds = [
    took(1000, 1010),
    took(1990, 2010),
    took(2100, 2110),
    took(1000, 1010, "inconclusive"),
    { behaviour: "fail", measured: unseen } as const,
  ];
  expect(keptShare({ promised }, rounds)).toMatchObject({ limitMs: 2000, within: 1, beyond: 3 });
});

test("59 clean trials show 95 %, and a budget goes before the promise", () => {
  const clean = Array.from({ length: 59 }, () => took(1000, 1010));
  expect(keptShare({ promised }, clean)?.shareAtLeast).toBeGreaterThanOrEqual(0.95);
  expect(keptShare({ promised }, clean.slice(1))?.shareAtLeast).toBeLessThan(0.95);
  expect(keptShare({ promised, budgetMs: 500 }, clean)).toMatchObject({
    within: 0,
    beyond: 59,
    shareAtLeast: 0,
  });
});

test("there is none without a limit, and none of nothing", () => {
  expect(keptShare({ promised: { kind: "happens" } }, [took(1, 2)])).toBeUndefined();
  expect(keptShare({ promised }, [])).toBeUndefined();
});

test("looked at after every trial, the same trials show less", () => {
  const clean = Array.from({ length: 68 }, () => took(1000, 1010));
  const until = { share: 0.95, confidence: 0.95 };
  expect(keptShare({ promised }, clean, until)).toMatchObject({ decided: "holds" });
  expect(keptShare({ promised }, clean, until)?.shareAtLeast).toBeCloseTo(0.95, 2);
  expect(keptShare({ promised }, clean.slice(1), until)?.decided).toBe("open");
  expect(keptShare({ promised }, [took(2100, 2110), took(2100, 2110)], until)?.decided).toBe("refuted");
});
