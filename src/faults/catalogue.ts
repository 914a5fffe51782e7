import type { FaultKind, FaultPlan } from "../timeline/fault-plan.ts";
import type { Fault } from "./fault.ts";
import { gracefulStop } from "./graceful-stop.ts";
import { hostFreeze } from "./host-freeze.ts";
import { hostLoss } from "./host-loss.ts";
import { linkDown } from "./link-down.ts";
import { listenerStop } from "./listener-stop.ts";
import { noop } from "./noop.ts";
import { partition } from "./partition.ts";
import { processCrash } from "./process-crash.ts";
import { processFreeze } from "./process-freeze.ts";
import { reload } from "./reload.ts";
import { restart } from "./restart.ts";

/** What a kind of fault does, in a line for `haproof list`; docs/faults.md says the rest. */
interface Entry {
  readonly make: (plan: FaultPlan) => Fault;
  readonly says: string;
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
};

/** The fault that a plan describes. */
export function faultOf(plan: FaultPlan): Fault {
  return faultCatalogue[plan.kind].make(plan);
}
