import { expect, it } from "vitest";
import type { CertifiedTrial } from "../../src/report/certificate.ts";
import { residualsOf } from "../../src/report/residuals.ts";

type Some = Pick<CertifiedTrial, "unfit" | "transitions">;

function trial(minMs: number, maxMs: number | null, unfit: string[] = []): CertifiedTrial {
  const exact = { since: "x", wait: { minMs: 1, maxMs: 1 }, measuredBy: "y", residual: { minMs, maxMs } };
  const one = {
    transition: "takeover",
    subject: "vip",
    by: "lb2",
    from: "inject",
    exact,
    parts: [],
  } as const;
  const some: Some = { unfit, transitions: [{ ...one, parts: [] }] };
  return some as CertifiedTrial;
}

it("takes the middles of fit trials, and says how far the worst was off in either direction", () => {
  const trials = [
    trial(0, 2),
    trial(-9, -7),
    trial(1, 5),
    trial(400, 400, ["the clock stepped"]),
    trial(3, null),
  ];
  expect(residualsOf(trials)).toEqual([
    { transition: "takeover", n: 3, medianMs: 1, p95Ms: expect.closeTo(8, 0) as number, worstMs: 8 },
  ]);
});

it("says nothing where no transition had an exact prediction", () => {
  expect(residualsOf([])).toEqual([]);
});
