import { HarnessError } from "../errors.ts";
import type { FaultKind, FaultPlan, ProcessName } from "../timeline/fault-plan.ts";

/** A fault as a person asks for it; without hosts it means every target that the configuration has. */
export interface AskedFault {
  readonly kind: FaultKind;
  readonly detail: Partial<Pick<FaultPlan, "process" | "network" | "only" | "port">>;
  readonly hosts: readonly string[];
}

const kinds: Readonly<Record<FaultKind, "process" | "network" | "port" | "traffic" | "nothing">> = {
  "process-crash": "process",
  "process-freeze": "process",
  "graceful-stop": "process",
  "host-loss": "nothing",
  "host-freeze": "nothing",
  partition: "traffic",
  "link-down": "network",
  restart: "process",
  reload: "process",
  "listener-stop": "port",
  "database-stop": "nothing",
  noop: "nothing",
};
const processes: readonly ProcessName[] = ["haproxy", "keepalived", "app", "database"];

/** How a fault is written, for help and messages. */
export const faultSyntax = "KIND[:PROCESS|:NETWORK|:PORT|:vrrp][@HOST[,HOST…]]";

/** Reads "host-loss", "process-crash:haproxy@lb1", "link-down:back", "listener-stop:5696". Throws BAD_INPUT. */
export function parseFault(text: string): AskedFault {
  const [head = "", hosts = ""] = text.split("@", 2);
  const [kind = "", what] = head.split(":", 2);
  if (!isKind(kind)) {
    throw new HarnessError("BAD_INPUT", `no fault "${kind}"; known: ${Object.keys(kinds).join(", ")}`);
  }
  const names = hosts.split(",").filter((host) => host !== "");
  return { kind, hosts: names, detail: what === undefined ? {} : detailOf(kind, what, text) };
}

/** The faults out of `all` that are meant; a fault with hosts is taken as asked, known or not. */
export function chooseFaults(asked: AskedFault, all: readonly FaultPlan[]): readonly FaultPlan[] {
  if (asked.hosts.length > 0) return [{ kind: asked.kind, hosts: asked.hosts, ...asked.detail }];
  const chosen = all.filter(
    (plan) =>
      plan.kind === asked.kind &&
      Object.entries(asked.detail).every(([name, value]) => plan[name as keyof FaultPlan] === value),
  );
  if (chosen.length > 0) return chosen;
  throw new HarnessError(
    "BAD_INPUT",
    `nothing in these files can have a ${asked.kind} of that kind; name a host: ${faultSyntax}`,
  );
}

function isKind(text: string): text is FaultKind {
  return Object.hasOwn(kinds, text);
}

function detailOf(kind: FaultKind, what: string, text: string): AskedFault["detail"] {
  switch (kinds[kind]) {
    case "process": {
      const process = processes.find((name) => name === what);
      if (process !== undefined) return { process };
      break;
    }
    case "network":
      return { network: what };
    case "port":
      if (isPort(what)) return { port: Number(what) };
      break;
    case "traffic":
      if (what === "vrrp" || what === "tcp") return { only: what };
      return isPort(what) ? { only: { tcpPort: Number(what) } } : { network: what };
    case "nothing":
      break;
  }
  throw new HarnessError(
    "BAD_INPUT",
    `"${text}" is no fault: "${what}" does not go with ${kind}; expected ${faultSyntax}`,
  );
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536;
}
