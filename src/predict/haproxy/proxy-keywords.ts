import { isAtLeast } from "../timing/release.ts";
import type { ProxyMode } from "./config.ts";
import { readBindLine } from "./bind-line.ts";
import { addStep } from "./health-draft.ts";
import { readHealthStep } from "./health-steps.ts";
import { readOption } from "./option-line.ts";
import { ownHealth, sides, timeoutNames, type ProxyDraft } from "./proxy-draft.ts";
import { atMost, choice, count, timeMs, warn, wordAt, type ReaderContext } from "./reader-context.ts";
import { textOf, type Directive, type Word } from "./section.ts";
import { copyServer } from "./server-draft.ts";
import { applyServerWords, readServerLine } from "./server-line.ts";
import { readStickTable } from "./stick-table.ts";

/** One line of a proxy or defaults section, for a keyword that this reader understands. */
export interface ProxyLine {
  readonly draft: ProxyDraft;
  readonly directive: Directive;
  /** Up to the first empty one. */
  readonly words: readonly Word[];
  readonly context: ReaderContext;
}

interface ProxyKeyword {
  readonly apply: (line: ProxyLine) => void;
  /** Refused in a defaults section. */
  readonly inDefaults: boolean;
  /** On the wrong side of a proxy it is refused, ignored with a warning, or read without a word. */
  readonly side?: { readonly of: "front" | "back"; readonly otherwise: "refused" | "ignored" };
  /** `no` may stand before it. */
  readonly negatable?: boolean;
}

const anywhere = (apply: (line: ProxyLine) => void): ProxyKeyword => ({ apply, inDefaults: true });
const front = (apply: (line: ProxyLine) => void, inDefaults = true): ProxyKeyword => ({
  apply,
  inDefaults,
  side: { of: "front", otherwise: "ignored" },
});
const back = (apply: (line: ProxyLine) => void, inDefaults = true): ProxyKeyword => ({
  apply,
  inDefaults,
  side: { of: "back", otherwise: "ignored" },
});
const servers = (apply: (line: ProxyLine) => void, inDefaults: boolean): ProxyKeyword => ({
  apply,
  inDefaults,
  side: { of: "back", otherwise: "refused" },
});

const keywords: ReadonlyMap<string, ProxyKeyword> = new Map([
  ["mode", anywhere(readMode)],
  ["disabled", anywhere(({ draft }) => (draft.disabled = true))],
  ["enabled", anywhere(({ draft }) => (draft.disabled = false))],
  ["timeout", anywhere(readTimeout)],
  ["option", { ...anywhere(readOption), negatable: true }],
  ["maxconn", front((line) => (line.draft.maxconn = readCount(line)))],
  ["backlog", front((line) => (line.draft.backlog = readCount(line)))],
  ["bind", front(readBind, false)],
  ["default_backend", front(readDefaultBackend)],
  ["use_backend", front(readUseBackend, false)],
  ["retries", back((line) => (line.draft.retries = Math.max(0, readCount(line))))],
  ["retry-on", back(({ draft, words }) => (draft.retryOn = words.slice(1).map((word) => word.text)))],
  ["balance", back(readBalance)],
  ["hash-type", back(({ draft, words }) => (draft.hashType = joined(words)))],
  [
    "cookie",
    back(({ draft, directive }) => (draft.cookie = { place: directive.place, text: textOf(directive) })),
  ],
  ["load-server-state-from-file", back(readLoadServerState)],
  ["stick-table", { ...anywhere(readTable), inDefaults: false }],
  [
    "stick",
    back(
      ({ draft, directive }) => draft.stickRules.push({ place: directive.place, text: textOf(directive) }),
      false,
    ),
  ],
  ["http-check", back(readHttpCheck)],
  ["tcp-check", back((line) => readStep(line, "tcp"))],
  ["external-check", back(readExternalCheck)],
  ["server", servers(readServer, false)],
  ["server-template", servers(readServer, false)],
  ["default-server", servers(readDefaultServer, true)],
]);

/** Applies one line to its section; a keyword that says nothing about failover is left alone. */
export function applyProxyLine(line: ProxyLine): void {
  const { draft, directive, words, context } = line;
  const first = wordAt(context, words, 0, "a keyword");
  const keyword = keywords.get(first.text);
  if (keyword === undefined) return;
  if (directive.modifier !== undefined && keyword.negatable !== true) {
    throw context.lines.error(directive.place, `${first.text} without ${directive.modifier}`);
  }
  if (draft.kind === "defaults" && !keyword.inDefaults) {
    throw context.lines.error(first.place, "a keyword that a defaults section may have");
  }
  if (keyword.side !== undefined && !sides(draft.kind)[keyword.side.of]) {
    const lacks = keyword.side.of === "front" ? "takes no clients" : "has no servers";
    if (keyword.side.otherwise === "refused")
      throw context.lines.error(first.place, `no ${first.text}: a ${draft.kind} ${lacks}`);
    warn(context, `${first.text} is ignored: a ${draft.kind} ${lacks}`, first.place);
  }
  keyword.apply(line);
  const setting =
    first.text === "timeout" || first.text === "option"
      ? `${first.text} ${words[1]?.text ?? ""}`
      : first.text;
  draft.writtenAt.set(setting, { place: directive.place, text: textOf(directive) });
}

