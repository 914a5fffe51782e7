import type { ClusterSpec } from "../lab/stack.ts";
import type { LabState } from "./lab-state.ts";

/**
 * What keeps a replicated database from being steady; empty when it is: one member takes writes, holds the lock and has the clients,
 * and all others stream from it. Where commits wait for a standby, one may inherit; not so soon after a heal, if `unguarded`.
 */
export function clusterTroubles(
  { members, synchronous }: ClusterSpec,
  state: Pick<LabState, "membersThatAre">,
  { unguarded = false }: { unguarded?: boolean } = {},
): readonly string[] {
  const primaries = state.membersThatAre("primary");
  const [primary] = primaries;
  if (primary === undefined || primaries.length > 1)
    return [`${primaries.length === 0 ? "no database" : primaries.join(" and ")} takes writes`];
  const missing = (aspect: "standby" | "synchronous"): readonly string[] =>
    members.filter((member) => member !== primary && !state.membersThatAre(aspect).includes(member));
  return [
    ...alone(state.membersThatAre("lock"), primary, "holds the lock"),
    ...alone(state.membersThatAre("in-rotation"), primary, "has the clients"),
    ...missing("standby").map((member) => `${member} does not stream from ${primary}`),
    ...(synchronous && !unguarded && state.membersThatAre("synchronous").length === 0
      ? ["no standby may inherit"]
      : []),
  ];
}

function alone(members: readonly string[], primary: string, what: string): readonly string[] {
  if (members.length === 1 && members[0] === primary) return [];
  return [`${members.length === 0 ? "nobody" : members.join(" and ")} ${what}, and ${primary} takes writes`];
}

/** Whether a member that takes writes has all clients, and it is another one than the one that was lost. */
export function hasSuccessor(state: Pick<LabState, "membersThatAre">, lost: string | undefined): boolean {
  const candidates = state.membersThatAre("primary").filter((member) => member !== lost);
  const [heir] = candidates;
  const lock = state.membersThatAre("lock");
  return heir !== undefined && lock.includes(heir) && state.membersThatAre("in-rotation").includes(heir);
}
