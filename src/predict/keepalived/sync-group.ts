import type { Place } from "../source-text.ts";
import { keywordOf, type Block } from "./block.ts";
import type { SyncGroup } from "./config.ts";
import { completeNotify } from "./complete-instance.ts";
import { applyNotify, presetNotify, type NotifyDraft } from "./notify.ts";
import { childrenOf, warn, type ReaderContext } from "./reader-context.ts";
import { applyTracking, presetTracked, type Trackables, type Tracked } from "./track-refs.ts";

/** What the lines of a `vrrp_sync_group` have said. */
export interface GroupDraft {
  readonly name: string;
  readonly place: Place;
  members: readonly string[] | undefined;
  trackingWeight: boolean;
  readonly tracked: Tracked;
  readonly notify: NotifyDraft;
}

export function readSyncGroup(
  name: string,
  block: Block,
  known: Trackables,
  context: ReaderContext,
): GroupDraft {
  const draft: GroupDraft = {
    name,
    place: block.place,
    members: undefined,
    trackingWeight: false,
    tracked: presetTracked(),
    notify: { ...presetNotify },
  };
  for (const child of childrenOf(block)) applyLine(draft, child, known, context);
  return draft;
}

function applyLine(draft: GroupDraft, block: Block, known: Trackables, context: ReaderContext): void {
  const keyword = keywordOf(block);
  if (keyword === "group" && draft.members !== undefined)
    warn(context, "the members were named before: ignored", block.place);
  else if (keyword === "group")
    draft.members = childrenOf(block).flatMap(({ words }) => words.map(({ text }) => text));
  else if (keyword === "sync_group_tracking_weight") draft.trackingWeight = true;
  else if (keyword === "global_tracking") {
    warn(context, "global_tracking is deprecated", block.place);
    draft.trackingWeight = true;
  } else if (keyword !== "notify_priority_changes") {
    const shared =
      applyTracking(block, draft.tracked, known, context) || applyNotify(draft.notify, block, context);
    if (!shared) warn(context, `unknown keyword ${keyword} in vrrp_sync_group`, block.place);
  }
}

/** The group as it is when all instances are known (`vrrp_sync_set_group`, vrrp/vrrp_sync.c); undefined: it is dropped. */
export function completeGroup(
  draft: GroupDraft,
  instances: {
    readonly names: ReadonlySet<string>;
    readonly taken: Set<string>;
    readonly owners: ReadonlySet<string>;
  },
  smtp: boolean,
  context: ReaderContext,
): SyncGroup | undefined {
  const members = (draft.members ?? []).filter((name) => joins(name, draft, instances, context));
  if (members.length === 0) {
    warn(context, `sync group ${draft.name} has no instance: removed`, draft.place);
    return undefined;
  }
  if (members.length === 1) warn(context, `sync group ${draft.name} has only one instance`, draft.place);
  const { name, place, trackingWeight, tracked } = draft;
  const hasOwner = members.some((member) => instances.owners.has(member));
  const refs = (kind: keyof Tracked): SyncGroup["trackScripts"] =>
    [...tracked[kind].values()].map((ref) => (hasOwner ? { ...ref, weight: 0 } : ref));
  return {
    ...{ name, place, members, trackingWeight },
    trackScripts: refs("scripts"),
    trackInterfaces: refs("interfaces"),
    trackFiles: refs("files"),
    trackProcesses: refs("processes"),
    trackBfd: refs("bfd"),
    notify: completeNotify(draft.notify, smtp),
  };
}

function joins(
  name: string,
  draft: GroupDraft,
  { names, taken }: { readonly names: ReadonlySet<string>; readonly taken: Set<string> },
  context: ReaderContext,
): boolean {
  if (!names.has(name)) warn(context, `sync group ${draft.name}: there is no instance ${name}`, draft.place);
  else if (taken.has(name)) warn(context, `instance ${name} is in a sync group already`, draft.place);
  else {
    taken.add(name);
    return true;
  }
  return false;
}
