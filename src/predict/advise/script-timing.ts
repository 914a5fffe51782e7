import type { VrrpScript } from "../keepalived/config.ts";
import type { VrrpInstance } from "../keepalived/instance-config.ts";
import type { Balancer } from "../model/scene.ts";
import { looksAt, scriptKind } from "../model/script-kind.ts";
import { isAtLeast } from "../timing/release.ts";
import type { Change, Remedy } from "./change.ts";
import type { Draft } from "./draft.ts";
import { inKeepalived, rateText, usualMs } from "./figures.ts";
import { forEachInstance, setIn, writtenBalancers } from "./keepalived-lines.ts";
import { trackedBy } from "./probe.ts";

/** What may be changed about a check of HAProxy; undefined stays as it is. */
interface Wanted {
  readonly weight: 0 | undefined;
  readonly intervalMs: number | undefined;
  readonly fall: 1 | undefined;
  readonly deadlineMs: number | undefined;
}

/** From this release on intervals may be fractions. */
const fineIntervals = "2.3.2";

/** A quicker check of HAProxy, and one that makes the balancer give up the VIP instead of losing a vote. */
export const scriptTiming: Remedy = {
  aspects: ["takeover"],
  concerns: ({ plan }) => plan.process === "haproxy",
  alternatives: (draft) => {
    const scripts = writtenBalancers(draft).flatMap((balancer) =>
      balancer.keepalived.instances.flatMap((instance) =>
        trackedBy(balancer, instance).filter(looksAtHaproxy),
      ),
    );
    if (scripts.length === 0) return [];
    const fine = writtenBalancers(draft).every(({ keepalived }) =>
      isAtLeast(keepalived.version, fineIntervals),
    );
    return combinations(scripts, fine).map(timing);
  },
};

function looksAtHaproxy({ script }: VrrpScript): boolean {
  return looksAt(scriptKind(script ?? ""), "haproxy");
}

/** Every combination, those with the fewest settings first; among these without a deadline first, then the mildest. */
function combinations(scripts: readonly VrrpScript[], fine: boolean): readonly Wanted[] {
  const slowest = Math.max(...scripts.map(({ intervalMs }) => intervalMs));
  const latest = Math.max(...scripts.map(({ script }) => scriptKind(script ?? "").deadlineMs ?? Infinity));
  const allowed = (ms: number): boolean => (fine ? ms >= 100 : ms % 1000 === 0);
  const intervals = usualMs.filter((ms) => ms < slowest && ms <= 5_000 && allowed(ms));
  const deadlines = usualMs.filter((ms) => ms < latest && ms <= 1_000 && ms >= 100);
  const falls = scripts.some(({ fall }) => fall > 1) ? ([undefined, 1] as const) : ([undefined] as const);
  const all = [undefined, ...deadlines].flatMap((deadlineMs) =>
    falls.flatMap((fall) =>
      [undefined, ...intervals].flatMap((intervalMs) =>
        ([undefined, 0] as const).map((weight) => ({ weight, fall, intervalMs, deadlineMs })),
      ),
    ),
  );
  const settings = (wanted: Wanted): number =>
    Object.values(wanted).filter((value: number | undefined) => value !== undefined).length;
  return all.slice(1).sort((one, other) => settings(one) - settings(other));
}

function timing(wanted: Wanted): Change {
  const { weight, intervalMs, fall, deadlineMs } = wanted;
  const parts = [
    ...(weight === undefined ? [] : ["weight 0"]),
    ...(intervalMs === undefined ? [] : [`interval ${inKeepalived(intervalMs)}`]),
    ...(fall === undefined ? [] : ["fall 1"]),
    ...(deadlineMs === undefined ? [] : [`a deadline of ${inKeepalived(deadlineMs)} s`]),
  ];
  return {
    id: "check-haproxy-faster",
    title: `the check of HAProxy: ${parts.join(", ")}`,
    apply: (draft) =>
      forEachInstance(draft, (current, { host }, { name }) => settle(current, host, name, wanted)),
    prices: (before) => [
      ...(weight === undefined
        ? []
        : [
            "weight 0: a balancer without HAProxy gives the VIP up at once; if HAProxy is dead on all of them nobody holds it",
          ]),
      ...(intervalMs === undefined
        ? []
        : [`runs of the check: ${ratesOf(before)} → ${rateText(1000 / intervalMs)} a second`]),
      ...(fall === undefined ? [] : ["fall 1: a single failed run moves the VIP"]),
      ...(deadlineMs === undefined
        ? []
        : [`an answer of HAProxy that takes longer than ${inKeepalived(deadlineMs)} s moves the VIP`]),
    ],
  };
}

