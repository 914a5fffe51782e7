import type { FaultPlan } from "../../timeline/fault-plan.ts";
import type { VrrpScript } from "../keepalived/config.ts";
import type { Window } from "../prediction.ts";
import { failingPeriodMs, hangingRun, scriptFailure, scriptRecovery } from "../timing/script.ts";
import { windowOf } from "../timing/window.ts";
import { inSeconds, settingText } from "./figures.ts";
import type { Router, Tracked } from "./router.ts";
import type { Surroundings } from "./scene.ts";
import { looksAt, runOf, scriptKind } from "./script-kind.ts";

/** How something that a router tracks takes notice of a fault. */
export interface Notice {
  readonly tracked: Tracked;
  /** From the fault until it counts as failed. Open where it may not notice at all. */
  readonly failed: Window;
  /** From the heal until it counts as well again. */
  readonly recovered: Window;
  readonly knob: string;
  readonly formula: string;
  readonly note?: string;
  /** For a script: its beat and how long a failing run lasts. */
  readonly script?: ScriptBeat;
}

export interface ScriptBeat {
  readonly intervalMs: number;
  readonly fall: number;
  /** From the start of one failing run to the start of the next. */
  readonly periodMs: number;
  readonly run: Window;
}

/** A look that sees nothing, and why; told where the answer is "never". */
export interface BlindSpot {
  readonly tracked: Tracked;
  readonly because: string;
}

/** keepalived hears of a lost carrier from the kernel (netlink); 20 ms were never exceeded where this was measured. */
const carrierNoticed: Window = windowOf(0, 20);
/** HAProxy started anew is back within this; a script run has to fall into the gap to notice. */
const restartGapMs = 1000;

/** What the things that `router` tracks make of a fault in its own HAProxy or its own links. */
export function watch(router: Router, plan: FaultPlan, where: Surroundings): readonly (Notice | BlindSpot)[] {
  return router.tracked.flatMap((tracked) => {
    switch (tracked.kind) {
      case "script":
        return byScript(router, tracked, plan);
      case "interface":
        return byInterface(router, tracked, plan, where);
      case "file":
        return hurtsHaproxy(plan) ? [byFile(tracked)] : [];
      case "process":
        return byProcess(router, tracked, plan, where);
      case "bfd":
        return [];
    }
  });
}

/** Whether the network of a link fault is the one on which this router advertises. */
export function isVrrpNetwork(
  { instance }: Router,
  network: string | undefined,
  where: Surroundings,
): boolean {
  if (network === undefined || network === "front" || network === instance.interface) return true;
  return where.interfaces?.[network] === instance.interface;
}

function hurtsHaproxy({ kind, process }: FaultPlan): boolean {
  return (
    (process ?? "haproxy") === "haproxy" &&
    ["process-crash", "process-freeze", "graceful-stop", "restart", "clock-skew"].includes(kind)
  );
}

/** A service under a skewed clock has to be started anew, too. */
function startsAnew({ kind }: FaultPlan): boolean {
  return kind === "restart" || kind === "clock-skew";
}

function byScript(router: Router, tracked: Tracked, plan: FaultPlan): readonly (Notice | BlindSpot)[] {
  const script = router.balancer.keepalived.scripts.find(({ name }) => name === tracked.ref.name);
  if (script?.script === undefined || !script.usable) {
    return [{ tracked, because: `script ${tracked.ref.name} has no command` }];
  }
  const kind = scriptKind(script.script);
  const atPort = plan.kind === "listener-stop" && kind.ports.includes(plan.port ?? -1);
  if (!hurtsHaproxy(plan) && !atPort) return [];
  if (!looksAt(kind, "haproxy"))
    return [{ tracked, because: `${tracked.ref.name} looks at ${kind.process ?? ""}` }];
  if (plan.kind === "process-freeze" && kind.sees !== "probe") {
    const passes =
      kind.sees === "process" ? "the process still exists" : "the kernel still accepts connections";
    return [{ tracked, because: `${tracked.ref.name} ("${script.script}") passes: ${passes}` }];
  }
  const run = plan.kind === "process-freeze" ? hangingRun(script, kind.deadlineMs) : runOf(kind);
  if (startsAnew(plan)) return byScriptInGap(tracked, script, run);
  return [scriptNotice(tracked, script, run, router.balancer.keepalived.version)];
}

