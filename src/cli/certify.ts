import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { HarnessError, messageOf } from "../errors.ts";
import { writeRun, writeTrial } from "../report/evidence.ts";
import { recompute } from "../report/recompute.ts";
import { signReport } from "../report/sign-report.ts";
import { readPrivateKey } from "../report/signing-key.ts";
import { terminalTable } from "../report/terminal.ts";
import { writeReport } from "../report/write-report.ts";
import { runCampaign } from "../trial/campaign.ts";
import { planCampaign } from "../trial/campaign-plan.ts";
import { environmentOf } from "../trial/run-facts.ts";
import { formatMs } from "../timeline/duration.ts";
import { defaultJobs } from "../trial/default-jobs.ts";
import { openSession } from "../trial/session.ts";
import { profilesAsked } from "../trial/profiles-asked.ts";
import type { System } from "../trial/system.ts";
import { Decisions } from "../verdict/decisions.ts";
import { judgeTrial } from "../verdict/judge.ts";
import { protocolMs } from "../verdict/protocol-ms.ts";
import type { TrialRecord } from "../verdict/trial-record.ts";
import { withFilesOf, type OwnSystem } from "../trial/own-files-system.ts";
import type { ProgramReleases } from "../trial/program-releases.ts";
import { withOwnImages } from "../trial/with-own-images.ts";
import { withRelease } from "../trial/with-release.ts";
import { budgetsOf, certifyOptions, repeatOf, type CertifyOptions } from "./certify-options.ts";
import { sourceFiles } from "./predict.ts";
import { progressLines } from "./progress.ts";
import { recordOf } from "./run-record.ts";
import { addStepSummary } from "./step-summary.ts";
import { dueNow } from "../trial/scenario.ts";
import { loadScenarios, loadSystem } from "../trial/systems.ts";

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** `haproof certify <system>`: break it, measure it, and say which of the vendor's promises hold. */
export function certifyCommand(): Command {
  return certifyOptions().action(certify);
}

async function certify(name: string, options: CertifyOptions): Promise<void> {
  const { system: chosen, scenarios, notes } = await chosenRun(name, options);
  refuseUnknownImages(chosen, options.image);
  const system = withOwnImages(chosen, options.image);
  const profiles = profilesAsked(system, { asked: options.profile, nightly: options.nightly === true });
  refuseUnknownClaims(system, options.only ?? []);
  if (scenarios.length === 0)
    throw new HarnessError("BAD_INPUT", `no scenario asks ${options.only?.join(", ") ?? "anything"}`);
  for (const note of notes) say(`${note.title}:\n  ${note.detail.replaceAll("; ", "\n  ")}`);
  const key = options.sign === undefined ? undefined : await readPrivateKey(options.sign);
  const jobs = options.labs ?? defaultJobs();
  const repeat = repeatOf(options);
  const decisions = repeat.until === undefined ? undefined : new Decisions(repeat.until);
  const plan = planCampaign({ scenarios, profiles, jobs });

  const startedAt = new Date();
  const began = performance.now();
  const interrupt = interruptible();
  const session = await openSession(system, say, { ownImages: options.image });
  const dir = resolve(options.out, `${name}-${session.owner.run.replace("haproof-", "")}`);
  const progress = progressLines(say, plan, repeat);
  const records: TrialRecord[] = [];
  let releasesFound: ProgramReleases = {};
  try {
    await mkdir(dir, { recursive: true });
    const seed = options.seed ?? randomBytes(4).toString("hex");
    const begun = await recordOf(session, {
      ...{ system, profiles, plan, seed, notes, startedAt, repeat },
      ownImages: options.image,
      budgets: budgetsOf(options),
      requireHolds: options.require === "holds",
    });
    await writeRun(dir, { ...begun, unfinished: true });
    const findings = await runCampaign(plan, {
      ...session,
      system,
      ownImages: options.image,
      seed,
      jobs,
      repeat: {
        rounds: repeat.rounds,
        ...(decisions === undefined ? {} : { isOpen: (trial) => decisions.isOpen(trialOf(trial)) }),
      },
      signal: interrupt.signal,
      say: (line) => progress.say(line),
      releases: (found) => (releasesFound = found),
      progress: (now) => progress.progress(now),
      store: async (result) => {
        records.push(result.record);
        await writeTrial(dir, result);
        decisions?.add(
          trialOf(result.record),
          judgeTrial(result, { claims: system.claims, budgets: budgetsOf(options) }),
        );
        progress.over(result.record);
      },
    });
    interrupt.signal.throwIfAborted();
    await writeRun(dir, {
      ...begun,
      finishedAt: new Date().toISOString(),
      wallMs: performance.now() - began,
      protocolMs: protocolMs(records),
      environment: environmentOf(session, releasesFound),
      findings: [...begun.findings, ...findings],
    });
  } catch (thrown) {
    if (records.length > 0) await reportUnfinished(dir);
    throw thrown;
  } finally {
    progress.end();
    interrupt.stop();
    await session.close();
  }
  const certificate = await recompute(dir);
  const files = await writeReport(dir, certificate);
  const signed =
    key === undefined ? undefined : await signReport(dir, { key, validForDays: options.validFor });
  await addStepSummary(certificate, { say });
  process.stdout.write(`${terminalTable(certificate, { columns: process.stdout.columns })}\n\n`);
  const { wallMs, protocolMs: timersMs } = certificate;
  process.stdout.write(
    `${minutes(wallMs)} of wall time; the protocols' own timers add up to ${minutes(timersMs)}\n`,
  );
  for (const { transition, n, p95Ms, worstMs } of certificate.residuals) {
    process.stdout.write(
      `exact predictions, ${transition}: p95 within ${formatMs(p95Ms)}, worst ${formatMs(worstMs)}, n = ${n}\n`,
    );
  }
  process.stdout.write(`report: ${files.page}\n`);
  if (signed !== undefined) process.stdout.write(`signed: ${signed}\n`);
  process.exitCode = certificate.summary.exitCode;
}

