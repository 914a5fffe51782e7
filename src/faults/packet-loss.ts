import { HarnessError } from "../errors.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { active, injecting, together } from "./fault.ts";
import type { Fault, Witnessed } from "./fault.ts";
import { rulesOf } from "./partition.ts";
import { silenceAll, witnessSilence } from "./silence.ts";
import type { Counted, Silence } from "./silence.ts";

/**
 * A part of the packets between hosts is lost, each by chance and independently of the others; of every protocol or of one, both ways
 * or one way, as a partition's. Peers see gaps, and TCP's retransmissions. In force when a packet has met a rule; that it lost one at
 * all is known at the heal, which is not witnessed without: a loss that lost nothing was none.
 */
export function packetLoss(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const permille = permilleOf(plan);
        const rules = rulesOf(lab, plan).map((rule) => ({ ...rule, permille }));
        if (rules.length === 0)
          throw new HarnessError("BAD_INPUT", "these hosts have no link to lose packets on");
        const silences = await silenceAll(rules, undo);
        const seen = await witnessSilence(silences, rules);
        const witness = seen.witnessed ? "packets meet the rules that lose some" : "no packet met a rule";
        return active({ ...seen, witness }, () => lifted(silences));
      }),
  };
}

/** The rules gone, with what they did until then. */
async function lifted(silences: readonly Silence[]): Promise<Witnessed> {
  const counts = await Promise.all(silences.map((one) => one.counted()));
  const gone = together(await Promise.all(silences.map((one) => one.lift())));
  const lost = silences.map(({ host }, index) => {
    const { met, dropped } = counts[index] ?? nothing;
    return `${host.name} lost ${dropped} of ${met} packets`;
  });
  return {
    at: gone.at,
    witnessed: gone.witnessed && counts.some(({ dropped }) => dropped > 0),
    witness: [...lost, gone.witness].join("; "),
  };
}

const nothing: Counted = { met: 0, dropped: 0 };

function permilleOf({ lossPercent }: FaultPlan): number {
  const permille = Math.round((lossPercent ?? 0) * 10);
  if (permille >= 1 && permille <= 999) return permille;
  throw new HarnessError(
    "BAD_INPUT",
    "packet-loss needs a lossPercent from 0.1 to 99.9; all of it is a partition",
  );
}
