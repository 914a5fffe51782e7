import { randomBytes } from "node:crypto";
import { HarnessError } from "../errors.ts";
import type { Host } from "../lab/host.ts";
import type { Instant } from "../timeline/clock.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { allEnded } from "./fault.ts";
import type { Undo, Witnessed } from "./fault.ts";

/** A rule ends by itself after this long unless it is renewed: the kernel heals what a dead harness cannot (architecture.md 17). */
const expiryMs = 10_000;
const renewEveryMs = 3_000;
/** A counter has to move within this time, or the silence counts as not witnessed. */
const witnessTries = { tries: 100, everyMs: 20 } as const;

/** What one host no longer hears or says. */
export interface Deafness {
  readonly host: Host;
  readonly device: string;
  readonly hook: "ingress" | "egress";
  /** Packets that are dropped, as a match of nft; empty: every frame, ARP included. */
  readonly matches: readonly string[];
  /** So many of a thousand of them are dropped, each by chance; absent: all. */
  readonly permille?: number;
  /** Makes a packet come by, for the counter to count; undefined where only waiting helps. */
  readonly stimulus?: { readonly from: Host; readonly to: string };
}

/** The match of a plan's `only`, one rule each. */
export function matchesOf(only: FaultPlan["only"]): readonly string[] {
  if (only === undefined) return [""];
  if (only === "vrrp") return ["ip protocol 112"];
  if (only === "tcp") return ["ip protocol tcp"];
  return [`tcp dport ${only.tcpPort}`, `tcp sport ${only.tcpPort}`];
}

/** Drop rules in a host's own network namespace; they count what they drop. */
export interface Silence {
  readonly host: Host;
  /** The rules came into force inside this instant. */
  readonly at: Instant;
  /** Shell condition: a packet has met a rule. */
  readonly met: string;
  /** Of the packets that rules by chance have met, how many they dropped. */
  counted(): Promise<Counted>;
  lift(): Promise<Witnessed>;
}

export interface Counted {
  readonly met: number;
  readonly dropped: number;
}

/** Silences every host that rules speak of. Throws FAULT_FAILED when all have answered. */
export async function silenceAll(rules: readonly Deafness[], undo: Undo): Promise<readonly Silence[]> {
  const byHost = new Map<Host, Deafness[]>();
  for (const rule of rules) byHost.set(rule.host, [...(byHost.get(rule.host) ?? []), rule]);
  return allEnded(
    [...byHost].map(async ([host, some]) => {
      const one = await silence(host, some);
      undo(() => one.lift());
      return one;
    }),
  );
}

/** Silences one host as told. All rules of a host come into force in one transaction. Throws FAULT_FAILED. */
export async function silence(host: Host, deafness: readonly Deafness[]): Promise<Silence> {
  const table = `haproof_${randomBytes(3).toString("hex")}`;
  const put = await host.hand.must(
    `undo[${table}]="nft delete table netdev ${table} 2>/dev/null"; nft -f - <<'RULES'\n${ruleset(table, deafness)}\nRULES`,
  );
  const { hand } = host;
  const renewal = setInterval(() => {
    const alive = `flush set netdev ${table} alive; add element netdev ${table} alive { 0 timeout ${expiryMs}ms }`;
    // A host that is gone has no rule left to renew.
    hand.run(`nft '${alive}'`).catch(() => clearInterval(renewal));
  }, renewEveryMs);
  renewal.unref();
  return {
    host,
    at: put.at,
    met: `[[ $(nft list table netdev ${table}) == *"packets "[1-9]* ]]`,
    counted: async () => countsIn((await hand.must(`nft list table netdev ${table}`)).output),
    lift: async () => {
      clearInterval(renewal);
      const lifted = await host.hand.run(`heal ${table}`);
      const gone = (await host.hand.run(`! nft list table netdev ${table} >/dev/null 2>&1`)).status === 0;
      const words = `${host.name} ${gone ? "hears and is heard again" : "still drops packets"}`;
      return { at: lifted.at, witnessed: gone, witness: words };
    },
  };
}

function ruleset(table: string, deafness: readonly Deafness[]): string {
  const chains = deafness.map(({ device, hook, matches, permille }, index) => {
    const chance = permille === undefined ? "" : ` numgen random mod 1000 < ${permille} counter`;
    const rules = matches.map((match) => `meta mark @alive ${match} counter${chance} drop`).join("\n");
    return `chain c${index} { type filter hook ${hook} device "${device}" priority -500; policy accept;\n${rules}\n}`;
  });
  return `table netdev ${table} {
set alive { type mark; flags timeout; elements = { 0 timeout ${expiryMs}ms } }
${chains.join("\n")}
}`;
}

/** The sum over all rules by chance in a listing of nft: what they met, and what they dropped. */
export function countsIn(listing: string): Counted {
  const rules = [...listing.matchAll(/counter packets (\d+) bytes \d+ numgen .* counter packets (\d+) /g)];
  return {
    met: rules.reduce((sum, [, met]) => sum + Number(met), 0),
    dropped: rules.reduce((sum, [, , dropped]) => sum + Number(dropped), 0),
  };
}

/**
 * Sends what must be dropped, and looks whether the counters of any of these silences move: a rule against hosts that say
 * nothing has nothing to drop, but the other side's has.
 */
export async function witnessSilence(
  silences: readonly Silence[],
  deafness: readonly Deafness[],
): Promise<Witnessed> {
  for (const { stimulus } of deafness) {
    if (stimulus !== undefined)
      await stimulus.from.hand.run(`{ echo >/dev/udp/${stimulus.to}/9; } 2>/dev/null`);
  }
  const seen = await Promise.any(
    silences.map(async ({ host, met }) => {
      if ((await host.hand.until(met, witnessTries)) === undefined) return Promise.reject(unmoved);
      return host.name;
    }),
  ).catch(() => undefined);
  return {
    at: {
      notBefore: Math.min(...silences.map(({ at }) => at.notBefore)),
      notAfter: Math.max(...silences.map(({ at }) => at.notAfter)),
    },
    witnessed: seen !== undefined,
    witness: seen === undefined ? "no rule dropped anything" : `rules on ${seen} drop packets`,
  };
}

const unmoved = new HarnessError("FAULT_FAILED", "no counter moved");
