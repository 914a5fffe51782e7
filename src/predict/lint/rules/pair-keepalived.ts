import { keywordOf, type Block } from "../../keepalived/block.ts";
import type { Balancer } from "../../model/scene.ts";
import type { Place } from "../../source-text.ts";
import type { Reported, Rule } from "../finding.ts";
import type { LintSubject } from "../subject.ts";

/** One statement with the blocks around it, as a key, and its other words as a value. */
interface Statement {
  readonly path: string;
  readonly value: string;
  readonly place: Place;
}

/** What balancers may rightly have each for itself: who they are, and which of them comes first. */
const own = new Set([
  ...["state", "priority", "interface", "router_id", "unicast_src_ip", "mcast_src_ip", "unicast_peer"],
  ...["notification_email", "notification_email_from", "smtp_server", "track_interface", "net_namespace"],
]);
/** What two balancers must agree in to hear each other has rules of its own. */
const explained = new Set([
  ...["virtual_router_id", "version", "vrrp_version", "advert_int", "authentication"],
  ...["virtual_ipaddress", "virtual_ipaddress_excluded", "native_ipv6"],
]);

/** After a failover the file of the other balancer rules: how HAProxy is watched, and whether the address goes back. */
export const pairKeepalivedDiffers: Rule = {
  id: "pair-keepalived-differs",
  title: "keepalived.conf differs between the balancers in more than who they are",
  source: "keepalived.conf(5); operations: keepalived has no replication of its configuration",
  check: (subject) => pairsOf(subject).flatMap(([one, other]) => differences(one, other)),
};

function pairsOf({ balancers }: LintSubject): readonly (readonly [Balancer, Balancer])[] {
  const [first, ...rest] = balancers.filter(({ keepalived }) => keepalived.instances.length > 0);
  return first === undefined ? [] : rest.map((other) => [first, other] as const);
}

function differences(one: Balancer, other: Balancer): readonly Reported[] {
  const [mine, theirs] = [byPath(one), byPath(other)];
  const paths = [...new Set([...mine.keys(), ...theirs.keys()])];
  return paths.flatMap((path): readonly Reported[] => {
    const [was, is] = [mine.get(path), theirs.get(path)];
    const there = is ?? was;
    if (there === undefined || was?.value === is?.value) return [];
    return [
      {
        severity: "warning",
        place: there.place,
        ...(is === undefined || was === undefined ? {} : { related: [was.place] }),
        message: `${path}: ${told(one, was)}, ${told(other, is)}`,
        why: `after a failover from ${one.host} to ${other.host} another setting is in force: what was tried on one does not hold for the other`,
        change: "write the same on every balancer; only who a balancer is, its state and its priority differ",
      },
    ];
  });
}

function told({ host }: Balancer, statement: Statement | undefined): string {
  if (statement === undefined) return `${host} has no such line`;
  return statement.value === "" ? `${host} has it` : `${host} has "${statement.value}"`;
}

/** The statements of a file by what they are about; what stands there several times is joined. */
function byPath({ keepalived }: Balancer): ReadonlyMap<string, Statement> {
  const found = new Map<string, Statement>();
  for (const statement of keepalived.blocks.flatMap((block) => statementsIn(block, ""))) {
    const known = found.get(statement.path);
    found.set(
      statement.path,
      known === undefined ? statement : { ...known, value: `${known.value}; ${statement.value}` },
    );
  }
  return found;
}

/** A block is told by its name as well; the names of scripts and of instances are the same on a pair that is alike. */
function statementsIn(block: Block, around: string): readonly Statement[] {
  const keyword = keywordOf(block);
  if (own.has(keyword) || explained.has(keyword)) return [];
  const [, ...words] = block.words.map(({ text }) => text);
  const value = words.join(" ");
  if (block.children === undefined) return [{ path: `${around}${keyword}`, value, place: block.place }];
  const inside = `${around}${[keyword, value].filter((text) => text !== "").join(" ")}: `;
  return block.children.flatMap((child) => statementsIn(child, inside));
}
