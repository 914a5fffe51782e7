import { access, readFile } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { HarnessError } from "../errors.ts";
import "../matchers/register.ts";
import { readTrial } from "../report/evidence.ts";
import { onScenario } from "../trial/scenario.ts";
import type { Scenario } from "../trial/scenario.ts";
import { loadSystem } from "../trial/systems.ts";
import { judgeTrial } from "../verdict/judge.ts";
import type { Judgement } from "../verdict/judgement.ts";
import type { TrialResult } from "../verdict/trial-record.ts";
import { failureFile } from "./provided.ts";

// What judges the last trial must not take the processor from the lab in which the next one runs.
setPriority(constants.priority.PRIORITY_LOW);

/** How often a test looks whether its trial is over, in milliseconds. */
const lookEveryMs = 200;

onScenario((scenario) => {
  for (const profile of scenario.profiles ?? inject("haproof").profiles[scenario.system] ?? []) {
    if (!isPlanned(scenario, profile)) {
      test.skip(`${scenario.title} [${profile}]: by night, HAPROOF_NIGHTLY=1 runs it`);
      continue;
    }
    test(`${scenario.title} [${profile}]`, async ({ signal, annotate }) => {
      const system = await loadSystem(scenario.system);
      const trial = await trialFor(scenario, profile, signal);
      const judgements = judgeTrial(trial, { claims: system.claims });
      for (const judgement of judgements) await annotate(inOneLine(judgement), judgement.behaviour);
      scenario.also?.(trial);
      expectToPass(judgements);
    });
  }
});

function isPlanned({ id }: Scenario, profile: string): boolean {
  return `${profile} ${id}` in inject("haproof").trialOf;
}

/** Waits for the evidence of the trial that serves a scenario. Throws what ended the run, where something did. */
async function trialFor(scenario: Scenario, profile: string, signal: AbortSignal): Promise<TrialResult> {
  const { folders, trialOf } = inject("haproof");
  const [dir, id] = [folders[scenario.system], trialOf[`${profile} ${scenario.id}`]];
  if (dir === undefined || id === undefined)
    throw new HarnessError("INTERNAL", `no trial serves ${scenario.id} in ${profile}`);
  while (!(await exists(join(dir, "trials", `${id}.json`)))) {
    if (await exists(join(dir, failureFile))) {
      const { message } = JSON.parse(await readFile(join(dir, failureFile), "utf8")) as { message: string };
      throw new HarnessError("NOT_STEADY", message);
    }
    await pause(lookEveryMs, undefined, { signal });
  }
  const { record, timeline } = await readTrial(dir, id);
  const expectations = scenario.expect.filter(({ profiles }) => profiles?.includes(profile) !== false);
  return { record: { ...record, expectations }, timeline };
}

/** A failed behaviour or a missed budget fails the test; so does what could not be judged, and says so first. */
function expectToPass(judgements: readonly Judgement[]): void {
  const failed = judgements.filter(
    ({ behaviour, budget }) => behaviour === "fail" || budget?.verdict === "missed",
  );
  if (failed.length > 0) expect.fail(failed.map(inOneLine).join("\n"));
  const open = judgements.filter(
    ({ behaviour, budget }) => behaviour === "inconclusive" || budget?.verdict === "inconclusive",
  );
  if (open.length > 0) expect.fail(`INCONCLUSIVE: ${open.map(inOneLine).join("\n")}`);
  expect(judgements, "a scenario that judges nothing proves nothing").not.toHaveLength(0);
}

function inOneLine({ claim, subject, behaviour, promise, budget, reasons, measured }: Judgement): string {
  const figure =
    measured?.kind === "seen"
      ? ` ${measured.tookMs.minMs.toFixed(0)}–${measured.tookMs.maxMs.toFixed(0)} ms`
      : "";
  const limit = budget === undefined ? "" : `, budget ${budget.budgetMs} ms ${budget.verdict}`;
  return `${claim} ${subject}:${figure} ${behaviour}, ${promise}${limit}${reasons.length === 0 ? "" : ` (${reasons.join("; ")})`}`;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
