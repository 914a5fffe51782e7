import type { Proxy } from "../haproxy/config.ts";
import type { Directive, Section } from "../haproxy/section.ts";
import type { Server } from "../haproxy/server-config.ts";
import { samePlace } from "../lint/places.ts";
import type { Balancer } from "../model/scene.ts";
import type { Place } from "../source-text.ts";
import type { Draft } from "./draft.ts";

/** A proxy with the section that it was written in, as some draft has them. */
export interface Written {
  readonly balancer: Balancer;
  readonly proxy: Proxy;
  readonly section: Section;
}

/**
 * Changes some proxies of every balancer. A file is read once for each balancer: it is changed from its end to its
 * beginning, so that the places further up stay true; a file that balancers share has been changed when the next one
 * comes. `edit` too has to begin with what stands furthest down.
 */
export function editProxies(
  draft: Draft,
  concerns: (balancer: Balancer) => ReadonlySet<Proxy>,
  edit: (draft: Draft, written: Written) => Draft,
): Draft {
  const hosts = draft.setup.balancers.map(({ host }) => host);
  return hosts.reduce((current, host) => {
    const balancer = current.setup.balancers.find((each) => each.host === host);
    if (balancer === undefined) return current;
    const concerned = concerns(balancer);
    const sections = new Map(balancer.haproxy.sections.map((section) => [placeKey(section.place), section]));
    return [...concerned]
      .flatMap((proxy): readonly Written[] => {
        const section = sections.get(placeKey(proxy.place));
        return section === undefined ? [] : [{ balancer, proxy, section }];
      })
      .sort((one, other) => other.section.place.line - one.section.place.line)
      .reduce(edit, current);
  }, draft);
}

function placeKey({ file, line }: Place): string {
  return `${line} ${file}`;
}

/** Writes a `timeout` in the proxy's own section, so that no other proxy is touched. */
export function setTimeoutOf(
  draft: Draft,
  written: Written,
  timeout: "check" | "connect",
  value: string,
): Draft {
  const own = timeoutLine(written, timeout);
  if (own === undefined) return insertBeforeServers(draft, written, `timeout ${timeout} ${value}`);
  const statement = new RegExp(`timeout[ \\t]+${timeout}[ \\t]+\\w+`);
  return draft.replaceAt(own.place, statement, `timeout ${timeout} ${value}`);
}

/** Whether the proxy's own section has such a line. */
export function hasTimeout(written: Written, timeout: "check" | "connect"): boolean {
  return timeoutLine(written, timeout) !== undefined;
}

function timeoutLine({ section }: Written, timeout: string): Directive | undefined {
  return section.directives.find(({ words }) => words[0]?.text === "timeout" && words[1]?.text === timeout);
}

export type Options = readonly (readonly [keyword: string, value: string])[];

/** Writes options of these servers: each where it stands already, else in a default-server of the section. */
export function setServerOptions(
  draft: Draft,
  written: Written,
  servers: readonly Server[],
  options: Options,
): Draft {
  const places = options.map(([keyword, value]) => ({
    keyword,
    value,
    places: own(written.section, servers, keyword),
  }));
  const missing = places.filter(({ keyword, places: known }) =>
    servers.some(({ writtenAt }) => !known.some((place) => isAt(writtenAt[keyword]?.place, place))),
  );
  const replacements = places
    .flatMap(({ keyword, value, places: known }) => known.map((place) => ({ keyword, value, place })))
    .sort((one, other) => other.place.line - one.place.line || other.place.column - one.place.column);
  const words = missing.map(({ keyword, value }) => `${keyword} ${value}`).join(" ");
  const preset = defaultServer(written);
  // New words go to the end of their line before anything further left is changed; a new line moves what stands below.
  const extended = words === "" || preset === undefined ? draft : addWords(draft, preset, words);
  const replaced = replacements.reduce(
    (current, { keyword, value, place }) =>
      current.replaceAt(place, new RegExp(`${keyword}[ \\t]+\\w+`), `${keyword} ${value}`),
    extended,
  );
  if (words === "" || preset !== undefined) return replaced;
  return insertBeforeServers(replaced, written, `default-server ${words}`);
}

/** Adds words at the end of a line, before its comment. */
export function addWords(draft: Draft, { words }: Directive, added: string): Draft {
  const last = words.at(-1);
  if (last === undefined) return draft;
  const end = new RegExp(`${last.text.replaceAll(/[^\w]/g, "\\$&")}(?=[ \\t\\r]*(?:#|$))`);
  return draft.replaceAt(last.place, end, `${last.text} ${added}`);
}

/** The line of a server, or of the template that makes it. */
export function serverLine({ section }: Written, { place }: Server): Directive | undefined {
  return section.directives.find((directive) => samePlace(directive.place, place));
}

/** Where these servers' settings stand in the section itself: one place for a default-server, one a line otherwise. */
function own(section: Section, servers: readonly Server[], keyword: string): readonly Place[] {
  const inside = new Set(section.directives.map(({ place }) => place.line));
  const places: Place[] = [];
  for (const { writtenAt } of servers) {
    const place = writtenAt[keyword]?.place;
    if (place === undefined || place.file !== section.place.file || !inside.has(place.line)) continue;
    if (!places.some((known) => samePlace(known, place))) places.push(place);
  }
  return places;
}

function isAt(place: Place | undefined, other: Place): boolean {
  return place !== undefined && samePlace(place, other);
}

/** The last default-server above the first server: what it says counts for all of them. */
function defaultServer({ section: { directives } }: Written): Directive | undefined {
  const first = directives.findIndex(isServer);
  return directives.slice(0, Math.max(0, first)).findLast(({ words }) => words[0]?.text === "default-server");
}

/** Inserts lines above the servers and their default-server. */
export function insertBeforeServers(draft: Draft, { section }: Written, ...texts: readonly string[]): Draft {
  const at = section.directives.find(
    (directive) => isServer(directive) || directive.words[0]?.text === "default-server",
  );
  if (at === undefined) return draft;
  // What is said above a line is said of that line: nothing comes between the two.
  let { line } = at.place;
  while (/^\s*#/.test(draft.lineAt({ file: at.place.file, line: line - 1 }) ?? "")) line -= 1;
  return draft.insertBefore({ file: at.place.file, line }, texts);
}

function isServer({ words }: Directive): boolean {
  return words[0]?.text === "server" || words[0]?.text === "server-template";
}
