import type { Written } from "../source-text.ts";
import { InheritedMap } from "./inherited-map.ts";
import type { OnError } from "./server-config.ts";

/** What lines have said of a server so far; a `default-server` keeps one of these for the servers after it. */
export interface ServerDraft {
  check: boolean;
  checkAddress: { readonly host: string; readonly port: number | undefined } | undefined;
  checkPort: number;
  /** `check-ssl`, `no-check-ssl`; undefined: neither was written. */
  checkTls: boolean | undefined;
  checkSendProxy: boolean;
  interMs: number;
  fastinterMs: number | undefined;
  downinterMs: number | undefined;
  fall: number;
  rise: number;
  agent: boolean;
  agentAddress: string | undefined;
  agentPort: number;
  /** `agent-port` was written: `port` no longer changes it. */
  agentPortKept: boolean;
  agentInterMs: number;
  observe: "layer4" | "layer7" | undefined;
  errorLimit: number;
  onError: OnError;
  onMarkedDown: "nothing" | "shutdown-sessions";
  onMarkedUp: "nothing" | "shutdown-backup-sessions";
  backup: boolean;
  disabled: boolean;
  track: string | undefined;
  weight: number;
  slowstartMs: number;
  maxconn: number;
  minconn: number;
  maxqueue: number;
  tls: boolean;
  sendProxy: ReadonlySet<"v1" | "v2">;
  cookie: string | undefined;
  resolvers: string | undefined;
  initState: string | undefined;
  readonly writtenAt: InheritedMap<Written>;
}

/** The defaults of HAProxy (`proxy_preset_defaults`, src/proxy.c; include/haproxy/defaults.h). */
export function presetServer(): ServerDraft {
  return {
    check: false,
    checkAddress: undefined,
    checkPort: 0,
    checkTls: undefined,
    checkSendProxy: false,
    interMs: 2_000,
    fastinterMs: undefined,
    downinterMs: undefined,
    fall: 3,
    rise: 2,
    agent: false,
    agentAddress: undefined,
    agentPort: 0,
    agentPortKept: false,
    agentInterMs: 2_000,
    observe: undefined,
    errorLimit: 10,
    onError: "fail-check",
    onMarkedDown: "nothing",
    onMarkedUp: "nothing",
    backup: false,
    disabled: false,
    track: undefined,
    weight: 1,
    slowstartMs: 0,
    maxconn: 0,
    minconn: 0,
    maxqueue: 0,
    tls: false,
    sendProxy: new Set(),
    cookie: undefined,
    resolvers: undefined,
    initState: undefined,
    writtenAt: new InheritedMap(),
  };
}

/** A draft that starts with what another one says now. */
export function copyServer(draft: ServerDraft): ServerDraft {
  return { ...draft, writtenAt: new InheritedMap(draft.writtenAt) };
}