/** What shall run: the system as it is documented, or with the user's own files in it, on the release asked for. */
async function chosenRun(
  name: string,
  options: CertifyOptions,
): Promise<Pick<OwnSystem, "system" | "scenarios"> & { readonly notes: OwnSystem["findings"] }> {
  const loaded = await loadSystem(name);
  const system = options.release === undefined ? loaded : withRelease(loaded, options.release);
  const due = dueNow(await loadScenarios(name), { nightly: options.nightly === true });
  const scenarios = due.filter(
    ({ expect }) => options.only === undefined || expect.some(({ claim }) => options.only?.includes(claim)),
  );
  const { haproxy, keepalived, profile } = options;
  if (haproxy === undefined && keepalived === undefined) return { system, scenarios, notes: [] };
  if (haproxy === undefined || keepalived === undefined)
    throw new HarnessError("BAD_INPUT", "--haproxy and --keepalived go together: give both");
  if (profile !== undefined)
    throw new HarnessError("BAD_INPUT", "--profile chooses among the system's own files; leave it out");
  const [haproxyFile, ...keepalivedFiles] = await sourceFiles([haproxy, ...keepalived]);
  if (haproxyFile === undefined) throw new HarnessError("INTERNAL", "a file was lost");
  const files = { haproxy: haproxyFile, keepalived: keepalivedFiles };
  const own = await withFilesOf(system, files, { scenarios, budgets: budgetsOf(options) });
  return { ...own, notes: own.findings };
}

/** What was finished of a run that ends early is worth a report; that it cannot be written must not hide why it ended. */
async function reportUnfinished(dir: string): Promise<void> {
  try {
    const { page } = await writeReport(dir, await recompute(dir));
    say(`the run ends early; a report of what was finished: ${page}`);
  } catch (thrown) {
    say(`the run ends early, and what was finished could not be reported: ${messageOf(thrown)}`);
  }
}

function minutes(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function refuseUnknownImages({ name, ownImages }: System, images: CertifyOptions["image"]): void {
  for (const role of Object.keys(images)) {
    if (!ownImages.includes(role))
      throw new HarnessError(
        "BAD_INPUT",
        `${name} takes no image for "${role}"; it takes ${ownImages.join(", ")}`,
      );
  }
}

function refuseUnknownClaims({ name, claims }: System, asked: readonly string[]): void {
  const unknown = asked.filter((wanted) => !claims.some(({ id }) => id === wanted));
  if (unknown.length > 0)
    throw new HarnessError(
      "BAD_INPUT",
      `${name} has no claim ${unknown.join(", ")}; \`haproof list --claims\` shows those it has`,
    );
}

/** Ctrl-C ends the trial under way in order; a second one ends the program, and the janitor does the rest. */
function interruptible(): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    say("interrupted: healing and removing the labs");
    controller.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return {
    signal: controller.signal,
    stop: () => {
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", interrupt);
    },
  };
}

/** What all rounds of a trial have in common. */
function trialOf({ scenario, profile }: { scenario: string; profile: string }): string {
  return `${profile} ${scenario}`;
}
