import type { MemberEvent } from "../timeline/events.ts";

/** What a change of a key in the lease store says of a member. */
export type Change = Pick<MemberEvent, "member" | "aspect" | "holds">;

interface StoreEvent {
  readonly type?: "DELETE";
  readonly kv: { readonly key: string; readonly value?: string; readonly mod_revision: number };
}

/**
 * Reads what etcd's client tells of a cluster's keys as Patroni keeps them: `leader` is the name of the member that holds the lock and
 * goes when its lease ends, `sync` names those that may inherit it. Every store tells everything, anew after each start; the first to
 * tell of a revision is heard.
 */
export function leadershipOf(keys: string): (said: unknown) => readonly Change[] {
  let seen = 0;
  const now = { lock: new Set<string>(), synchronous: new Set<string>() };
  return (said) => {
    const fresh = eventsIn(said).filter(({ kv }) => kv.mod_revision > seen);
    return fresh.flatMap(({ type, kv }) => {
      seen = kv.mod_revision;
      const key = decoded(kv.key);
      const value = type === "DELETE" ? "" : decoded(kv.value ?? "");
      if (key === `${keys}leader`) return changed(now.lock, "lock", value === "" ? [] : [value]);
      if (key === `${keys}sync`) return changed(now.synchronous, "synchronous", standbysIn(value));
      return [];
    });
  };
}

function changed(
  before: Set<string>,
  aspect: "lock" | "synchronous",
  after: readonly string[],
): readonly Change[] {
  const changes = [
    ...[...before]
      .filter((member) => !after.includes(member))
      .map((member) => ({ member, aspect, holds: false })),
    ...after.filter((member) => !before.has(member)).map((member) => ({ member, aspect, holds: true })),
  ];
  before.clear();
  for (const member of after) before.add(member);
  return changes;
}

function eventsIn(said: unknown): readonly StoreEvent[] {
  if (typeof said !== "object" || said === null || !("Events" in said) || !Array.isArray(said.Events))
    return [];
  return said.Events as readonly StoreEvent[];
}

/** Patroni writes {"leader": "pg1", "sync_standby": "pg2"}; without a standby null, or nothing at all. */
function standbysIn(value: string): readonly string[] {
  if (value === "") return [];
  const read: unknown = JSON.parse(value);
  if (typeof read !== "object" || read === null || !("sync_standby" in read)) return [];
  return typeof read.sync_standby === "string" ? read.sync_standby.split(",").filter(Boolean) : [];
}

function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}
