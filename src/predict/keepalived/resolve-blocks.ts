import { keywordOf, type Block } from "./block.ts";
import { completeInstance } from "./complete-instance.ts";
import type {
  KeepalivedConfig,
  SyncGroup,
  TrackFile,
  TrackProcess,
  VirtualServer,
  VrrpScript,
} from "./config.ts";
import { completeGlobal, presetGlobal, readGlobalDefs } from "./global-defs.ts";
import type { VrrpInstance } from "./instance-config.ts";
import { presetInstance, type InstanceDraft } from "./instance-draft.ts";
import { applyInstanceLines } from "./instance-keywords.ts";
import { otherTopKeywords } from "./known-keywords.ts";
import { warn, type ReaderContext } from "./reader-context.ts";
import { readScript } from "./script.ts";
import { completeGroup, readSyncGroup, type GroupDraft } from "./sync-group.ts";
import { readTrackFile } from "./track-file.ts";
import { readTrackProcess } from "./track-process.ts";
import type { Trackables } from "./track-refs.ts";
import { readVirtualServer } from "./virtual-server.ts";

type Resolved = Omit<KeepalivedConfig, "version" | "blocks" | "warnings">;

/** Reads the blocks in order (what is tracked must be defined above), then completes groups and instances. */
export function resolveBlocks(blocks: readonly Block[], context: ReaderContext): Resolved {
  const reader = new BlockReader(context);
  for (const block of blocks) reader.read(block);
  return reader.complete();
}

class BlockReader {
  readonly #context: ReaderContext;
  readonly #global = presetGlobal();
  readonly #known: Trackables = { scripts: new Map(), files: new Map(), processes: new Map() };
  readonly #scripts: VrrpScript[] = [];
  readonly #trackFiles: TrackFile[] = [];
  readonly #trackProcesses: TrackProcess[] = [];
  readonly #instances = new Map<string, InstanceDraft>();
  readonly #groups = new Map<string, GroupDraft>();
  readonly #virtualServers: VirtualServer[] = [];

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  read(block: Block): void {
    const keyword = keywordOf(block);
    if (keyword === "global_defs") readGlobalDefs(this.#global, block, this.#context);
    else if (keyword === "vrrp_instance") this.#readInstance(block);
    else if (keyword === "vrrp_sync_group") this.#readGroup(block);
    else if (keyword === "vrrp_script") this.#readScript(block);
    else if (keyword === "track_file" || keyword === "vrrp_track_file") this.#readTrackFile(block);
    else if (keyword === "vrrp_track_process") this.#readTrackProcess(block);
    else if (keyword === "virtual_server") this.#virtualServers.push(readVirtualServer(block, this.#context));
    else if (!otherTopKeywords.has(keyword) && block.words.length > 0) {
      warn(this.#context, `unknown keyword ${keyword}`, block.place);
    }
  }

  complete(): Resolved {
    const globalDefs = completeGlobal(this.#global);
    const smtp = this.#global.smtpAlertVrrp ?? this.#global.smtpAlert ?? false;
    const syncGroups = this.#completeGroups(smtp);
    const groupOf = new Map(
      syncGroups.flatMap((group) => group.members.map((name): [string, SyncGroup] => [name, group])),
    );
    const instances = [...this.#instances.values()].map((draft) =>
      completeInstance(draft, { global: globalDefs, group: groupOf.get(draft.name), smtp }, this.#context),
    );
    this.#refuseConflicts(instances);
    this.#noteUnused(instances);
    const { trackFiles, trackProcesses, virtualServers } = this.#lists();
    return {
      globalDefs,
      scripts: this.#scripts,
      trackFiles,
      trackProcesses,
      instances,
      syncGroups,
      virtualServers,
    };
  }

  #lists(): Pick<Resolved, "trackFiles" | "trackProcesses" | "virtualServers"> {
    return {
      trackFiles: this.#trackFiles,
      trackProcesses: this.#trackProcesses,
      virtualServers: this.#virtualServers,
    };
  }

  /** The name of an instance or group; undefined where keepalived skips the whole block. */
  #nameOf(block: Block, taken: ReadonlyMap<string, unknown>): string | undefined {
    const name = block.words[1]?.text;
    if (name === undefined || block.words.length !== 2) {
      warn(this.#context, `${keywordOf(block)} must have one name: the block is skipped`, block.place);
      return undefined;
    }
    if (!taken.has(name)) return name;
    warn(this.#context, `${keywordOf(block)} ${name} is defined already: the block is skipped`, block.place);
    return undefined;
  }

  #readInstance(block: Block): void {
    const name = this.#nameOf(block, this.#instances);
    if (name === undefined) return;
    const draft = presetInstance(name, block.place, this.#global);
    this.#instances.set(name, draft);
    applyInstanceLines(draft, block, this.#known, this.#context);
  }

  #readGroup(block: Block): void {
    const name = this.#nameOf(block, this.#groups);
    if (name !== undefined) this.#groups.set(name, readSyncGroup(name, block, this.#known, this.#context));
  }

  #readScript(block: Block): void {
    const script = readScript(block, this.#context);
    this.#scripts.push(script);
    if (script.usable && !this.#known.scripts.has(script.name)) this.#known.scripts.set(script.name, script);
  }

  #readTrackFile(block: Block): void {
    const file = readTrackFile(block, this.#context);
    if (file === undefined) return;
    this.#trackFiles.push(file);
    if (!this.#known.files.has(file.name)) this.#known.files.set(file.name, file);
  }

  #readTrackProcess(block: Block): void {
    const process = readTrackProcess(block, this.#context);
    if (process === undefined) return;
    this.#trackProcesses.push(process);
    if (!this.#known.processes.has(process.name)) this.#known.processes.set(process.name, process);
  }

  #completeGroups(smtp: boolean): readonly SyncGroup[] {
    const drafts = [...this.#instances.values()];
    const isOwner = ({ priority, state }: InstanceDraft): boolean =>
      priority === 255 || (priority === undefined && state === "MASTER");
    const instances = {
      names: new Set(this.#instances.keys()),
      taken: new Set<string>(),
      owners: new Set(drafts.filter(isOwner).map(({ name }) => name)),
    };
    return [...this.#groups.values()].flatMap(
      (draft) => completeGroup(draft, instances, smtp, this.#context) ?? [],
    );
  }

  /** One virtual router in two instances on one wire (`check_vrid_conflicts`): keepalived does not start. */
  #refuseConflicts(instances: readonly VrrpInstance[]): void {
    const seen = new Map<string, VrrpInstance>();
    for (const instance of instances) {
      if (instance.unicastPeers.length > 0) continue;
      const group = this.#instances.get(instance.name)?.mcastGroup ?? "";
      const key = [instance.interface, instance.family, instance.virtualRouterId, group].join(" ");
      const other = seen.get(key);
      if (other !== undefined) {
        const expected = `a virtual_router_id that no other instance has on ${instance.interface}`;
        throw this.#context.lines.error(instance.place, expected, `that of ${other.name}`);
      }
      seen.set(key, instance);
    }
  }

  #noteUnused(instances: readonly VrrpInstance[]): void {
    const used = new Set(instances.flatMap(({ trackScripts }) => trackScripts.map(({ name }) => name)));
    for (const { name, usable, place } of this.#scripts) {
      if (usable && !used.has(name)) warn(this.#context, `vrrp_script ${name} is not used`, place);
    }
  }
}
