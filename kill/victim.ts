import { join } from "node:path";
import { writeTrial } from "../src/report/evidence.ts";
import { runCampaign } from "../src/trial/campaign.ts";
import { planCampaign } from "../src/trial/campaign-plan.ts";
import { scenario } from "../src/trial/scenario.ts";
import { openSession } from "../src/trial/session.ts";
import { loadSystem } from "../src/trial/systems.ts";
import { phaseLine } from "./phases.ts";
import type { Phase } from "./phases.ts";

/**
 * A short run that is there to be killed: a session and a campaign as `haproof certify` has them, with a frozen process, a
 * partition and a frozen host in force at once. It says which phase begins, one line each.
 */
const worst = scenario({
  system: "cosmian-kms",
  id: "killed",
  title: "a run is killed while a process and a host are frozen and a node is cut off",
  // Neither keeps the system from its steady state: no balancer knows the fourth node.
  scene: [
    { kind: "process-freeze", hosts: ["kms4"], process: "app" },
    { kind: "partition", hosts: ["kms1"], from: ["kms4"], network: "back" },
  ],
  fault: { kind: "host-freeze", hosts: ["@active"] },
  // Longer than the takeover, so that kills fall before it and after it (tuned: 1.6 s, timing-model.md 1.6).
  healAfterMs: 3_000,
  expect: [],
});

const out = process.argv[2] ?? "reports";
const say = (line: string): void => void process.stderr.write(`${line}\n`);
let phase: Phase | undefined;
const enter = (next: Phase): void => {
  if (next !== phase) process.stdout.write(`${phaseLine(next)}\n`);
  phase = next;
};

enter("session");
const system = await loadSystem("cosmian-kms");
const session = await openSession(system, say);
enter("bring-up");
try {
  await runCampaign(planCampaign({ scenarios: [worst], profiles: ["tuned"], jobs: 1 }), {
    ...session,
    system,
    seed: "killed",
    jobs: 1,
    say: (line) => {
      say(line);
      enter("scene");
    },
    progress: ({ waitingFor }) => {
      if (waitingFor.includes("baseline")) enter("baseline");
      else if (waitingFor.includes("to last")) enter("fault");
      else if (phase === "fault") enter("heal");
    },
    store: async (result) => {
      if (result.record.error !== undefined) say(`the trial failed: ${result.record.error.message}`);
      enter("teardown");
      await writeTrial(join(out, session.owner.run), result);
    },
  });
} finally {
  await session.close();
}
enter("over");
