import { cpus, loadavg } from "node:os";
import { HarnessError, messageOf } from "../errors.ts";
import { faultOf } from "../faults/catalogue.ts";
import type { ActiveFault, Witnessed } from "../faults/fault.ts";
import { andThen } from "../lab/and-then.ts";
import type { Lab } from "../lab/lab.ts";
import { predict } from "../predict/predict.ts";
import type { PredictOptions } from "../predict/predict.ts";
import type { Prediction } from "../predict/prediction.ts";
import type { Instant } from "../timeline/clock.ts";
import { now } from "../timeline/clock.ts";
import type { FaultEvent, TimelineEvent } from "../timeline/events.ts";
import { describeFault } from "../timeline/fault-plan.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { Timeline } from "../timeline/timeline.ts";
import { unfitToInject } from "../verdict/fitness.ts";
import type {
  CaptureFile,
  DiscardedAttempt,
  RuleFinding,
  TrialRecord,
  TrialResult,
  WireTerms,
} from "../verdict/trial-record.ts";
import { afterThaw } from "./after-thaw.ts";
import { hasSuccessor } from "./cluster-state.ts";
import { awaitTransitions } from "./await-transitions.ts";
import { balancerTexts } from "./balancer-texts.ts";
import type { CaptureMark } from "../observers/capture/observer.ts";
import { linted } from "./linted.ts";
import { ledgersAsked } from "./ledgers-asked.ts";
import { probesAsked } from "./probes-asked.ts";
import { steady, troubles } from "./rig.ts";
import type { Rig } from "./rig.ts";
import { resolve } from "./trial-plan.ts";
import type { TrialPlan } from "./trial-plan.ts";
import { wireTerms } from "./wire-terms.ts";

/** How long the undisturbed system is watched before a fault, in milliseconds, beside the random phase. */
const baselineMs = 1_000;
/** How long clients are watched after the last transition, in milliseconds. */
const tailMs = 500;
/** A trial that is unfit before its fault may start again this often (docs/verdicts.md). */
const attempts = 4;

export interface TrialOptions {
  /** A number in [0, 1): where in the protocols' cycles the fault comes. Printed with the seed that made it. */
  readonly phase: number;
  readonly signal?: AbortSignal;
  /** Hears what is waited for, and until when at the latest. */
  readonly progress?: (progress: Progress) => void;
}

export interface Progress {
  readonly trial: string;
  readonly waitingFor: string;
  readonly atMostMs: number;
}

/** One fault on one rig, from steady state to steady state. Never throws for what the system under test does. */
export async function runTrial(rig: Rig, plan: TrialPlan, options: TrialOptions): Promise<TrialResult> {
  const startedAt = new Date().toISOString();
  const began = now();
  const { lost } = rig.lab;
  const signal = options.signal === undefined ? lost : AbortSignal.any([options.signal, lost]);
  const trial = new Trial(rig, plan, { ...options, signal });
  rig.clients.start(probesAsked(plan));
  const failure = await trial.run().then(
    () => undefined,
    // Healing what is no longer there fails too; the loss is what it fails of.
    (error: unknown) => (lost.aborted ? (lost.reason as unknown) : error),
  );
  const events = trial.finish();
  await rig.clients.stop();
  const record: TrialRecord = {
    id: plan.id,
    scenario: plan.scenario,
    title: plan.title,
    system: rig.lab.stack.system,
    profile: rig.lab.stack.profile,
    round: plan.round,
    plan: trial.fault,
    expectations: plan.expectations,
    predictions: trial.predictions,
    ...(trial.findings === undefined ? {} : { findings: trial.findings }),
    ...(trial.wire === undefined ? {} : { wire: trial.wire }),
    captures: trial.captures.map(({ name }) => name),
    failingByDesign: rig.failingByDesign,
    startedAt,
    tookMs: now() - began,
    machine: { cores: cpus().length, load1: loadavg()[0] ?? 0 },
    discarded: trial.discarded,
    ...(failure === undefined ? {} : stopOrError(failure)),
  };
  return { record, timeline: new Timeline(events), captures: trial.captures };
}

function stopOrError(failure: unknown): Pick<TrialRecord, "error" | "stopped"> {
  if (failure instanceof HarnessError) return { error: { code: failure.code, message: failure.message } };
  if (failure instanceof DOMException) return { stopped: "interrupted" };
  return { error: { code: "INTERNAL", message: messageOf(failure) } };
}

/** The state of one trial under way. */
class Trial {
  readonly #rig: Rig;
  readonly #plan: TrialPlan;
  readonly #options: TrialOptions;
  #collected: { stop(): readonly TimelineEvent[] } | undefined;
  #head: readonly TimelineEvent[] = [];
  readonly discarded: DiscardedAttempt[] = [];
  fault: FaultPlan;
  predictions: readonly Prediction[] = [];
  wire: WireTerms | undefined;
  findings: readonly RuleFinding[] | undefined;
  captures: readonly CaptureFile[] = [];
  #beginning: CaptureMark | undefined;
  /** Which member of a replicated database took writes when the fault came. */
  #primary: string | undefined;