function ratesOf(draft: Draft): string {
  const intervals = writtenBalancers(draft).flatMap(({ keepalived }) =>
    keepalived.scripts.filter(looksAtHaproxy).map(({ intervalMs }) => intervalMs),
  );
  return rateText(1000 / Math.max(...intervals));
}

type Step = (draft: Draft, balancer: Balancer, instance: VrrpInstance, script: VrrpScript) => Draft;

/** One setting after the other, each with the draft as it is by then: lines may have moved. */
function settle(draft: Draft, host: string, name: string, wanted: Wanted): Draft {
  const steps: readonly Step[] = [
    (current, balancer, instance, script) => withWeight(current, balancer, instance, script, wanted),
    (current, balancer, _, script) => {
      const { intervalMs } = wanted;
      if (intervalMs === undefined || script.intervalMs <= intervalMs) return current;
      return setIn(current, balancer, script, ["interval", inKeepalived(intervalMs), "script"]);
    },
    (current, balancer, _, script) =>
      wanted.fall === undefined || script.fall === 1
        ? current
        : setIn(current, balancer, script, ["fall", "1", "interval", "script"]),
    (current, balancer, _, script) => withDeadline(current, balancer, script, wanted.deadlineMs),
  ];
  return steps.reduce((current, step) => {
    const balancer = writtenBalancers(current).find((each) => each.host === host);
    const instance = balancer?.keepalived.instances.find((each) => each.name === name);
    if (balancer === undefined || instance === undefined) return current;
    const [script] = trackedBy(balancer, instance).filter(looksAtHaproxy);
    return script === undefined ? current : step(current, balancer, instance, script);
  }, draft);
}

/** The weight stands with the script, or with its mention in track_script. `reverse` has a meaning of its own. */
function withWeight(
  draft: Draft,
  balancer: Balancer,
  { trackScripts }: VrrpInstance,
  script: VrrpScript,
  { weight }: Wanted,
): Draft {
  const ref = trackScripts.find(({ name }) => name === script.name);
  if (weight === undefined || ref === undefined || ref.weight === 0 || ref.reverse) return draft;
  if (ref.weight === script.weight)
    return setIn(draft, balancer, script, ["weight", "0", "interval", "script"]);
  const mention = new RegExp(`${script.name.replaceAll(/[^\w]/g, "\\$&")}[ \\t]+weight[ \\t]+-?\\d+`);
  return draft.replaceAt(ref.place, mention, `${script.name} weight 0`);
}

/** A deadline of its own, in the command's own option or by timeout(1) in front of it. */
function withDeadline(
  draft: Draft,
  balancer: Balancer,
  script: VrrpScript,
  deadlineMs: number | undefined,
): Draft {
  const command = script.script ?? "";
  const kind = scriptKind(command);
  if (deadlineMs === undefined || kind.sees !== "probe" || (kind.deadlineMs ?? Infinity) <= deadlineMs)
    return draft;
  const seconds = inKeepalived(deadlineMs);
  const own = /(--max-time[ =]|(?:^|\s)-m )[\d.]+/;
  const changed = own.test(command)
    ? command.replace(own, (_, option: string) => `${option}${seconds}`)
    : `/usr/bin/timeout ${seconds} ${command}`;
  return setIn(draft, balancer, script, ["script", `"${changed}"`]);
}
