import { describeFault } from "../../timeline/fault-plan.ts";
import { filled, wordsOf } from "../lint/fill.ts";
import { placeText } from "../lint/places.ts";
import { secondsText, windowText } from "../model/figures.ts";
import type { Advice, AdvisedChange } from "./advice.ts";
import type { Aspect, Effect } from "./shortfall.ts";

const aspects: readonly Aspect[] = ["takeover", "newcomers", "black-hole", "eviction"];

/** The advice for a person, 80 columns wide; the patch itself comes after it. */
export function adviceText(advice: Advice): string {
  const { targets, before, changes, effects, missing, obstacles, unseen, byHand, newErrors, notes } = advice;
  const asked = `targets: the VIP has moved after ${secondsText(targets.vipMs)}, a dead server is out after ${secondsText(targets.evictionMs)}; a window has to end earlier by the grain of the model, 0.02 s for the VIP and 0.10 s for servers`;
  const peers = notes.length === 0 ? [] : ["make the same changes on every other balancer"];
  const parts = [
    [...notes, ...peers].flatMap((note) => filled(["note:", ...wordsOf(note)], "")),
    filled(wordsOf(asked), ""),
    before.length === 0 ? ["the files meet the targets as they are"] : ["not met now", ...grouped(before)],
    ...(changes.length === 0 ? [] : [["changes", ...changes.flatMap(changeLines)]]),
    [changes.length === 0 ? "at the latest" : "with these changes, at the latest", ...latest(effects)],
    ...(missing.length === 0
      ? []
      : [
          [
            "not met by any change that is known here",
            ...grouped(missing),
            ...obstacles.flatMap((text) => filled(["-", ...wordsOf(text)], "  ")),
          ],
        ]),
    ...listPart("to be changed by hand", byHand),
    ...listPart(
      "lint would call these errors of the changed files",
      newErrors.map(({ place, message }) => `${placeText(place)}: ${message}`),
    ),
    ...listPart("no setting of these files can see", unseen),
  ];
  return parts
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n");
}

function changeLines({ title, files, meets, prices }: AdvisedChange, at: number): readonly string[] {
  const brings = meets.length === 0 ? ["takes effect together with the others"] : settled(meets);
  return [
    ...filled([`${at + 1}.`, ...wordsOf(title)], "  "),
    ...filled(["in", ...files.map((file, index) => (index < files.length - 1 ? `${file},` : file))], "     "),
    ...brings.flatMap((text) => filled(wordsOf(text), "     ")),
    ...prices.flatMap((price) => filled(["price:", ...wordsOf(price)], "     ")),
  ];
}

/** What is alike in all but the fault, told once with all faults. */
function grouped(effects: readonly Effect[]): readonly string[] {
  return groupsOf(effects).flatMap(({ effect, faults, bys }) => {
    const { aspect, subject, window, note } = effect;
    const governed = `governed by ${effect.knob}`;
    const reason = aspect === "newcomers" || window.latestMs !== Infinity ? governed : note;
    const more = effect.alike > 1 ? ` and ${effect.alike - 1} more that are configured alike` : "";
    const by = aspect === "eviction" ? `${more}, by ${bys.join(", ")}` : "";
    const text = `${whatText(aspect, subject)}${by}: ${timeText(effect)} under ${faults.join("; ")}${reason === undefined ? "" : ` (${reason})`}`;
    return filled(wordsOf(text), "  ");
  });
}

/** What a change brings below its target. */
function settled(effects: readonly Effect[]): readonly string[] {
  return aspects.flatMap((aspect) => {
    const own = effects.filter((effect) => effect.aspect === aspect);
    const faults = [...new Set(own.map(({ plan }) => faultText(plan)))];
    const [first] = own;
    return first === undefined ? [] : [`now in time: ${whatText(aspect)} under ${faults.join("; ")}`];
  });
}

interface Group {
  readonly effect: Effect;
  readonly faults: readonly string[];
  readonly bys: readonly string[];
}

function groupsOf(effects: readonly Effect[]): readonly Group[] {
  const groups = new Map<string, Effect[]>();
  for (const effect of effects) {
    const { aspect, subject, window, note } = effect;
    const reason = aspect === "newcomers" || window.latestMs !== Infinity ? effect.knob : note;
    const key = JSON.stringify([aspect, subject, timeText(effect), reason]);
    groups.set(key, [...(groups.get(key) ?? []), effect]);
  }
  return [...groups.values()].flatMap((group) => {
    const [effect] = group;
    if (effect === undefined) return [];
    return [
      {
        effect,
        faults: [...new Set(group.map(({ plan }) => faultText(plan)))],
        bys: [...new Set(group.map(({ by }) => by))],
      },
    ];
  });
}

/** The latest effect of each aspect, and the fault that it belongs to. */
function latest(effects: readonly Effect[]): readonly string[] {
  return aspects.flatMap((aspect) => {
    const all = effects.filter((effect) => effect.aspect === aspect);
    const [first, ...more] = all;
    if (first === undefined) return [];
    const worst = more.reduce(
      (one, other) => (other.window.latestMs > one.window.latestMs ? other : one),
      first,
    );
    return filled(wordsOf(`${whatText(aspect)}: ${latestText(worst)}, under ${faultText(worst.plan)}`), "  ");
  });
}

function faultText(plan: Effect["plan"]): string {
  const port = plan.port === undefined ? "" : ` of port ${plan.port}`;
  return describeFault({ ...plan, hosts: [] }) + port;
}

function timeText({ aspect, window }: Effect): string {
  if (aspect !== "newcomers") return windowText(window);
  return window.latestMs === Infinity ? "until the heal" : `for up to ${secondsText(window.latestMs)}`;
}

function latestText(effect: Effect): string {
  return effect.aspect === "newcomers" ? timeText(effect) : secondsText(effect.window.latestMs);
}

function whatText(aspect: Aspect, subject?: string): string {
  switch (aspect) {
    case "takeover":
      return `takeover of ${subject ?? "the VIP"}`;
    case "newcomers":
      return `clients that ask anew for ${subject ?? "the VIP"} may reach its old holder`;
    case "black-hole":
      return `after a heal clients may still send to the loser of ${subject ?? "the VIP"}`;
    case "eviction":
      return `eviction of ${subject ?? "a server"}`;
  }
}

function listPart(title: string, lines: readonly string[]): readonly (readonly string[])[] {
  if (lines.length === 0) return [];
  return [[title, ...lines.flatMap((line) => filled(["-", ...wordsOf(line)], "  "))]];
}
