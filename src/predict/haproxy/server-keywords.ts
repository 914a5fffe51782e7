import { parseAddress } from "./address.ts";
import { choice, count, timeMs, warn, type ReaderContext } from "./reader-context.ts";
import type { Word } from "./section.ts";
import type { ServerDraft } from "./server-draft.ts";
import { leadingInteger } from "./time.ts";

/** What a keyword of a server line is applied to. */
export interface ServerKeywordTarget {
  readonly draft: ServerDraft;
  readonly context: ReaderContext;
  /** The proxy's mode at this line: a `mode http` further down comes too late for `observe layer7`. */
  readonly http: boolean;
}

/** A keyword without or with one argument, and what it does. Most keywords change nothing about failover. */
export interface ServerKeyword {
  readonly arguments: 0 | 1;
  /** The argument may be missing; HAProxy then reads nothing, or 0. */
  readonly optional?: boolean;
  readonly apply?: (target: ServerKeywordTarget, value: Word) => void;
}

const flag = (set: (draft: ServerDraft) => void): ServerKeyword => ({
  arguments: 0,
  apply: ({ draft }) => set(draft),
});
const time = (least: number, set: (draft: ServerDraft, ms: number) => void): ServerKeyword => ({
  arguments: 1,
  apply: ({ draft, context }, value) => set(draft, timeMs(context, value, least)),
});
const number = (
  range: readonly [number, number],
  set: (draft: ServerDraft, value: number) => void,
): ServerKeyword => ({
  arguments: 1,
  apply: ({ draft, context }, value) => set(draft, count(context, value, range)),
});
const plain = (set: (draft: ServerDraft, value: string) => void): ServerKeyword => ({
  arguments: 1,
  optional: true,
  apply: ({ draft }, value) => set(draft, value.text),
});
const word = (set: (draft: ServerDraft, value: string) => void): ServerKeyword => ({
  ...plain(set),
  optional: false,
});
const picked = <Choice extends string>(
  known: readonly Choice[],
  set: (draft: ServerDraft, value: Choice) => void,
): ServerKeyword => ({
  arguments: 1,
  apply: ({ draft, context }, value) => set(draft, choice(context, value, known)),
});
const proxy = (change: (sent: Set<"v1" | "v2">) => void): ServerKeyword =>
  flag((draft) => {
    const sent = new Set(draft.sendProxy);
    change(sent);
    draft.sendProxy = sent;
  });

/** `slowstart` is kept in seconds, rounded up. */
const wholeSeconds = (ms: number): number => Math.ceil(ms / 1_000) * 1_000;

const checks: Readonly<Record<string, ServerKeyword>> = {
  check: flag((draft) => (draft.check = true)),
  "no-check": flag((draft) => (draft.check = false)),
  inter: time(1, (draft, ms) => (draft.interMs = ms)),
  fastinter: time(1, (draft, ms) => (draft.fastinterMs = ms)),
  downinter: time(1, (draft, ms) => (draft.downinterMs = ms)),
  fall: number([1, Infinity], (draft, value) => (draft.fall = value)),
  rise: number([1, Infinity], (draft, value) => (draft.rise = value)),
  addr: { arguments: 1, apply: applyAddr },
  port: word((draft, value) => {
    draft.checkPort = leadingInteger(value);
    if (!draft.agentPortKept) draft.agentPort = draft.checkPort;
  }),
  "check-ssl": flag((draft) => (draft.checkTls = true)),
  "no-check-ssl": flag((draft) => (draft.checkTls = false)),
  "check-send-proxy": flag((draft) => (draft.checkSendProxy = true)),
  "no-check-send-proxy": flag((draft) => (draft.checkSendProxy = false)),
  "agent-check": flag((draft) => (draft.agent = true)),
  "no-agent-check": flag((draft) => (draft.agent = false)),
  "agent-addr": word((draft, value) => (draft.agentAddress = value)),
  "agent-port": word((draft, value) => {
    draft.agentPort = leadingInteger(value);
    draft.agentPortKept = true;
  }),
  "agent-inter": time(1, (draft, ms) => (draft.agentInterMs = ms)),
  observe: { arguments: 1, apply: applyObserve },
  "error-limit": number([1, Infinity], (draft, value) => (draft.errorLimit = value)),
  "on-error": picked(
    ["fastinter", "fail-check", "sudden-death", "mark-down"],
    (draft, value) => (draft.onError = value),
  ),
  "on-marked-down": picked(["shutdown-sessions"], (draft, value) => (draft.onMarkedDown = value)),
  "on-marked-up": picked(["shutdown-backup-sessions"], (draft, value) => (draft.onMarkedUp = value)),
  "init-state": picked(
    ["fully-up", "up", "down", "fully-down", "none"],
    (draft, value) => (draft.initState = value),
  ),
};

