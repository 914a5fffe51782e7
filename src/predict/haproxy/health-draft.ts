import type { Place } from "../source-text.ts";
import type { ProxyHealth } from "./config.ts";
import type { HealthRule, SendRule } from "./health-rule.ts";
import type { CheckKind } from "./server-config.ts";

/** How a section's servers are checked, as far as its lines have said. */
export interface HealthDraft {
  kind: CheckKind;
  /** The section's own `http-check` and `tcp-check` steps, used or not. */
  readonly own: { http: HealthRule[]; readonly tcp: HealthRule[] };
  /** Whether the first step of the section's own that does something is a connection, by protocol. */
  readonly begins: { http: "connect" | "other" | undefined; tcp: "connect" | "other" | undefined };
  /** The tcp-check steps of the `defaults` section, which `option tcp-check` falls back on. */
  readonly inheritedTcp: readonly HealthRule[];
  /** The steps in force; undefined for kinds that have theirs built in. */
  steps: readonly HealthRule[] | undefined;
  /** Some `http-check` step was written where `option httpchk` is not in force: HAProxy ignores it. */
  unused: Place | undefined;
  disableOn404: boolean;
  command: string | undefined;
}

export function presetHealth(): HealthDraft {
  return {
    kind: "tcp",
    own: { http: [], tcp: [] },
    begins: { http: undefined, tcp: undefined },
    inheritedTcp: [],
    steps: undefined,
    unused: undefined,
    disableOn404: false,
    command: undefined,
  };
}

/** What a proxy starts with: its defaults section's check and steps, none of its own. */
export function inheritHealth(defaults: HealthDraft): HealthDraft {
  const { own, begins } = presetHealth();
  return { ...defaults, own, begins, inheritedTcp: defaults.own.tcp, unused: undefined };
}

/** `option httpchk`: from here on the section's own http-check steps count, its request in front. */
export function useHttp(draft: HealthDraft, request: SendRule): void {
  draft.kind = "http";
  draft.own.http = withRequest(draft.own.http, request);
  draft.steps = draft.own.http;
  draft.unused = undefined;
}

/** `option tcp-check`: own steps, or those of the defaults section. */
export function useTcp(draft: HealthDraft): void {
  if (draft.kind !== "tcp-check" || draft.steps === undefined) {
    draft.steps = draft.own.tcp.length > 0 ? draft.own.tcp : draft.inheritedTcp;
  }
  draft.kind = "tcp-check";
}

/** One more step; it counts if its protocol is the one in force. False where a connection comes too late. */
export function addStep(draft: HealthDraft, protocol: "http" | "tcp", step: HealthRule): boolean {
  if (step.step === "connect" && draft.begins[protocol] === "other") return false;
  if (step.step !== "other") draft.begins[protocol] ??= step.step === "connect" ? "connect" : "other";
  if (protocol === "tcp") draft.own.tcp.push(step);
  else addHttpStep(draft.own.http, step);
  if (draft.kind === (protocol === "http" ? "http" : "tcp-check")) draft.steps = draft.own[protocol];
  else draft.unused ??= step.place;
  return true;
}

/** A first explicit `http-check send` takes over the request that `option httpchk` implied, and its place at the end. */
function addHttpStep(steps: HealthRule[], step: HealthRule): void {
  const [first] = steps;
  if (step.step !== "send" || first?.step !== "send" || !first.implied) steps.push(step);
  else {
    steps.shift();
    steps.push({ ...step, method: step.method ?? first.method, uri: step.uri ?? first.uri });
  }
}

/** Puts the request of `option httpchk` in front, or into an explicit send that stands there (`tcpcheck_add_http_rule`). */
function withRequest(steps: readonly HealthRule[], request: SendRule): HealthRule[] {
  const at = steps[0]?.step === "connect" ? 1 : 0;
  const first = steps[at];
  if (first?.step !== "send") return [request, ...steps];
  if (first.implied) return [request, ...steps.filter((step) => step !== first)];
  const merged = { ...first, method: request.method ?? first.method, uri: request.uri ?? first.uri };
  return steps.with(at, merged);
}

/** Steps that many proxies share by their defaults section are completed once. */
const completed = new WeakMap<readonly HealthRule[], readonly HealthRule[]>();

/** The check as it runs: with the steps that HAProxy adds (`check_proxy_tcpcheck`, src/tcpcheck.c). */
export function completeHealth(draft: HealthDraft, logHealthChecks: boolean, place: Place): ProxyHealth {
  const { kind, steps, disableOn404, command } = draft;
  if (steps === undefined) return { kind, rules: [], logHealthChecks, disableOn404, command };
  const rules = completed.get(steps) ?? completeSteps(kind, steps, place);
  completed.set(steps, rules);
  return { kind, rules, logHealthChecks, disableOn404, command };
}

function completeSteps(kind: CheckKind, steps: readonly HealthRule[], place: Place): readonly HealthRule[] {
  const complete = kind === "http" ? completeHttp(steps, place) : [...steps];
  const first = complete.find((step) => step.step !== "other");
  if (first?.step === "connect") return complete;
  const connect = { step: "connect", port: undefined, address: undefined, tls: false } as const;
  const settings = { linger: false, sendProxy: false, defaults: true, text: "connect default" };
  return [{ ...connect, ...settings, place: steps[0]?.place ?? place, implied: true }, ...complete];
}

function completeHttp(steps: readonly HealthRule[], place: Place): HealthRule[] {
  const complete = steps.map((step) =>
    step.step === "send" ? { ...step, method: step.method ?? "OPTIONS", uri: step.uri ?? "/" } : step,
  );
  const [first, second] = complete;
  if (first?.step === "send" && first.implied && second?.step === "connect") {
    complete.splice(0, 2, second, first);
  }
  if (complete.at(-1)?.step === "send") {
    const expect = { step: "expect", negated: false, match: "status", pattern: "200-399" } as const;
    complete.push({
      ...expect,
      place: steps[0]?.place ?? place,
      implied: true,
      text: "expect status 200-399",
    });
  }
  return complete;
}
