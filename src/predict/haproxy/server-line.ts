import type { Place } from "../source-text.ts";
import { parseAddress, type Address } from "./address.ts";
import { warn, wordAt, type ReaderContext } from "./reader-context.ts";
import type { Word } from "./section.ts";
import { copyServer, type ServerDraft } from "./server-draft.ts";
import { serverKeywords, type ServerKeywordTarget } from "./server-keywords.ts";
import { leadingInteger } from "./time.ts";

/** A `server` or `server-template` line: the names it makes, where they are, and what was said of them. */
export interface ServerLine {
  readonly names: readonly string[];
  readonly address: Address;
  readonly draft: ServerDraft;
  readonly place: Place;
}

/** How many servers all templates may make here; HAProxy has no limit but memory. */
const maxMade = 50_000;

/** Reads a `server` line; it starts with what `preset` (the section's default-server) says at this point. */
export function readServerLine(
  words: readonly Word[],
  preset: ServerDraft,
  target: Omit<ServerKeywordTarget, "draft">,
): ServerLine {
  const { context } = target;
  const template = words[0]?.text === "server-template";
  const name = wordAt(context, words, 1, template ? "a prefix for names" : "a name");
  const unfit = (template ? /[^\w.-]/ : /[^\w.:-]/).exec(name.text);
  if (unfit !== null) throw context.lines.error(name.place, "a name of letters, digits and . : _ -");
  const names = template
    ? templateNames(name.text, wordAt(context, words, 2, "a number or range"), context)
    : [name.text];
  const at = template ? 3 : 2;
  const written = wordAt(context, words, at, "an address");
  const address = parseAddress(written.text, { port: "optional", range: false, offset: true });
  if (typeof address === "string") throw context.lines.error(written.place, address);
  const draft = copyServer(preset);
  applyServerWords(words.slice(at + 1), { ...target, draft });
  refuseContradictions(draft, name.place, context);
  return { names, address, draft, place: words[0]?.place ?? name.place };
}

/** Applies the options of a `server` or `default-server` line to a draft. */
export function applyServerWords(words: readonly Word[], target: ServerKeywordTarget): void {
  for (let at = 0; at < words.length;) at += applyServerWord(words, at, target);
}

/** Applies one keyword and says how many words it took. */
function applyServerWord(words: readonly Word[], at: number, target: ServerKeywordTarget): number {
  const name = words[at];
  if (name === undefined) return 1;
  const keyword = serverKeywords.get(name.text);
  const value = words[at + 1];
  if (keyword === undefined) return stepOver(words, at, target.context);
  if (keyword.arguments === 1 && value === undefined && keyword.optional !== true) {
    throw target.context.lines.error(name.place, `a value after ${name.text}`, "the end of the line");
  }
  keyword.apply?.(target, value ?? { text: "", place: name.place });
  const text = keyword.arguments === 0 || value === undefined ? name.text : `${name.text} ${value.text}`;
  target.draft.writtenAt.set(settingOf(name.text), { place: name.place, text });
  return 1 + keyword.arguments;
}

/** The setting that a keyword is about: "no-check" is about "check". */
function settingOf(keyword: string): string {
  if (keyword === "enabled") return "disabled";
  const positive = keyword.replace(/^no-/, "");
  return serverKeywords.has(positive) ? positive : keyword;
}

/** `source` takes an address and its options; a keyword from another version takes what no other keyword claims. */
function stepOver(words: readonly Word[], at: number, context: ReaderContext): number {
  const name = words[at];
  let taken = 1;
  if (name?.text === "source") {
    taken = 2;
    while (/^(?:usesrc|interface)$/.test(words[at + taken]?.text ?? "")) taken += 2;
    return taken;
  }
  if (name !== undefined && !name.text.startsWith("set-proxy-v2-tlv-fmt(")) {
    warn(context, `unknown server keyword ${name.text}: kept, and not understood`, name.place);
  }
  while (at + taken < words.length && !isServerKeyword(words[at + taken]?.text ?? "")) taken += 1;
  return taken;
}

function isServerKeyword(text: string): boolean {
  return serverKeywords.has(text) || text === "source";
}

/** Number or range of a template (`_srv_parse_tmpl_range`, src/server.c). */
function templateNames(prefix: string, range: Word, context: ReaderContext): readonly string[] {
  const [low = "", high] = range.text.split("-", 2);
  const first = high === undefined ? 1 : leadingInteger(low);
  const last = leadingInteger(high ?? low);
  if (first < 0 || last < first)
    throw context.lines.error(range.place, "a number of servers, or a range such as 1-3");
  context.templates.servers += last - first + 1;
  if (context.templates.servers > maxMade) {
    throw context.lines.error(range.place, `at most ${maxMade} servers from templates`);
  }
  return Array.from({ length: last - first + 1 }, (_, index) => `${prefix}${first + index}`);
}

function refuseContradictions(draft: ServerDraft, place: Place, context: ReaderContext): void {
  if (draft.check && draft.track !== undefined) {
    throw context.lines.error(place, "either check or track", "both");
  }
  if (draft.agent && draft.agentPort === 0) {
    throw context.lines.error(place, "agent-port beside agent-check", "none");
  }
}
