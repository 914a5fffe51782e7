import type { Place, Written } from "../source-text.ts";
import type { Bind, Proxy, ProxyMode, ProxyOption, Redispatch, StickTable, UseBackend } from "./config.ts";
import { inheritHealth, presetHealth, type HealthDraft } from "./health-draft.ts";
import { InheritedMap } from "./inherited-map.ts";
import { presetServer, type ServerDraft } from "./server-draft.ts";
import type { ServerLine } from "./server-line.ts";

export type SectionKind = Proxy["kind"] | "defaults";

/** The names that `timeout` knows, as HAProxy spells them. */
export const timeoutNames = [
  "connect",
  "client",
  "server",
  "check",
  "queue",
  "tarpit",
  "tunnel",
  "client-fin",
  "server-fin",
  "client-hs",
  "http-request",
  "http-keep-alive",
] as const;

export type TimeoutName = (typeof timeoutNames)[number];

/** What the lines of a section have said so far. A `defaults` section is one too; proxies start as a copy of it. */
export interface ProxyDraft {
  readonly kind: SectionKind;
  readonly name: string;
  readonly place: Place;
  readonly defaultsName: string | undefined;
  mode: ProxyMode;
  disabled: boolean;
  readonly timeouts: InheritedMap<number>;
  readonly options: InheritedMap<ProxyOption>;
  readonly binds: Bind[];
  readonly useBackends: UseBackend[];
  readonly servers: ServerLine[];
  readonly stickRules: Written[];
  /** What servers start with; replaced, never changed, as others may share it. */
  preset: ServerDraft;
  /** Shared with the defaults section until the first line about checks. */
  health: HealthDraft;
  ownsHealth: boolean;
  maxconn: number | undefined;
  backlog: number | undefined;
  retries: number;
  redispatch: Redispatch | undefined;
  retryOn: readonly string[];
  balance: string;
  hashType: string | undefined;
  defaultBackend: Written | undefined;
  stickTable: StickTable | undefined;
  cookie: Written | undefined;
  loadServerState: "global" | "local" | "none";
  readonly writtenAt: InheritedMap<Written>;
}

interface Opening {
  readonly kind: SectionKind;
  readonly name: string;
  readonly place: Place;
}

const untouchedServer = presetServer();
const untouchedHealth = presetHealth();

/** A section before its first line, without any defaults. Since 3.3 the balance is random where none is written. */
export function presetProxy(opening: Opening, balance: "roundrobin" | "random"): ProxyDraft {
  const { kind, name, place } = opening;
  return {
    kind,
    name,
    place,
    defaultsName: undefined,
    mode: "tcp",
    disabled: false,
    timeouts: new InheritedMap(),
    options: new InheritedMap(),
    binds: [],
    useBackends: [],
    servers: [],
    stickRules: [],
    preset: untouchedServer,
    health: untouchedHealth,
    ownsHealth: false,
    maxconn: undefined,
    backlog: undefined,
    retries: 3,
    redispatch: undefined,
    retryOn: ["conn-failure"],
    balance,
    hashType: undefined,
    defaultBackend: undefined,
    stickTable: undefined,
    cookie: undefined,
    loadServerState: "none",
    writtenAt: new InheritedMap(),
  };
}

/** A section before its first line, with what its defaults section says (`proxy_defproxy_cpy`, src/proxy.c). */
export function inheritProxy(opening: Opening, defaults: ProxyDraft): ProxyDraft {
  const { kind, name, place } = opening;
  return {
    ...defaults,
    kind,
    name,
    place,
    defaultsName: defaults.name === "" ? undefined : defaults.name,
    timeouts: new InheritedMap(defaults.timeouts),
    options: new InheritedMap(defaults.options),
    binds: [],
    useBackends: [],
    servers: [],
    stickRules: [],
    ownsHealth: false,
    writtenAt: new InheritedMap(defaults.writtenAt),
  };
}

/** The section's own settings of checks, to be changed. */
export function ownHealth(draft: ProxyDraft): HealthDraft {
  if (!draft.ownsHealth) draft.health = inheritHealth(draft.health);
  draft.ownsHealth = true;
  return draft.health;
}

/** Whether a section takes clients, and whether it has servers. */
export function sides(kind: SectionKind): { readonly front: boolean; readonly back: boolean } {
  return { front: kind !== "backend", back: kind !== "frontend" };
}
