import { expect, test } from "vitest";
import { failover } from "../timeline/recording.ts";
import { claim, predicted, trial } from "./trial.ts";
import { Decisions } from "../../src/verdict/decisions.ts";
import { judgeTrial } from "../../src/verdict/judge.ts";
import type { Judgement } from "../../src/verdict/judgement.ts";

const until = { share: 0.95, confidence: 0.95 };

function judged(tookMs: number): readonly Judgement[] {
  const predictions = [predicted([tookMs - 100, tookMs + 100])];
  return judgeTrial(trial({ predictions }, failover({ tookMs })), { claims: [claim] });
}

function roundsUntilDecided(tookMs: number): number {
  const decisions = new Decisions(until);
  let rounds = 0;
  while (decisions.isOpen("tuned host-loss") && rounds < 100) {
    decisions.add("tuned host-loss", judged(tookMs));
    rounds++;
  }
  return rounds;
}

test("trials that keep to the promise of 2 s go on until 68 of them have", () => {
  expect(roundsUntilDecided(1500)).toBe(68);
});

test("trials that break it are over after the second", () => {
  expect(roundsUntilDecided(3000)).toBe(2);
});

test("what is inconclusive decides nothing", () => {
  const decisions = new Decisions(until);
  const unsure = judged(1500).map((each) => ({ ...each, behaviour: "inconclusive" as const }));
  for (let round = 0; round < 100; round++) decisions.add("a", unsure);
  expect(decisions.isOpen("a")).toBe(true);
});

test("what has no limit is decided by one trial", () => {
  const decisions = new Decisions(until);
  const unlimited = judged(1500).map((each) => ({ ...each, promised: { kind: "happens" } as const }));
  decisions.add("a", unlimited);
  expect(decisions.isOpen("a")).toBe(false);
});
