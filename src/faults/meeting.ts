import { randomBytes } from "node:crypto";
import type { Host } from "../lab/host.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import type { Witnessed } from "./fault.ts";

/** The gate ends by itself after this long: nothing that holds back advertisements may outlive a harness (architecture.md 17). */
const expiryMs = 10_000;
/** The first advertisement comes within an interval, which is at most 255 s and in no sane set-up above 3 s. */
const firstWithin = { tries: 1_600, everyMs: 5 } as const;

/** Holds back one direction's advertisements until the first one of the other direction has come through. */
export interface Gate {
  /** Resolves when one has come through and the gate is gone. */
  passed(): Promise<Witnessed>;
}

/**
 * Decides, in the kernel and packet by packet, who is heard first when two masters meet again: `out` the host itself, `in` the
 * others. All else passes. The rule that lets the first advertisement through opens the way for the answer to it, which can
 * come within a millisecond. Set before the partition is lifted. Throws FAULT_FAILED.
 */
export async function holdBack(
  host: Host,
  { network, firstHeard }: Required<Pick<FaultPlan, "network" | "firstHeard">>,
): Promise<Gate> {
  const table = `haproof_${randomBytes(3).toString("hex")}`;
  const { device } = host.on(network);
  const [first, second] = firstHeard === "out" ? ["egress", "ingress"] : ["ingress", "egress"];
  // Behind the partition's own rules (-500): what these drop has not come through.
  const hook = (name: string): string =>
    `type filter hook ${name} device "${device}" priority -400; policy accept;`;
  await host.hand.must(`undo[${table}]="nft delete table netdev ${table} 2>/dev/null"; nft -f - <<'RULES'
table netdev ${table} {
set alive { type mark; flags timeout; elements = { 0 timeout ${expiryMs}ms } }
set through { type mark; size 8; flags dynamic,timeout; timeout ${expiryMs}ms; }
chain first { ${hook(first)}
ip protocol 112 add @through { meta mark } counter
}
chain second { ${hook(second)}
meta mark @alive ip protocol 112 meta mark != @through counter drop
}
}
RULES`);
  return {
    passed: async () => {
      const heard = await host.hand.until(
        `[[ $(nft list set netdev ${table} through) == *elements* ]]`,
        firstWithin,
      );
      const lifted = await host.hand.run(`heal ${table}`);
      const who = firstHeard === "out" ? host.name : `another than ${host.name}`;
      return {
        at: heard ?? lifted.at,
        witnessed: heard !== undefined,
        witness: heard === undefined ? "no advertisement came through" : `${who} was heard first`,
      };
    },
  };
}