function joined(words: readonly Word[]): string {
  return words
    .slice(1)
    .map((word) => word.text)
    .join(" ");
}

function readCount({ words, context }: ProxyLine): number {
  atMost(context, words, 1);
  return count(context, wordAt(context, words, 1, "a number"), [-Infinity, Infinity]);
}

function readMode({ draft, words, context }: ProxyLine): void {
  atMost(context, words, 1);
  const known: readonly ProxyMode[] = isAtLeast(context.version, "3.0")
    ? ["tcp", "http", "log", "spop"]
    : ["tcp", "http"];
  draft.mode = choice(context, wordAt(context, words, 1, known.join(", ")), known);
}

function readTimeout({ draft, words, context }: ProxyLine): void {
  const name = choice(context, wordAt(context, words, 1, "the name of a timeout"), timeoutNames);
  draft.timeouts.set(name, timeMs(context, wordAt(context, words, 2, "a time")));
  atMost(context, words, 2);
}

function readBalance({ draft, words, context }: ProxyLine): void {
  const algorithm = words[1];
  const known =
    /^(?:roundrobin|static-rr|first|leastconn|source|uri|url_param|hash|sticky|random(?:\(.*\))?|hdr\([^)]+\).*|rdp-cookie(?:\([^)]+\))?|log-hash)$/;
  if (algorithm !== undefined && !known.test(algorithm.text)) {
    throw context.lines.error(
      algorithm.place,
      "roundrobin, static-rr, leastconn, first, source, uri, url_param, hdr(name), hash, random or rdp-cookie",
    );
  }
  const unnamed = isAtLeast(context.version, "3.3") ? "random" : "roundrobin";
  draft.balance = algorithm === undefined ? unnamed : joined(words);
}

function readBind({ draft, directive, words, context }: ProxyLine): void {
  for (const bind of readBindLine(directive, words, context)) draft.binds.push(bind);
}

function readDefaultBackend({ draft, words, context }: ProxyLine): void {
  const name = wordAt(context, words, 1, "the name of a backend");
  atMost(context, words, 1);
  draft.defaultBackend = { place: name.place, text: name.text };
}

function readUseBackend({ draft, words, context }: ProxyLine): void {
  const name = wordAt(context, words, 1, "the name of a backend");
  const condition = words[2];
  if (condition !== undefined) choice(context, condition, ["if", "unless"]);
  draft.useBackends.push({
    name: name.text,
    dynamic: name.text.includes("%["),
    condition:
      condition === undefined
        ? undefined
        : words
            .slice(2)
            .map((word) => word.text)
            .join(" "),
    place: name.place,
  });
}

function readLoadServerState({ draft, words, context }: ProxyLine): void {
  draft.loadServerState = choice(context, wordAt(context, words, 1, "global, local or none"), [
    "global",
    "local",
    "none",
  ]);
}

function readTable({ draft, directive, words, context }: ProxyLine): void {
  if (draft.stickTable !== undefined)
    throw context.lines.error(directive.place, "one stick-table in a section", "a second one");
  draft.stickTable = readStickTable(directive, words, 1, context);
}

function readHttpCheck(line: ProxyLine): void {
  const { draft, words } = line;
  const step = words[1]?.text;
  if (step === "disable-on-404") ownHealth(draft).disableOn404 = true;
  else if (step !== "send-state") readStep(line, "http");
}

function readStep({ draft, directive, words, context }: ProxyLine, protocol: "http" | "tcp"): void {
  if (addStep(ownHealth(draft), protocol, readHealthStep(directive, words, context))) return;
  const expected = "connect as the first step, where there is a connect step at all";
  throw context.lines.error(words[1]?.place ?? directive.place, expected);
}

function readExternalCheck({ draft, words, context }: ProxyLine): void {
  const what = choice(context, wordAt(context, words, 1, "command or path"), ["command", "path"]);
  const value = wordAt(context, words, 2, "a value").text;
  if (what === "command") ownHealth(draft).command = value;
}

function readServer({ draft, words, context }: ProxyLine): void {
  draft.servers.push(readServerLine(words, draft.preset, { context, http: draft.mode === "http" }));
}

function readDefaultServer({ draft, words, context }: ProxyLine): void {
  draft.preset = copyServer(draft.preset);
  applyServerWords(words.slice(1), { draft: draft.preset, context, http: draft.mode === "http" });
}
