import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { messageOf } from "../errors.ts";
import { writeTrial } from "../report/evidence.ts";
import { byDay, dueNow } from "../trial/scenario.ts";
import { defaultJobs } from "../trial/default-jobs.ts";
import { runCampaign } from "../trial/campaign.ts";
import { planCampaign } from "../trial/campaign-plan.ts";
import type { CampaignPlan } from "../trial/campaign-plan.ts";
import { openSession } from "../trial/session.ts";
import type { Session } from "../trial/session.ts";
import type { System } from "../trial/system.ts";
import { loadSystem } from "../trial/systems.ts";
import { chosenScenarios } from "./chosen-scenarios.ts";
import { failureFile } from "./provided.ts";

/** Trials that run side by side, each on a lab of its own; HAPROOF_JOBS=1 is slower and measures in more quiet. */
const jobs = Number(process.env["HAPROOF_JOBS"] ?? defaultJobs());

/** HAPROOF_NIGHTLY=1 runs the scenarios too that are marked `nightly`, and all of them in every profile. */
const nightly = process.env["HAPROOF_NIGHTLY"] === "1";

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Starts the trials that the chosen scenario files need, and lets the tests begin: each waits for the evidence of its own trial and
 * judges it. A filter on the command line (`vitest run --project scenarios node-fails`) leaves out the trials of other files.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stop = new AbortController();
  const folders: Record<string, string> = {};
  const trialOf: Record<string, string> = {};
  const profiles: Record<string, readonly string[]> = {};
  const runs: { system: System; plan: CampaignPlan; dir: string }[] = [];
  for (const [name, chosen] of await chosenScenarios(namedFiles())) {
    const system = await loadSystem(name);
    const due = dueNow(chosen, { nightly });
    const scenarios = nightly ? due : byDay(due, system.profiles);
    profiles[name] = system.profiles.map((profile) => profile.name);
    if (scenarios.length === 0) continue;
    const plan = planCampaign({
      scenarios,
      profiles: system.profiles.map((profile) => profile.name),
      jobs,
    });
    const dir = join(project.config.root, "reports", `test-${name}-${randomBytes(3).toString("hex")}`);
    folders[name] = dir;
    Object.assign(trialOf, plan.trialOf);
    runs.push({ system, plan, dir });
  }
  project.provide("haproof", { folders, profiles, trialOf });
  const working = work(runs, stop.signal);
  return async () => {
    stop.abort();
    await working;
  };
}

/** What the command line names beside its options. */
function namedFiles(): readonly string[] {
  return process.argv
    .slice(2)
    .filter((argument, index, all) => !argument.startsWith("-") && all[index - 1] !== "--project");
}

async function work(
  runs: readonly { system: System; plan: CampaignPlan; dir: string }[],
  signal: AbortSignal,
): Promise<void> {
  for (const { system, plan, dir } of runs) {
    let session: Session | undefined;
    try {
      await mkdir(dir, { recursive: true });
      session = await openSession(system, say);
      const seed = randomBytes(4).toString("hex");
      say(`${system.name}: evidence in ${dir}, seed ${seed}`);
      await runCampaign(plan, {
        ...session,
        system,
        seed,
        jobs,
        signal,
        say,
        store: (result) => writeTrial(dir, result),
      });
    } catch (error) {
      await writeFile(join(dir, failureFile), JSON.stringify({ message: messageOf(error) }));
    } finally {
      await session?.close();
    }
  }
}
