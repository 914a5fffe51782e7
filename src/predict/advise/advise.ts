import { lint } from "../lint/lint.ts";
import type { ReadOptions } from "../model/read-balancers.ts";
import type { SourceFile } from "../source-text.ts";
import { addCheck } from "./add-check.ts";
import { advertise } from "./advertise.ts";
import type { Advice, AdvisedChange } from "./advice.ts";
import { announce } from "./announce.ts";
import type { Change, Remedy } from "./change.ts";
import { checkPort } from "./check-port.ts";
import { checkTimings } from "./check-timing.ts";
import { Draft } from "./draft.ts";
import { obstacles } from "./obstacles.ts";
import { probe } from "./probe.ts";
import { scriptTiming } from "./script-timing.ts";
import { effectsOf, shortfallsOf, type Shortfall } from "./shortfall.ts";
import type { Targets } from "./targets.ts";
import { trackLink } from "./track-link.ts";
import { unseen } from "./unseen.ts";

/**
 * The smallest changes with which the files meet the targets, for every fault that a setting of theirs can see. Nothing is
 * taken for granted: each change is made in the text, and the text is read and predicted again. Throws BAD_INPUT or
 * BAD_CONFIG where the files cannot be read.
 */
export function advise(files: readonly SourceFile[], options: ReadOptions, targets: Targets): Advice {
  const start = Draft.of(files, options);
  const changes = withoutIdle(start, chosen(start, targets), targets);
  const end = applied(start, changes);
  const missing = shortfallsOf(end.setup, targets);
  return {
    targets,
    notes: start.setup.notes,
    before: shortfallsOf(start.setup, targets),
    changes: explained(start, changes, targets),
    effects: effectsOf(end.setup, targets),
    missing,
    obstacles: obstacles(missing, end.setup),
    unseen: unseen(end.setup, targets),
    byHand: missing.length === 0 ? [] : end.refusals,
    newErrors: newErrors(start, end),
    files: end.changed,
  };
}

/** Balancers first, then servers; each remedy sees what the ones before it have done. */
function chosen(start: Draft, targets: Targets): readonly Change[] {
  let draft = start;
  const changes: Change[] = [];
  const take = (remedy: Remedy): void => {
    const change = best(draft, remedy, targets);
    if (change === undefined) return;
    changes.push(change);
    draft = change.apply(draft);
  };
  for (const remedy of [probe, advertise, scriptTiming, announce, trackLink, addCheck, checkPort])
    take(remedy);
  for (const remedy of checkTimings(draft)) take(remedy);
  return changes;
}

/** The first alternative that leaves the least amiss, if it leaves less than there is. */
function best(draft: Draft, remedy: Remedy, targets: Targets): Change | undefined {
  const left = (state: Draft): number => amiss(concerned(state, remedy, targets));
  let fewest = left(draft);
  if (fewest === 0) return undefined;
  let found: Change | undefined;
  for (const change of remedy.alternatives(draft, targets)) {
    const remaining = left(change.apply(draft));
    if (remaining >= fewest) continue;
    [fewest, found] = [remaining, change];
    if (fewest === 0) break;
  }
  return found;
}

function concerned(draft: Draft, { aspects, concerns }: Remedy, targets: Targets): readonly Shortfall[] {
  return shortfallsOf(draft.setup, targets, aspects).filter(concerns);
}

/** What never happens is worse than what comes late, and each of both counts. */
function amiss(shortfalls: readonly Shortfall[]): number {
  return shortfalls.reduce((sum, { window }) => sum + (window.latestMs === Infinity ? 2 : 1), 0);
}

/** Leaves out what turns out not to be needed once the others are made. */
function withoutIdle(start: Draft, changes: readonly Change[], targets: Targets): readonly Change[] {
  const missing = (kept: readonly Change[]): number =>
    amiss(shortfallsOf(applied(start, kept).setup, targets));
  const least = missing(changes);
  return changes.reduce((kept, change) => {
    const others = kept.filter((other) => other !== change);
    return missing(others) <= least ? others : kept;
  }, changes);
}

function applied(start: Draft, changes: readonly Change[]): Draft {
  return changes.reduce((draft, change) => change.apply(draft), start);
}

/** Each change with what it brings, in the order in which they are made. */
function explained(start: Draft, changes: readonly Change[], targets: Targets): readonly AdvisedChange[] {
  let before = start;
  return changes.map((change) => {
    const after = change.apply(before);
    const left = new Set(shortfallsOf(after.setup, targets).map(keyOf));
    const { id, title } = change;
    const advised = {
      id,
      title,
      meets: shortfallsOf(before.setup, targets).filter((shortfall) => !left.has(keyOf(shortfall))),
      prices: change.prices(before, after, targets),
      files: filesBetween(before, after),
    };
    before = after;
    return advised;
  });
}

function filesBetween(before: Draft, after: Draft): readonly string[] {
  const was = new Map(before.changed.map((file) => [file.name, file.after]));
  return after.changed.filter((file) => was.get(file.name) !== file.after).map(({ name }) => name);
}

function keyOf({ aspect, plan, subject, by }: Shortfall): string {
  return JSON.stringify([aspect, plan, subject, aspect === "eviction" ? by : ""]);
}

/** Errors that lint finds in the changed files and not in the user's, whatever their line. */
function newErrors(start: Draft, end: Draft): Advice["newErrors"] {
  const errors = (draft: Draft): Advice["newErrors"] =>
    lint(draft.setup).filter(({ severity }) => severity === "error");
  const known = new Set(errors(start).map(({ rule, message }) => `${rule}\n${message}`));
  return errors(end).filter(({ rule, message }) => !known.has(`${rule}\n${message}`));
}