const traffic: Readonly<Record<string, ServerKeyword>> = {
  backup: flag((draft) => (draft.backup = true)),
  "no-backup": flag((draft) => (draft.backup = false)),
  disabled: flag((draft) => (draft.disabled = true)),
  enabled: flag((draft) => (draft.disabled = false)),
  track: word((draft, value) => (draft.track = value)),
  weight: { ...number([0, 256], (draft, value) => (draft.weight = value)), optional: true },
  slowstart: time(0, (draft, ms) => (draft.slowstartMs = wholeSeconds(ms))),
  maxconn: plain((draft, value) => (draft.maxconn = leadingInteger(value))),
  minconn: plain((draft, value) => (draft.minconn = leadingInteger(value))),
  maxqueue: plain((draft, value) => (draft.maxqueue = leadingInteger(value))),
  ssl: flag((draft) => (draft.tls = true)),
  "no-ssl": flag((draft) => (draft.tls = false)),
  "send-proxy": proxy((sent) => sent.add("v1")),
  "send-proxy-v2": proxy((sent) => sent.add("v2")),
  "send-proxy-v2-ssl": proxy((sent) => sent.add("v2")),
  "send-proxy-v2-ssl-cn": proxy((sent) => sent.add("v2")),
  "no-send-proxy": proxy((sent) => sent.delete("v1")),
  "no-send-proxy-v2": proxy((sent) => sent.delete("v2")),
  "no-send-proxy-v2-ssl": proxy((sent) => sent.delete("v2")),
  "no-send-proxy-v2-ssl-cn": proxy((sent) => sent.delete("v2")),
  cookie: word((draft, value) => (draft.cookie = value)),
  resolvers: plain((draft, value) => (draft.resolvers = value)),
};

/** Keywords that say nothing about failover, only how many words to step over. */
const silent0 =
  "allow-0rtt check-reuse-pool check-via-socks4 force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 " +
  "no-allow-0rtt no-check-reuse-pool no-renegotiate no-ssl-reuse no-sslv3 no-tfo no-tls-tickets no-tlsv10 no-tlsv11 " +
  "no-tlsv12 no-tlsv13 non-stick renegotiate ssl-reuse stick strict-maxconn tfo tls-tickets usesrc";
const silent1 =
  "agent-send alpn ca-file cc check-alpn check-pool-conn-name check-proto check-sni ciphers ciphersuites client-sigalgs " +
  "crl-file crt curves guid hash-key id idle-ping init-addr ktls log-bufsize log-proto max-reuse namespace npn " +
  "pool-conn-name pool-low-conn pool-max-conn pool-purge-delay proto proxy-v2-options quic-cc-algo redir resolve-net " +
  "resolve-opts resolve-prefer shard sigalgs sni socks4 ssl-max-ver ssl-min-ver tcp-md5sig tcp-ut verify verifyhost ws";

/** The keywords of server lines in HAProxy 2.4 to 3.x. `source` is apart: it takes as many words as fit. */
export const serverKeywords: ReadonlyMap<string, ServerKeyword> = new Map([
  ...Object.entries(checks),
  ...Object.entries(traffic),
  ...silent0.split(" ").map((name): [string, ServerKeyword] => [name, { arguments: 0 }]),
  ...silent1.split(" ").map((name): [string, ServerKeyword] => [name, { arguments: 1, optional: true }]),
]);

function applyAddr({ draft, context }: ServerKeywordTarget, value: Word): void {
  const address = parseAddress(value.text, { port: "optional", range: false, offset: false });
  if (typeof address === "string") throw context.lines.error(value.place, address);
  draft.checkAddress = { host: address.host, port: address.ports?.[0] };
  draft.agentAddress ??= address.host;
}

function applyObserve({ draft, context, http }: ServerKeywordTarget, value: Word): void {
  const layer = choice(context, value, ["none", "layer4", "layer7"]);
  if (layer === "layer7" && !http)
    warn(context, "observe layer7 is ignored: the proxy is not in mode http here", value.place);
  else draft.observe = layer === "none" ? undefined : layer;
}
