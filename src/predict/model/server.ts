import type { FaultPlan } from "../../timeline/fault-plan.ts";
import type { Prediction, Window } from "../prediction.ts";
import { clientErrorsOutlastEvictionMs } from "../timing/client-errors.ts";
import { eviction, readmission, type CheckFailure, type CheckTiming } from "../timing/health-check.ts";
import { evictionWithErrors } from "../timing/live-errors.ts";
import { fullShare } from "../timing/slowstart.ts";
import { windowOf } from "../timing/window.ts";
import { serverViews, type CheckView, type ServerView } from "./check-view.ts";
import { inSeconds, secondsText, settingText, windowText } from "./figures.ts";
import { impactOf, type Impact } from "./impact.ts";
import { otherEyes } from "./other-eyes.ts";
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
    if (impact.kind === "passes") return [stays(view, impact, scene.plan)];
    return view.check === undefined
      ? []
      : [leaves(view, view.check, impact, scene.plan), returns(view, view.check, impact, scene.plan)];
  });
}

type Failing = Impact & { readonly kind: "fails" };
type Passing = Impact & { readonly kind: "passes" };

function shell({ balancer, server }: ServerView): Pick<Prediction, "subject" | "by" | "grainMs"> {
  return { subject: server.id, by: balancer.host, grainMs };
}

function stays(view: ServerView, { because, traffic }: Passing, plan: FaultPlan): Prediction {
  const base = { ...shell(view), transition: "eviction", from: "inject" } as const;
  const errors =
    traffic === undefined ? "" : `: connections to it ${fate(traffic)} as long as the fault lasts`;
  const eyes = traffic === undefined ? [] : otherEyes(view, traffic, plan);
  const [first] = eyes;
  if (first !== undefined) {
    const flaps = eyes.some(({ kind }) => kind === "traffic") ? ["the check brings it back: it flaps"] : [];
    return {
      ...base,
      outcome: "within",
      window: windowOf(Math.min(...eyes.map(({ earliestMs }) => earliestMs)), Infinity),
      knob: first.knob,
      formula: first.formula,
      source: eyes.map(({ source }) => source).join("; "),
      note: [because, ...eyes.map(({ note }) => note), ...flaps].join("; "),
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

function leaves(view: ServerView, { timing }: CheckView, impact: Failing, plan: FaultPlan): Prediction {
  const eyes = otherEyes(view, impact.failure, plan);
  const byChecks = eviction(timing, impact.failing);
  const window = eyes.reduce((sofar, { earliestMs }) => evictionWithErrors(sofar, earliestMs), byChecks);
  const notes = [
    impact.note,
    clientNote(view, impact.failure),
    ...eyes.map(({ note }) => note),
    backupNote(view),
  ].filter((note) => note !== undefined);
  return {
    ...shell(view),
    transition: "eviction",
    from: "inject",
    outcome: "within",
    window: impact.sure ? window : windowOf(window.earliestMs, Infinity),
    knob: evictionKnob(timing, impact),
    formula: evictionFormula(timing, impact.failing),
    source: [sources.eviction, ...eyes.map(({ source }) => source)].join("; "),
    ...(notes.length === 0 ? {} : { note: notes.join("; ") }),
  };
}

/** Backup servers are asked from the instant at which the last active one is DOWN (HAProxy src/backend.c, lb_fwrr and others). */
function backupNote({ proxy: { servers }, server }: ServerView): string | undefined {
  const running = servers.filter(({ disabled }) => !disabled);
  const active = running.filter(({ backup }) => !backup);
  const [backup] = running.filter((each) => each.backup);
  if (backup === undefined || active.length !== 1 || active[0] !== server) return undefined;
  return `from then on ${backup.name} (backup) gets new connections`;
}

function returns(
  view: ServerView,
  { timing }: CheckView,
  { failing, failure, sure }: Failing,
  plan: FaultPlan,
): Prediction {
  const window = readmission(timing, failing);
  const downMs = timing.downinterMs ?? timing.interMs;
  const fastMs = timing.fastinterMs ?? timing.interMs;
  const agent = otherEyes(view, failure, plan).some(({ kind }) => kind === "agent");
  const notes = [
    "counted from the instant at which it answers again",
    ...(agent ? ["if its agent took it out, the agent has to say up, too"] : []),
    ...slowStartNote(view),
  ];
  return {
    ...shell(view),
    transition: "readmission",
    from: "heal",
    outcome: "within",
    window: sure && !agent ? window : windowOf(window.earliestMs, Infinity),
    knob: `${timing.downinterMs === undefined ? "inter" : "downinter"} ${settingText(downMs)}, rise ${timing.rise}`,
    formula: `[${timing.rise - 1}·${inSeconds(fastMs)}, ${inSeconds(downMs)} + ${inSeconds(failing.latestMs)} + ${timing.rise - 1}·${inSeconds(fastMs)}]`,
    source: sources.readmission,
    note: notes.join("; "),
  };
}

/** With `balance static-rr` weights do not change while HAProxy runs (configuration manual 4.2, balance). */
function slowStartNote({ server: { slowstartMs }, proxy: { balance } }: ServerView): readonly string[] {
  if (slowstartMs === 0 || balance === "static-rr") return [];
  return [`its full share of new connections ${windowText(fullShare(slowstartMs))} after UP (slowstart)`];
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
