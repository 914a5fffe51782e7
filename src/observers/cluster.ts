import { readFile } from "node:fs/promises";
import { attach, onLines } from "../lab/exec.ts";
import type { Host } from "../lab/host.ts";
import type { Lab } from "../lab/lab.ts";
import type { ClusterSpec } from "../lab/stack.ts";
import type { Instant } from "../timeline/clock.ts";
import { instant, now } from "../timeline/clock.ts";
import type { MemberAspect, MemberEvent } from "../timeline/events.ts";
import { balancerWitness } from "./balancer-witness.ts";
import { leadershipOf } from "./leadership.ts";
import type { Observer } from "./observer.ts";
import { readLine } from "./read-line.ts";

/** How often a member's PostgreSQL is asked what it is, and whom it streams to, in milliseconds. */
const roleEveryMs = 20;
const standbysEveryMs = 500;

const socket = "/run/postgresql/.s.PGSQL.5432";

const read = (name: string): Promise<string> => readFile(new URL(name, import.meta.url), "utf8");
const memberProgram = await read("member-witness.pl");
const storeProgram = await read("store-witness.pl");

interface Line {
  readonly k: "role" | "standbys" | "gap" | "watch";
  readonly before: number;
  readonly at: number;
  readonly what?: string;
  readonly said?: unknown;
}

/**
 * Sits in every host of a stack's replicated database: PostgreSQL itself says whether it takes writes, the lease store who holds the
 * lock and who may inherit it, and HAProxy whom it sends clients to. No file is edited for it.
 */
export function clusterObserver(cluster: ClusterSpec): Observer {
  const leadership = leadershipOf(cluster.keys);
  return {
    name: "cluster",
    watches: ({ name }) =>
      [...cluster.members, ...cluster.stores, cluster.balancer].some((each) => each === name),
    async attach(lab, host) {
      const views = new Views(lab, host.name);
      if (host.name === cluster.balancer) {
        await balancerWitness(lab, host, (line) => {
          if (line.k !== "servers" || line.server === undefined) return;
          views.see(line.server, "in-rotation", line.op === 2, { notBefore: line.before, notAfter: line.at });
        });
      } else if (cluster.stores.includes(host.name)) {
        await watch(lab, host, ["perl", "-e", storeProgram, cluster.keys], (line, at) => {
          for (const change of leadership(line.said))
            lab.record({ kind: "member", host: host.name, at, ...change });
        });
      } else {
        const user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"];
        const settings = [String(roleEveryMs), String(standbysEveryMs), socket];
        await watch(lab, host, [...user, "perl", "-e", memberProgram, ...settings], (line, at) =>
          memberSaid(views, cluster, { line, at, host: host.name }),
        );
      }
    },
  };
}

function memberSaid(
  views: Views,
  { members }: ClusterSpec,
  { line, at, host }: { line: Line; at: Instant; host: string },
): void {
  if (line.k === "role") views.see(host, "primary", line.what === "primary", at);
  const standbys = line.k === "standbys" ? (line.what ?? "").split(",") : line.k === "role" ? [] : undefined;
  // Whoever has just become something streams to nobody yet.
  if (standbys === undefined) return;
  for (const member of members)
    if (member !== host) views.see(member, "standby", standbys.includes(member), at);
}

/** What one host has last told of each member: only changes are recorded. */
class Views {
  readonly #lab: Lab;
  readonly #host: string;
  readonly #last = new Map<string, boolean>();

  constructor(lab: Lab, host: string) {
    this.#lab = lab;
    this.#host = host;
  }

  see(member: string, aspect: MemberAspect, holds: boolean, at: Instant): void {
    const key = `${member} ${aspect}`;
    if (this.#last.get(key) === holds) return;
    this.#last.set(key, holds);
    const event: MemberEvent = { kind: "member", member, aspect, holds, host: this.#host, at };
    this.#lab.record(event);
  }
}

async function watch(
  lab: Lab,
  host: Host,
  command: readonly string[],
  take: (line: Line, at: Instant) => void,
): Promise<void> {
  const witness = await attach(host.container, command);
  onLines(witness.stdout, (text) => {
    const line = readLine(lab, text, { from: "the witness", host: host.name }) as Line | undefined;
    if (line === undefined) return;
    const at = { notBefore: line.before, notAfter: line.at };
    // No figure rests on it: an instant that it tells late has that much earlier a bound.
    if (line.k === "gap")
      lab.record({ kind: "log", host: host.name, program: "witness", text: "did not run", at });
    else take(line, at);
  });
  onLines(witness.stderr, (text) => {
    lab.record({ kind: "log", host: host.name, program: "witness", text, at: instant(now()) });
  });
}
