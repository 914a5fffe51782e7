import type { Prediction, Window } from "../prediction.ts";
import { clientErrorsOutlastEvictionMs } from "../timing/client-errors.ts";
import { eviction, readmission, type CheckFailure, type CheckTiming } from "../timing/health-check.ts";
import { windowOf } from "../timing/window.ts";
import { serverViews, type CheckView, type ServerView } from "./check-view.ts";
import { inSeconds, secondsText, settingText } from "./figures.ts";
import { impactOf, type Impact } from "./impact.ts";
import type { Balancer, Scene } from "./scene.ts";
import { sources } from "./sources.ts";

/** Grain of the model for health checks (`docs/verdicts.md` 1). */
const grainMs = 100;
const never: Window = windowOf(Infinity);

/** What a fault does to every server of one balancer: eviction, and the way back. */
export function serverPredictions(balancer: Balancer, scene: Scene): readonly Prediction[] {
  return serverViews(balancer).flatMap((view) => {
    const impact = impactOf(view, scene);
    if (impact === undefined) return [];
    if (impact.kind === "passes") return [stays(view, impact)];
    return view.check === undefined
      ? []
      : [leaves(view, view.check, impact), returns(view, view.check, impact)];
  });
}

type Failing = Impact & { readonly kind: "fails" };
type Passing = Impact & { readonly kind: "passes" };

function shell({ balancer, server }: ServerView): Pick<Prediction, "subject" | "by" | "grainMs"> {
  return { subject: server.id, by: balancer.host, grainMs };
}

function stays(view: ServerView, { because, traffic }: Passing): Prediction {
  const base = { ...shell(view), transition: "eviction", from: "inject" } as const;
  const errors =
    traffic === undefined ? "" : `: connections to it ${fate(traffic)} as long as the fault lasts`;
  if (traffic !== undefined && seenByTraffic(view, traffic)) {
    return {
      ...base,
      outcome: "within",
      window: windowOf(0, Infinity),
      knob: `error-limit ${view.server.observe?.errorLimit ?? 0}`,
      formula: "as many live errors in a row as error-limit",
      source: sources.observe,
      note: `${because}; observe may take it out by live errors, and the check brings it back: it flaps`,
    };
  }
  const knob = view.check === undefined ? "no check" : `check port ${view.check.ports.join(", ")}`;
  return {
    ...base,
    outcome: "never",
    window: never,
    knob,
    formula: "–",
    source: sources.checkTarget,
    note: `${because}${errors}`,
  };
}

function leaves(view: ServerView, { timing }: CheckView, impact: Failing): Prediction {
  const byChecks = eviction(timing, impact.failing);
  const live = seenByTraffic(view, impact.failure);
  const connectMs = impact.failure === "refused" ? 0 : (timing.timeoutConnectMs ?? 0);
  const earliestMs = live ? Math.min(connectMs, byChecks.earliestMs) : byChecks.earliestMs;
  const notes = [
    impact.note,
    clientNote(view, impact.failure),
    live ? "observe may be faster, by live errors" : undefined,
  ].filter((note) => note !== undefined);
  return {
    ...shell(view),
    transition: "eviction",
    from: "inject",
    outcome: "within",
    window: windowOf(earliestMs, impact.sure ? byChecks.latestMs : Infinity),
    knob: evictionKnob(timing, impact),
    formula: evictionFormula(timing, impact.failing),
    source: live ? `${sources.eviction}; ${sources.observe}` : sources.eviction,
    ...(notes.length === 0 ? {} : { note: notes.join("; ") }),
  };
}

function returns(view: ServerView, { timing }: CheckView, { failing, sure }: Failing): Prediction {
  const window = readmission(timing, failing);
  const downMs = timing.downinterMs ?? timing.interMs;
  const fastMs = timing.fastinterMs ?? timing.interMs;
  return {
    ...shell(view),
    transition: "readmission",
    from: "heal",
    outcome: "within",
    window: sure ? window : windowOf(window.earliestMs, Infinity),
    knob: `${timing.downinterMs === undefined ? "inter" : "downinter"} ${settingText(downMs)}, rise ${timing.rise}`,
    formula: `[${timing.rise - 1}·${inSeconds(fastMs)}, ${inSeconds(downMs)} + ${inSeconds(failing.latestMs)} + ${timing.rise - 1}·${inSeconds(fastMs)}]`,
    source: sources.readmission,
    note: "counted from the instant at which it answers again",
  };
}

function evictionKnob(timing: CheckTiming, { failing }: Failing): string {
  const knob = `inter ${settingText(timing.interMs)}, fall ${timing.fall}`;
  if (failing.latestMs === 0) return knob;
  if (timing.timeoutCheckMs === undefined) return `${knob}, no timeout check`;
  return `${knob}, timeout check ${settingText(timing.timeoutCheckMs)}`;
}

function evictionFormula(
  { interMs, fastinterMs = interMs, fall, spreadPercent = 0 }: CheckTiming,
  failing: Window,
): string {
  const between = `${fall - 1}·${inSeconds(fastinterMs)}`;
  const spread = spreadPercent === 0 ? "" : `, intervals ±${spreadPercent} %`;
  return `[${between} + ${fall}·${inSeconds(failing.earliestMs)}, ${inSeconds(interMs)} + ${between} + ${fall}·${inSeconds(failing.latestMs)}]${spread}`;
}

/** Whether `observe` notices this failure by live traffic and does more than to check sooner. */
function seenByTraffic({ server: { observe } }: ServerView, failure: CheckFailure): boolean {
  if (observe === undefined || observe.onError === "fastinter") return false;
  const connectFails = failure === "refused" || failure === "dropped" || failure === "vanished";
  return connectFails || observe.layer === "layer7";
}

function clientNote(view: ServerView, failure: CheckFailure): string | undefined {
  const { proxy, server } = view;
  const active = proxy.servers.filter(({ backup, disabled }) => !backup && !disabled).length;
  const redispatches = proxy.redispatch !== undefined && active >= 2 && !isHashing(proxy.balance);
  const longerMs = clientErrorsOutlastEvictionMs(failure, {
    retries: proxy.retries,
    timeoutConnectMs: proxy.timeouts.connectMs,
    timeoutServerMs: proxy.timeouts.serverMs,
    redispatches,
    shutdownSessions: server.onMarkedDown === "shutdown-sessions",
  });
  if (longerMs === 0) return undefined;
  const until =
    longerMs === Infinity
      ? "without end (a timeout is not set)"
      : `until ${secondsText(longerMs)} after DOWN`;
  return `connections given to it before that ${fate(failure)} ${until}`;
}

/** An algorithm that must choose the same server again cannot redispatch (HAProxy include/haproxy/stream.h). */
function isHashing(balance: string): boolean {
  return /^(?:source|uri|url_param|hdr|rdp-cookie|hash)\b/.test(balance);
}

function fate(failure: CheckFailure): string {
  switch (failure) {
    case "refused":
      return "are refused";
    case "status":
      return "get errors";
    case "dropped":
    case "vanished":
    case "frozen":
    case "slow":
      return "hang";
  }
}
