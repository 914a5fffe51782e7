import type { FaultKind, FaultPlan } from "../timeline/fault-plan.ts";
import type { Fault } from "./fault.ts";
import { clockSkew } from "./clock-skew.ts";
import { cpuThrottle } from "./cpu-throttle.ts";
import { diskFull } from "./disk-full.ts";
import { gracefulStop } from "./graceful-stop.ts";
import { hostFreeze } from "./host-freeze.ts";
import { hostLoss } from "./host-loss.ts";
import { linkDown } from "./link-down.ts";
import { listenerStop } from "./listener-stop.ts";
import { misbehave } from "./misbehave.ts";
import { noop } from "./noop.ts";
import { packetDelay } from "./packet-delay.ts";
import { packetLoss } from "./packet-loss.ts";
import { partition } from "./partition.ts";
import { processCrash } from "./process-crash.ts";
import { processFreeze } from "./process-freeze.ts";
import { rateLimit } from "./rate-limit.ts";
import { reload } from "./reload.ts";
import { restart } from "./restart.ts";
import { rightsRevoked } from "./rights-revoked.ts";

/** What a kind of fault does, in a line for `haproof list`; docs/faults.md says the rest. */
interface Entry {
  readonly make: (plan: FaultPlan) => Fault;
  readonly says: string;
  /** Features of the lab's kernel that not every kernel has (src/lab/engine/kernel-features.ts). */
  readonly needs?: readonly string[];
}

export const faultCatalogue: Readonly<Record<FaultKind, Entry>> = {
  noop: { make: noop, says: "nothing: the twin that every check must fail with" },
  "process-crash": { make: processCrash, says: "SIGKILL to a service; its host lives, peers are refused" },
  "process-freeze": { make: processFreeze, says: "SIGSTOP to a service; connections open and never answer" },
  "graceful-stop": { make: gracefulStop, says: "a service is asked to end, as systemctl stop does" },
  "host-loss": { make: hostLoss, says: "a host loses its power: silence, ARP included" },
  "host-freeze": { make: hostFreeze, says: "every process of a host is frozen; its kernel still answers" },
  partition: { make: partition, says: "hosts no longer hear others: all protocols or one, both ways or one" },
  "link-down": { make: linkDown, says: "a host's interface goes down; its own programs are told" },
  restart: { make: restart, says: "a service ends and starts, as systemctl restart does" },
  reload: { make: reload, says: "a service reads its configuration again, as systemctl reload does" },
  "listener-stop": { make: listenerStop, says: "one port of a service stops listening, the rest goes on" },
  "database-stop": {
    make: (plan) => ({ ...gracefulStop({ ...plan, process: "database" }), plan }),
    says: "the database is shut down fast; connections are closed, new ones refused",
  },
  "cpu-throttle": {
    make: cpuThrottle,
    says: "a host gets a part of one core; it stalls for a tenth of a second at a time",
    needs: ["cpu-quota"],
  },
  "rate-limit": {
    make: rateLimit,
    says: "what a host sends on a link is limited; the rest waits, or is dropped",
    needs: ["tbf"],
  },
  "packet-loss": {
    make: packetLoss,
    says: "packets are lost by chance: of all protocols or one, both ways or one",
    needs: ["numgen"],
  },
  "packet-delay": {
    make: packetDelay,
    says: "what a host sends on a link leaves later, with a jitter if wanted",
    needs: ["netem"],
  },
  "disk-full": { make: diskFull, says: "a small mount of a host is full: whoever writes there is refused" },
  "clock-skew": {
    make: clockSkew,
    says: "a service is started anew with its wall clock ahead or behind; timers run on",
  },
  "rights-revoked": { make: rightsRevoked, says: "a right is taken away from those who have it; all run on" },
  misbehave: {
    make: misbehave,
    says: "a service does something else than it should: another health status, late, or there and away in turn",
  },
};

/** The fault that a plan describes. */
export function faultOf(plan: FaultPlan): Fault {
  return faultCatalogue[plan.kind].make(plan);
}

/** The features of the kernel that some faults cannot do without, each with the first fault that wants it. */
export function needsOf(plans: readonly FaultPlan[]): ReadonlyMap<string, FaultPlan> {
  const needs = new Map<string, FaultPlan>();
  for (const plan of plans) {
    for (const id of faultCatalogue[plan.kind].needs ?? []) if (!needs.has(id)) needs.set(id, plan);
  }
  return needs;
}
