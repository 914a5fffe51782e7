import type { Written } from "../source-text.ts";
import type { HaproxyGlobal, StatsSocket } from "./config.ts";
import { atMost, choice, count, timeMs, warn, wordAt, type ReaderContext } from "./reader-context.ts";
import { effectiveWords, textOf, type Section, type Word } from "./section.ts";

type Draft = { -readonly [Key in keyof HaproxyGlobal]: HaproxyGlobal[Key] } & {
  statsSockets: StatsSocket[];
  writtenAt: Record<string, Written>;
};

type Keyword = (draft: Draft, words: readonly Word[], context: ReaderContext) => void;

const time =
  (name: "hardStopAfterMs" | "graceMs" | "maxSpreadChecksMs"): Keyword =>
  (draft, words, context) => {
    draft[name] = timeMs(context, wordAt(context, words, 1, "a time"));
  };
const number =
  (name: "maxconn" | "threads" | "maxChecksPerThread", most = Infinity): Keyword =>
  (draft, words, context) => {
    draft[name] = count(context, wordAt(context, words, 1, "a number"), [0, most]);
  };
const word =
  (name: "serverStateFile" | "localPeer" | "node"): Keyword =>
  (draft, words, context) => {
    draft[name] = wordAt(context, words, 1, "a value").text;
  };

const keywords: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ["master-worker", readMasterWorker],
  ["daemon", (draft) => (draft.daemon = true)],
  ["hard-stop-after", time("hardStopAfterMs")],
  ["grace", time("graceMs")],
  ["close-spread-time", readCloseSpreadTime],
  ["spread-checks", readSpreadChecks],
  ["max-spread-checks", time("maxSpreadChecksMs")],
  ["tune.max-checks-per-thread", number("maxChecksPerThread")],
  ["maxconn", number("maxconn")],
  ["nbthread", number("threads")],
  ["server-state-file", word("serverStateFile")],
  ["localpeer", word("localPeer")],
  ["node", word("node")],
  ["external-check", (draft) => (draft.externalCheck = true)],
  ["stats", readStats],
]);

/** Reads every `global` section; a later line wins over an earlier one, as there is one process. */
export function readGlobal(sections: readonly Section[], context: ReaderContext): HaproxyGlobal {
  const draft = presetGlobal();
  for (const section of sections.filter(({ kind }) => kind === "global")) {
    atMost(context, effectiveWords(section), 0);
    for (const directive of section.directives) {
      const words = effectiveWords(directive);
      const name = words[0]?.text ?? "";
      const keyword = keywords.get(name);
      if (keyword === undefined) continue;
      if (directive.modifier !== undefined)
        throw context.lines.error(directive.place, `${name} without ${directive.modifier}`);
      keyword(draft, words, context);
      draft.writtenAt[name === "stats" ? `stats ${words[1]?.text ?? ""}` : name] = {
        place: directive.place,
        text: textOf(directive),
      };
    }
  }
  return draft;
}

function presetGlobal(): Draft {
  return {
    masterWorker: false,
    noExitOnFailure: false,
    daemon: false,
    hardStopAfterMs: undefined,
    graceMs: undefined,
    closeSpreadTimeMs: undefined,
    spreadChecksPercent: 0,
    maxSpreadChecksMs: undefined,
    maxChecksPerThread: undefined,
    maxconn: undefined,
    threads: undefined,
    statsSockets: [],
    exposesListeners: false,
    serverStateFile: undefined,
    localPeer: undefined,
    externalCheck: false,
    node: undefined,
    writtenAt: {},
  };
}

function readMasterWorker(draft: Draft, words: readonly Word[], context: ReaderContext): void {
  atMost(context, words, 1);
  const option = words[1];
  if (option !== undefined) {
    choice(context, option, ["no-exit-on-failure"]);
    draft.noExitOnFailure = true;
  }
  draft.masterWorker = true;
}

function readCloseSpreadTime(draft: Draft, words: readonly Word[], context: ReaderContext): void {
  const value = wordAt(context, words, 1, "a time or infinite");
  draft.closeSpreadTimeMs = value.text === "infinite" ? Infinity : timeMs(context, value);
}

/** The first one wins; HAProxy complains of a second one and goes on. */
function readSpreadChecks(draft: Draft, words: readonly Word[], context: ReaderContext): void {
  atMost(context, words, 1);
  const value = wordAt(context, words, 1, "a percentage from 0 to 50");
  if (draft.spreadChecksPercent !== 0)
    warn(context, "spread-checks was written before: ignored", value.place);
  else draft.spreadChecksPercent = count(context, value, [0, 50]);
}

function readStats(draft: Draft, words: readonly Word[], context: ReaderContext): void {
  if (words[1]?.text !== "socket") return;
  const address = wordAt(context, words, 2, "the address of the socket");
  const levelAt = words.findIndex((word, index) => index > 2 && word.text === "level");
  const level =
    levelAt === -1
      ? "operator"
      : choice(context, wordAt(context, words, levelAt + 1, "a level"), ["user", "operator", "admin"]);
  const exposeAt = words.findIndex((word) => word.text === "expose-fd");
  const exposeFdListeners = exposeAt > -1;
  if (exposeFdListeners) choice(context, wordAt(context, words, exposeAt + 1, "listeners"), ["listeners"]);
  draft.statsSockets.push({
    address: address.text,
    level,
    exposeFdListeners,
    place: words[0]?.place ?? address.place,
  });
  draft.exposesListeners ||= exposeFdListeners;
}
