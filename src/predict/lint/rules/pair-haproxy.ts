import type { Balancer } from "../../model/scene.ts";
import { textOf, type Directive, type Section } from "../../haproxy/section.ts";
import type { Place } from "../../source-text.ts";
import type { Reported, Rule } from "../finding.ts";
import type { LintSubject } from "../subject.ts";

/** A line of a proxy section: the section and its words, as a key; and where it stands. */
interface Line {
  readonly section: string;
  readonly text: string;
  readonly place: Place;
}

/** What balancers may rightly have each for itself. */
const own = /^(?:bind|log|source|unique-id-format|description|id)\b/;
const decides = /^(?:server|server-template|default-server)\b/;

/** The balancer that takes over serves its own list of servers, which nobody has looked at since it was written. */
export const pairHaproxyDiffers: Rule = {
  id: "pair-haproxy-differs",
  title: "haproxy.cfg differs between the balancers",
  source: "operations: HAProxy has no replication of its configuration",
  check: (subject) => pairsWithHaproxy(subject).flatMap(([one, other]) => differences(one, other)),
};

function pairsWithHaproxy({ balancers }: LintSubject): readonly (readonly [Balancer, Balancer])[] {
  const [first, ...rest] = balancers.filter(({ haproxy }) => haproxy.proxies.length > 0);
  return first === undefined ? [] : rest.map((other) => [first, other] as const);
}

function differences(one: Balancer, other: Balancer): readonly Reported[] {
  const [mine, theirs] = [linesOf(one), linesOf(other)];
  const lacking = without(mine, theirs);
  const paired = new Set<Line>();
  const changedOrMore = without(theirs, mine).map((line) => {
    const was = lacking.find((each) => !paired.has(each) && settingOf(each) === settingOf(line));
    if (was !== undefined) paired.add(was);
    return report(line, was, { has: other, lacks: one });
  });
  const less = lacking.filter((line) => !paired.has(line));
  return [...changedOrMore, ...less.map((line) => report(line, undefined, { has: one, lacks: other }))];
}

function report(
  { section, text, place }: Line,
  was: Line | undefined,
  { has, lacks }: { readonly has: Balancer; readonly lacks: Balancer },
): Reported {
  const server = decides.test(text);
  const between = `a failover between ${lacks.host} and ${has.host} changes`;
  return {
    severity: server ? "error" : "warning",
    place,
    ...(was === undefined ? {} : { related: [was.place] }),
    message: `${section}: ${has.host} has "${text}", ${lacks.host} has ${was === undefined ? "no such line" : `"${was.text}"`}`,
    why: server
      ? `${between} the servers: all clients at once get another list, or another health check`
      : `${between} how every connection is treated`,
    change: "keep one haproxy.cfg for all balancers, and reload it on all of them",
  };
}

/** What a line is about: the server of that name, that timeout, that option; for the rest the keyword. */
function settingOf({ section, text }: Line): string {
  const [keyword = "", name = ""] = text.split(" ");
  return [section, keyword, /^(?:server|server-template|timeout|option)$/.test(keyword) ? name : ""].join(
    "\n",
  );
}

/** Lines of `all` that `others` has fewer of: order does not matter, numbers do. */
function without(all: readonly Line[], others: readonly Line[]): readonly Line[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(keyOf(line), (left.get(keyOf(line)) ?? 0) + 1);
  return all.filter((line) => {
    const count = left.get(keyOf(line)) ?? 0;
    left.set(keyOf(line), count - 1);
    return count <= 0;
  });
}

function keyOf({ section, text }: Line): string {
  return `${section}\n${text}`;
}

function linesOf({ haproxy }: Balancer): readonly Line[] {
  return haproxy.sections
    .filter(({ kind }) => ["defaults", "frontend", "backend", "listen"].includes(kind))
    .flatMap((section) => section.directives.map((directive) => lineOf(section, directive)))
    .filter(({ text }) => !own.test(text));
}

function lineOf({ kind, name }: Section, directive: Directive): Line {
  return {
    section: name === undefined ? kind : `${kind} ${name}`,
    text: textOf(directive),
    place: directive.place,
  };
}
