import type { Written } from "../source-text.ts";
import { applyAdverts } from "./advert-keywords.ts";
import { keywordOf, type Block } from "./block.ts";
import type { GlobalDefs } from "./config.ts";
import { applyGarp, applyGarpInterval, applyMinGarp, presetGarp, type GarpDraft } from "./garp-keywords.ts";
import { globalKeywords } from "./known-keywords.ts";
import {
  boolean,
  childrenOf,
  integer,
  seconds,
  valueOf,
  warn,
  writtenOf,
  type ReaderContext,
} from "./reader-context.ts";

/** What `global_defs` blocks have said so far; an instance takes some of it as it stands at its own place. */
export interface GlobalDraft {
  routerId: string | undefined;
  vrrpVersion: 2 | 3;
  startupDelayMs: number;
  downTimerAdverts: number;
  higherPrioSendAdvert: boolean;
  lowerPrioNoAdvert: boolean;
  strict: boolean;
  readonly garp: GarpDraft;
  mcastGroup4: string;
  mcastGroup6: string;
  enableScriptSecurity: boolean;
  scriptUser: string | undefined;
  dynamicInterfaces: boolean;
  processPriority: number | undefined;
  realtimePriority: number | undefined;
  notifyFifo: string | undefined;
  smtpAlert: boolean | undefined;
  smtpAlertVrrp: boolean | undefined;
  readonly writtenAt: Map<string, Written>;
}

export function presetGlobal(): GlobalDraft {
  return {
    routerId: undefined,
    vrrpVersion: 2,
    startupDelayMs: 0,
    downTimerAdverts: 3,
    higherPrioSendAdvert: false,
    lowerPrioNoAdvert: false,
    strict: false,
    garp: { ...presetGarp },
    mcastGroup4: "224.0.0.18",
    mcastGroup6: "ff02::12",
    enableScriptSecurity: false,
    scriptUser: undefined,
    dynamicInterfaces: false,
    processPriority: undefined,
    realtimePriority: undefined,
    notifyFifo: undefined,
    smtpAlert: undefined,
    smtpAlertVrrp: undefined,
    writtenAt: new Map(),
  };
}

type Apply = (draft: GlobalDraft, block: Block, context: ReaderContext) => void;

const switchOf =
  (name: "smtpAlert" | "smtpAlertVrrp"): Apply =>
  (draft, block, context) => {
    draft[name] = boolean(context, block) ?? draft[name];
  };
const textOf =
  (name: "routerId" | "mcastGroup4" | "mcastGroup6" | "scriptUser" | "notifyFifo"): Apply =>
  (draft, block, context) => {
    draft[name] = valueOf(context, block).text;
  };
const flag =
  (name: "enableScriptSecurity" | "dynamicInterfaces"): Apply =>
  (draft) => {
    draft[name] = true;
  };
const numberOf =
  (name: "processPriority" | "realtimePriority", range: readonly [number, number]): Apply =>
  (draft, block, context) => {
    draft[name] = integer(context, block, range);
  };

const keywords: ReadonlyMap<string, Apply> = new Map<string, Apply>([
  ["router_id", textOf("routerId")],
  ["vrrp_version", readVersion],
  [
    "vrrp_startup_delay",
    (draft, block, context) => (draft.startupDelayMs = seconds(context, block, [0.001, 4_294_967]) ?? 0),
  ],
  ["vrrp_strict", (draft) => (draft.strict = true)],
  ["vrrp_mcast_group4", textOf("mcastGroup4")],
  ["vrrp_mcast_group6", textOf("mcastGroup6")],
  ["vrrp_garp_interval", (draft, block, context) => applyGarpInterval(draft.garp, block, context)],
  ["vrrp_min_garp", (draft, block, context) => applyMinGarp(draft.garp, block, context)],
  ["enable_script_security", flag("enableScriptSecurity")],
  ["script_user", textOf("scriptUser")],
  ["dynamic_interfaces", flag("dynamicInterfaces")],
  ["vrrp_priority", numberOf("processPriority", [-20, 19])],
  ["vrrp_rt_priority", numberOf("realtimePriority", [1, 99])],
  ["vrrp_notify_fifo", textOf("notifyFifo")],
  ["smtp_alert", switchOf("smtpAlert")],
  ["smtp_alert_vrrp", switchOf("smtpAlertVrrp")],
]);

/** Applies one `global_defs` block. */
export function readGlobalDefs(draft: GlobalDraft, block: Block, context: ReaderContext): void {
  for (const child of childrenOf(block)) {
    const name = keywordOf(child);
    const apply = keywords.get(name);
    if (apply !== undefined) apply(draft, child, context);
    else if (!applyShared(draft, child, context) && !globalKeywords.has(name)) {
      warn(context, `unknown keyword ${name} in global_defs`, child.place);
    }
    draft.writtenAt.set(name, writtenOf(child));
  }
}

/** Keywords that an instance has too, there without the prefix. */
function applyShared(draft: GlobalDraft, block: Block, context: ReaderContext): boolean {
  const [, name] = /^vrrp_(.+)/.exec(keywordOf(block)) ?? [];
  if (name === undefined) return false;
  return applyAdverts(name, draft, block, context) || applyGarp(name, draft.garp, block, context);
}

function readVersion(draft: GlobalDraft, block: Block, context: ReaderContext): void {
  const version = integer(context, block, [2, 3]);
  if (version === 2 || version === 3) draft.vrrpVersion = version;
}

/** The draft with what follows from other settings filled in (`vrrp_complete_init`, vrrp/vrrp.c). */
export function completeGlobal(draft: GlobalDraft): GlobalDefs {
  const { garp, writtenAt, routerId, vrrpVersion, startupDelayMs, downTimerAdverts, strict } = draft;
  const { higherPrioSendAdvert, lowerPrioNoAdvert, mcastGroup4, mcastGroup6, enableScriptSecurity } = draft;
  const { scriptUser, dynamicInterfaces, processPriority, realtimePriority, notifyFifo } = draft;
  return {
    ...{
      routerId,
      vrrpVersion,
      startupDelayMs,
      downTimerAdverts,
      strict,
      higherPrioSendAdvert,
      lowerPrioNoAdvert,
    },
    ...{ mcastGroup4, mcastGroup6, enableScriptSecurity, scriptUser, dynamicInterfaces },
    ...{ processPriority, realtimePriority, notifyFifo },
    garp: {
      ...garp,
      lowerPrioDelayMs: garp.lowerPrioDelayMs ?? garp.delayMs,
      lowerPrioRepeat: garp.lowerPrioRepeat ?? garp.repeat,
    },
    writtenAt: Object.fromEntries(writtenAt),
  };
}