  constructor(rig: Rig, plan: TrialPlan, options: TrialOptions) {
    this.#rig = rig;
    this.#plan = plan;
    this.#options = options;
    this.fault = plan.fault;
  }

  async run(): Promise<void> {
    const scene: { active: ActiveFault; plan: FaultPlan }[] = [];
    await andThen(
      async () => {
        await this.#setScene(scene);
        await this.#baseline();
        const active = await this.#inject();
        await andThen(
          async () => {
            this.findings = await linted(this.#rig.lab, { ...this.#plan, releases: this.#rig.releases });
            await this.#watchFault(active.injected.at);
          },
          () => this.#heal(active),
        );
      },
      async () => {
        for (const { active, plan } of scene.reverse()) this.#witness(await active.heal(), "heal", plan);
        await this.#settle();
      },
    );
  }

  /** Everything that was recorded since the last attempt began, with what was true when it did. */
  finish(): readonly TimelineEvent[] {
    const until: TimelineEvent = { kind: "mark", mark: "observed-until", at: now() };
    return afterThaw([...this.#head, ...(this.#collected?.stop() ?? []), until]);
  }

  async #setScene(scene: { active: ActiveFault; plan: FaultPlan }[]): Promise<void> {
    await this.#steady();
    for (const written of this.#plan.scene ?? []) {
      const plan = this.#resolve(written);
      scene.push({ active: await faultOf(plan).inject(this.#rig.lab), plan });
    }
  }

  async #baseline(): Promise<void> {
    const boundMs = tightestBoundMs(this.#plan);
    for (let attempt = 1; ; attempt++) {
      await this.#steady();
      const began = now();
      this.#collected?.stop();
      this.#collected = this.#rig.collect();
      this.#head = this.#rig.state.snapshot(this.#rig.clients.running);
      this.#beginning = this.#rig.capture.mark();
      this.#mark("baseline-start");
      await this.#pause(
        (this.#plan.baselineMs ?? baselineMs) + this.#options.phase * phaseMs(this.#plan.fault),
        "an undisturbed baseline",
      );
      this.#mark("baseline-end");
      const soFar = new Timeline([...this.#head, ...this.#collected.stop()]);
      const reasons = unfitToInject(soFar, { failingByDesign: this.#rig.failingByDesign, boundMs });
      this.#head = soFar.events;
      this.#collected = this.#rig.collect();
      if (reasons.length === 0 || attempt === attempts) return;
      this.discarded.push({ reason: reasons.join("; "), waitedMs: now() - began });
      // What kept-alive connections fled to meanwhile says nothing of where they would be.
      await this.#rig.clients.stop();
      this.#rig.clients.start(probesAsked(this.#plan));
    }
  }

  async #inject(): Promise<ActiveFault> {
    this.fault = this.#resolve(this.#plan.fault);
    const { lab } = this.#rig;
    const holder = this.#holder();
    const setup = balancerTexts(lab.hosts.filter(({ isUp }) => isUp).map(({ spec }) => spec));
    const fault = { plan: this.fault, ...(holder === undefined ? {} : { holder }) };
    const surroundings = { ...surroundingsOf(lab), ...this.#rig.releases };
    this.predictions = predict(setup, fault, surroundings);
    this.wire = wireTerms(lab, { setup, fault, options: surroundings });
    const active = await faultOf(this.fault).inject(lab);
    this.#witness(active.injected, "inject", this.fault);
    return active;
  }

  async #watchFault(since: Instant): Promise<void> {
    const { healAfterMs, watchMs } = this.#plan;
    if (healAfterMs !== undefined) {
      await this.#pause(since.notBefore + healAfterMs - now(), `${describeFault(this.fault)} to last`);
      return;
    }
    await this.#transitions("inject", since, watchMs);
    await this.#succession(since.notAfter + watchMs);
    await this.#clientsBack(since.notAfter + watchMs);
  }

  async #heal(active: ActiveFault): Promise<void> {
    const healed = await active.heal();
    this.#witness(healed, "heal", this.fault);
    const watched = this.#plan.expectations.filter(({ measure }) => measure.check === "failback");
    await this.#transitions("heal", healed.at, Math.max(0, ...watched.map(({ watchMs }) => watchMs ?? 0)));
    const watchUntil = healed.at.notAfter + (this.#plan.afterHealMs ?? 0);
    await this.#pause(watchUntil - now(), "what comes after the heal");
  }

  async #settle(): Promise<void> {
    await this.#steady({ unguarded: true });
    this.#mark("steady-again");
    for (const probe of ledgersAsked(this.#plan)) await this.#rig.clients.readBack(probe);
    await this.#pause(tailMs, "the tail of the trial");
    await this.#rig.capture.settle();
    if (this.#beginning !== undefined) this.captures = this.#rig.capture.since(this.#beginning);
  }

  /** Waits for what is asked and predicted to come, and to the end of the watch where something is predicted never to come. */
  async #transitions(from: Prediction["from"], since: Instant, watchMs: number): Promise<void> {
    const { state, lab } = this.#rig;
    const asked = new Set(this.#plan.expectations.map(({ measure }) => measure.check));
    await awaitTransitions({
      predictions: this.predictions.filter(
        (prediction) => prediction.from === from && asked.has(prediction.transition),
      ),
      since,
      watchMs,
      state,
      onEvent: (listener) => lab.onEvent(listener),
      tell: (waitingFor, atMostMs) => this.#tell(waitingFor, atMostMs),
      signal: this.#options.signal,
    });
  }

  /** A database whose primary was hurt is waited for until another has the clients. A PostgreSQL alone is started again in its place. */
  async #succession(deadline: number): Promise<void> {
    const { hosts, process } = this.fault;
    const { state, lab } = this.#rig;
    const { cluster } = lab.stack;
    if (cluster === undefined || this.#primary === undefined || !hosts.includes(this.#primary)) return;
    const inPlace = process === "database";
    this.#tell("another primary", deadline - now());
    await state.until(
      () => hasSuccessor(state, inPlace ? undefined : this.#primary),
      deadline,
      this.#options.signal,
    );
  }

  /** Clients may need longer than the transition; those whom the fault keeps away to its end are not waited for. */
  async #clientsBack(deadline: number): Promise<void> {
    await this.#rig.state.until(
      () => troubles(this.#rig).every((trouble) => !trouble.includes("probe")),
      deadline,
      this.#options.signal,
    );
    await this.#pause(tailMs, "clients to settle");
  }

  #resolve(plan: FaultPlan): FaultPlan {
    const { lab, state } = this.#rig;
    const balancers = lab.withRole("balancer").filter(({ isUp }) => isUp);
    const [primary] = state.membersThatAre("primary");
    this.#primary = primary;
    return resolve(plan, {
      holder: this.#holder(),
      balancers,
      primary,
      members: lab.stack.cluster?.members ?? [],
      lastServedBy: (probe) => state.lastServedBy(probe),
      hosts: lab.hosts,
    });
  }

  #holder(): string | undefined {
    const { lab, state } = this.#rig;
    return lab.stack.vips.flatMap(({ address }) => state.holdersOf(address))[0];
  }

  #witness({ at, witnessed, witness }: Witnessed, phase: FaultEvent["phase"], plan: FaultPlan): void {
    this.#rig.lab.record({ kind: "fault", phase, plan, at, witnessed, witness });
  }

  #mark(mark: "baseline-start" | "baseline-end" | "steady-again"): void {
    this.#rig.lab.record({ kind: "mark", mark, at: now() });
  }

  async #steady({ unguarded = false }: { unguarded?: boolean } = {}): Promise<void> {
    this.#tell("the steady state", 75_000);
    const { signal } = this.#options;
    await steady(this.#rig, { unguarded, ...(signal === undefined ? {} : { signal }) });
  }

  async #pause(ms: number, waitingFor: string): Promise<void> {
    if (ms <= 0) return;
    this.#tell(waitingFor, ms);
    await this.#rig.state.until(() => false, now() + ms, this.#options.signal);
  }

  #tell(waitingFor: string, atMostMs: number): void {
    this.#options.progress?.({ trial: this.#plan.title, waitingFor, atMostMs });
  }
}

/** The tightest budget or promise that the trial will be judged by, or two seconds, in milliseconds: what noise is held against. */
function tightestBoundMs({ expectations }: TrialPlan): number {
  return Math.min(2_000, ...expectations.flatMap(({ budgetMs }) => budgetMs ?? []));
}

/** What the files do not say: where hosts are, by which interfaces, and that keepalived runs in containers. */
function surroundingsOf(lab: Lab): PredictOptions {
  const { hosts } = lab;
  const interfaces = lab
    .withRole("balancer")
    .flatMap((host) => host.interfaces.map(({ network, device }) => [network, device]));
  return {
    addresses: Object.fromEntries(hosts.map(({ name, spec }) => [name, Object.values(spec.addresses)])),
    interfaces: Object.fromEntries(interfaces) as Record<string, string>,
    containers: true,
  };
}

/** The longest protocol cycle that a fault can fall into, in milliseconds: a check's interval, a script's, an advertisement's. */
function phaseMs({ hosts }: FaultPlan): number {
  return hosts.some((host) => host.startsWith("@") || host.startsWith("lb")) ? 2_000 : 3_000;
}
