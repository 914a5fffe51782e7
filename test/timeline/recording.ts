import { instant, type At, type Instant } from "../../src/timeline/clock.ts";
import type { Outcome, SampleEvent, ServerState, TimelineEvent } from "../../src/timeline/events.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";

/** Hand-written recordings: lb1 and lb2 hold one address before kms1 … kms3; the fault comes at 1000 ms. */
export const vip = "10.9.0.100";
export const faultAt = 1000;
export const hostLoss: FaultPlan = { kind: "host-loss", hosts: ["lb1"] };
export const freeze: FaultPlan = { kind: "host-freeze", hosts: ["lb1"] };
export const partition: FaultPlan = { kind: "partition", hosts: ["lb1"] };
export const crash: FaultPlan = { kind: "process-crash", hosts: ["kms1"], process: "app" };
export const noop: FaultPlan = { kind: "noop", hosts: [] };

/** A stretch of time in which a probe fails: from (inclusive) to (exclusive). */
export type Down = readonly [from: At, to: At, outcome?: Outcome];

export interface ProbeScript {
  readonly probe?: string;
  readonly from?: At;
  readonly to?: At;
  readonly everyMs?: number;
  readonly down?: readonly Down[];
  readonly lagMs?: number;
  readonly servedBy?: string;
}

export function probed(script: ProbeScript = {}): TimelineEvent[] {
  const { probe = "vip", from = 0, everyMs = 10 } = script;
  const said: TimelineEvent = {
    kind: "probe",
    probe,
    clientClass: "new-connection",
    journey: "TCP connect to the VIP",
    everyMs,
    deadlineMs: 200,
    at: from,
  };
  return [said, ...samples(script)];
}

export function samples({
  probe = "vip",
  from = 0,
  to = 8000,
  everyMs = 10,
  down = [],
  lagMs = 0.2,
  servedBy,
}: ProbeScript = {}): SampleEvent[] {
  return Array.from({ length: Math.floor((to - from) / everyMs) + 1 }, (_, k) => {
    const scheduledAt = from + k * everyMs;
    const failing = down.find(([start, end]) => scheduledAt >= start && scheduledAt < end);
    const sentAt = scheduledAt + lagMs;
    return {
      kind: "sample",
      probe,
      scheduledAt,
      sentAt,
      doneAt: sentAt + 1,
      outcome: failing === undefined ? "ok" : (failing[2] ?? "timeout"),
      ...(servedBy === undefined ? {} : { servedBy }),
    };
  });
}

export function held(host: string, at: At | Instant, address = vip): TimelineEvent {
  return { kind: "address", host, address, held: true, at: whenever(at) };
}

export function released(host: string, at: At | Instant, address = vip): TimelineEvent {
  return { kind: "address", host, address, held: false, at: whenever(at) };
}

export function server(name: string, state: ServerState, at: At | Instant, balancer = "lb1"): TimelineEvent {
  return { kind: "server", balancer, backend: "kms", server: name, state, at: whenever(at) };
}

export function injected(plan: FaultPlan, at: At | Instant = faultAt, witnessed = true): TimelineEvent {
  return { kind: "fault", phase: "inject", plan, at: whenever(at), witnessed, witness: "seen by the test" };
}

export function healed(plan: FaultPlan, at: At | Instant = 6000, witnessed = true): TimelineEvent {
  return { kind: "fault", phase: "heal", plan, at: whenever(at), witnessed, witness: "seen by the test" };
}

export function baseline(start: At = 0, end: At = 990): TimelineEvent[] {
  return [
    { kind: "mark", mark: "baseline-start", at: start },
    { kind: "mark", mark: "baseline-end", at: end },
  ];
}

/** A complete failover of the address: lb1 is lost at 1000 ms, lb2 holds it `tookMs` later, lb1 is healed at 6000 ms. */
export function failover({
  tookMs = 2900,
  plan = hostLoss,
  backMs = 500,
  lagMs = 0.2,
}: { tookMs?: number; plan?: FaultPlan; backMs?: number; lagMs?: number } = {}): TimelineEvent[] {
  const movedAt = faultAt + tookMs;
  return [
    ...baseline(),
    ...probed({ down: [[faultAt, movedAt]], lagMs }),
    held("lb1", -50),
    injected(plan, instant(faultAt, faultAt + 4)),
    held("lb2", instant(movedAt, movedAt + 1)),
    healed(plan, instant(6000, 6004)),
    held("lb1", instant(6000 + backMs, 6001 + backMs)),
    released("lb2", instant(6001 + backMs, 6002 + backMs)),
    { kind: "mark", mark: "observed-until", at: 8000 },
  ];
}

/** A complete eviction: kms1's process dies at 1000 ms, both balancers drop it, it is healed at 6000 ms and taken back. */
export function evicted({
  downMs = 2000,
  upMs = 1000,
  plan = crash,
}: { downMs?: number; upMs?: number; plan?: FaultPlan } = {}): TimelineEvent[] {
  const views = ["lb1", "lb2"].flatMap((balancer) => [
    ...["kms1", "kms2", "kms3"].map((name) => server(name, "UP", -100, balancer)),
    server("kms1", "DOWN", instant(faultAt + downMs, faultAt + downMs + 20), balancer),
    server("kms1", "UP", instant(6000 + upMs, 6020 + upMs), balancer),
  ]);
  return [
    ...baseline(),
    ...probed({ down: [[faultAt, faultAt + downMs, "refused"]] }),
    ...views,
    injected(plan, instant(faultAt, faultAt + 4)),
    healed(plan, instant(6000, 6004)),
    { kind: "mark", mark: "observed-until", at: 8000 },
  ];
}

function whenever(at: At | Instant): Instant {
  return typeof at === "number" ? instant(at) : at;
}
