import type { Block } from "./block.ts";
import type { TrackRef } from "./config.ts";
import { childrenOf, warn, type ReaderContext } from "./reader-context.ts";
import { readInteger } from "./number.ts";

/** Something that can be tracked, with the weight that it brings along. */
interface Trackable {
  readonly name: string;
  readonly weight: number;
  readonly reverse: boolean;
}

/** What kind of thing a block names, and what is known of that kind at its place in the file. */
interface TrackKind {
  readonly keyword: string;
  /** Undefined: any name will do (interfaces), with weight 0. */
  readonly known: ReadonlyMap<string, Trackable> | undefined;
  readonly mostWeight: number;
}

/**
 * Reads `track_script { NAME [weight N [reverse]] … }` and its like. What was not defined above is left out with a
 * complaint, as is a second mention (`alloc_track_script` and others, vrrp/vrrp_track.c).
 */
function readTrackRefs(
  block: Block,
  kind: TrackKind,
  into: Map<string, TrackRef>,
  context: ReaderContext,
): void {
  for (const line of childrenOf(block)) {
    const ref = readTrackRef(line, kind, context);
    if (ref === undefined) continue;
    if (into.has(ref.name)) warn(context, `${ref.name} is tracked already: ignored`, line.place);
    else into.set(ref.name, ref);
  }
}

function readTrackRef(line: Block, kind: TrackKind, context: ReaderContext): TrackRef | undefined {
  const [named, option, given, direction] = line.words;
  const name = named?.text ?? "";
  const known = kind.known === undefined ? { name, weight: 0, reverse: false } : kind.known.get(name);
  if (known === undefined) {
    warn(context, `${kind.keyword} ${name} is not defined above: ignored`, line.place);
    return undefined;
  }
  const { weight, reverse } = known;
  if (option === undefined) return { name, weight, reverse, place: line.place };
  if (option.text !== "weight" || given === undefined) {
    warn(
      context,
      option.text === "weight" ? "weight without a value: ignored" : `unknown option ${option.text}: ignored`,
      option.place,
    );
    return undefined;
  }
  const read = readInteger(given.text, [-254, 254], true);
  if (read.fault !== undefined) warn(context, `weight: ${read.fault}`, given.place);
  const value = read.value ?? weight;
  if (Math.abs(value) > kind.mostWeight) warn(context, `a weight of ${value} is taken as 253`, given.place);
  if (direction !== undefined && !/^(?:no)?reverse$/.test(direction.text)) {
    warn(context, `unknown weight option ${direction.text}`, direction.place);
  }
  const limited = Math.sign(value) * Math.min(Math.abs(value), kind.mostWeight);
  return {
    name,
    weight: limited,
    reverse: direction === undefined ? reverse : direction.text === "reverse",
    place: line.place,
  };
}

/** What an instance or a group tracks, by kind and name. */
export interface Tracked {
  readonly scripts: Map<string, TrackRef>;
  readonly interfaces: Map<string, TrackRef>;
  readonly files: Map<string, TrackRef>;
  readonly processes: Map<string, TrackRef>;
  readonly bfd: Map<string, TrackRef>;
}

export function presetTracked(): Tracked {
  return {
    scripts: new Map(),
    interfaces: new Map(),
    files: new Map(),
    processes: new Map(),
    bfd: new Map(),
  };
}

/** What has been defined so far and can be tracked from here on. */
export interface Trackables {
  readonly scripts: Map<string, Trackable>;
  readonly files: Map<string, Trackable>;
  readonly processes: Map<string, Trackable>;
}

/** Applies a `track_…` block of an instance or a group; false where it is none. */
export function applyTracking(
  block: Block,
  tracked: Tracked,
  known: Trackables,
  context: ReaderContext,
): boolean {
  const keyword = block.words[0]?.text ?? "";
  const kinds = {
    track_script: { into: tracked.scripts, known: known.scripts, mostWeight: 253 },
    track_interface: { into: tracked.interfaces, known: undefined, mostWeight: 253 },
    track_file: { into: tracked.files, known: known.files, mostWeight: 254 },
    track_process: { into: tracked.processes, known: known.processes, mostWeight: 254 },
    // BFD sessions belong to a part of the file that this reader does not look into.
    track_bfd: { into: tracked.bfd, known: undefined, mostWeight: 253 },
  };
  if (!isTrackKeyword(keyword, kinds)) return false;
  const { into, ...kind } = kinds[keyword];
  readTrackRefs(block, { keyword, ...kind }, into, context);
  return true;
}

function isTrackKeyword<Kinds extends object>(
  keyword: string,
  kinds: Kinds,
): keyword is string & keyof Kinds {
  return Object.hasOwn(kinds, keyword);
}