function scriptNotice(tracked: Tracked, script: VrrpScript, run: Window, version: string): Notice {
  const { intervalMs, fall } = script;
  return {
    tracked,
    failed: scriptFailure(script, run, version),
    recovered: scriptRecovery(script, runOf(scriptKind(script.script ?? ""))),
    knob: `interval ${settingText(intervalMs)}, fall ${fall}`,
    script: { intervalMs, fall, run, periodMs: failingPeriodMs(script, run, version) },
    formula: `script [${fall - 1}·${inSeconds(intervalMs)}, ${fall}·${inSeconds(intervalMs)}] + run [${inSeconds(run.earliestMs)}, ${inSeconds(run.latestMs)}]`,
  };
}

function byScriptInGap(tracked: Tracked, script: VrrpScript, run: Window): readonly (Notice | BlindSpot)[] {
  const runsInGap = Math.floor(restartGapMs / script.intervalMs) + 1;
  if (runsInGap < script.fall) {
    return [
      {
        tracked,
        because: `fewer than fall ${script.fall} runs fall into a gap of ${settingText(restartGapMs)}`,
      },
    ];
  }
  const notice = scriptNotice(tracked, script, run, "");
  const { earliestMs, latestMs } = notice.recovered;
  return [
    {
      ...notice,
      failed: windowOf(notice.failed.earliestMs, Infinity),
      recovered: windowOf(earliestMs, latestMs + (runsInGap - 1) * script.intervalMs),
      note: `only if a run of ${tracked.ref.name} falls into the restart gap (taken to be ${settingText(restartGapMs)} at most)`,
    },
  ];
}

function byInterface(
  router: Router,
  tracked: Tracked,
  plan: FaultPlan,
  where: Surroundings,
): readonly (Notice | BlindSpot)[] {
  if (plan.kind !== "link-down" || isVrrpNetwork(router, plan.network, where)) return [];
  const down = where.interfaces?.[plan.network ?? ""] ?? plan.network;
  const knownByName = router.tracked.some(({ kind, ref }) => kind === "interface" && ref.name === down);
  const own = tracked.ref.name === router.instance.interface;
  if (own || (knownByName && tracked.ref.name !== down)) return [];
  const knob = `track_interface ${tracked.ref.name}`;
  return [
    {
      tracked,
      failed: carrierNoticed,
      recovered: carrierNoticed,
      knob,
      formula: "carrier loss noticed [0, 0.02]",
    },
  ];
}

function byFile(tracked: Tracked): Notice {
  return {
    tracked,
    failed: windowOf(0, Infinity),
    recovered: windowOf(0, Infinity),
    knob: `track_file ${tracked.ref.name}`,
    formula: "whatever writes the file: not in the configuration",
    note: `${tracked.ref.name} is read within 1 ms of a write; who writes it, and when, the configuration does not say`,
  };
}

function byProcess(
  router: Router,
  tracked: Tracked,
  plan: FaultPlan,
  where: Surroundings,
): readonly (Notice | BlindSpot)[] {
  const entry = router.balancer.keepalived.trackProcesses.find(({ name }) => name === tracked.ref.name);
  if (!hurtsHaproxy(plan) || entry === undefined || !(entry.process ?? entry.name).includes("haproxy"))
    return [];
  if (plan.kind === "process-freeze")
    return [{ tracked, because: `${tracked.ref.name} passes: the process still exists` }];
  if (where.containers === true) {
    return [{ tracked, because: "vrrp_track_process is inert in a container (the proc connector refuses)" }];
  }
  const latestMs = where.containers === false && !startsAnew(plan) ? entry.terminateDelayMs : Infinity;
  return [
    {
      tracked,
      failed: windowOf(entry.terminateDelayMs, latestMs),
      recovered: where.containers === false ? windowOf(entry.forkDelayMs) : windowOf(0, Infinity),
      knob: `vrrp_track_process ${entry.name}`,
      formula: `terminate delay ${inSeconds(entry.terminateDelayMs)}`,
      note: "in a container the proc connector refuses and vrrp_track_process is silently inert",
    },
  ];
}

export function isNotice(look: Notice | BlindSpot): look is Notice {
  return "failed" in look;
}

export function isBlind(look: Notice | BlindSpot): look is BlindSpot {
  return "because" in look;
}
