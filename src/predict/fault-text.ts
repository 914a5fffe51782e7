import { HarnessError } from "../errors.ts";
import type { FaultKind, FaultPlan, Misbehaviour, ProcessName } from "../timeline/fault-plan.ts";

/** A fault as a person asks for it; without hosts it means every target that the configuration has. */
export interface AskedFault {
  readonly kind: FaultKind;
  readonly detail: Partial<
    Pick<
      FaultPlan,
      | "process"
      | "network"
      | "only"
      | "port"
      | "cores"
      | "kbitPerSecond"
      | "lossPercent"
      | "delayMs"
      | "mount"
      | "skewMs"
      | "as"
    >
  >;
  readonly hosts: readonly string[];
}

/** One word between colons, and the plan's field that it fills. */
type Detail =
  "process" | "network" | "port" | "traffic" | "cores" | "rate" | "loss" | "delay" | "mount" | "skew" | "as";

const kinds: Readonly<Record<FaultKind, readonly Detail[]>> = {
  "process-crash": ["process"],
  "process-freeze": ["process"],
  "graceful-stop": ["process"],
  "host-loss": [],
  "host-freeze": [],
  partition: ["traffic"],
  "link-down": ["network"],
  restart: ["process"],
  reload: ["process"],
  "listener-stop": ["port"],
  "database-stop": [],
  "cpu-throttle": ["cores"],
  "rate-limit": ["rate", "network"],
  "packet-loss": ["loss", "traffic"],
  "packet-delay": ["delay", "network"],
  "disk-full": ["mount"],
  "clock-skew": ["process", "skew"],
  "rights-revoked": [],
  misbehave: ["as"],
  noop: [],
};
const processes: readonly ProcessName[] = ["haproxy", "keepalived", "app", "database", "sidecar"];

/** How a fault is written, for help and messages. */
export const faultSyntax =
  "KIND[:PROCESS|:NETWORK|:PORT|:vrrp|:10%|:0.1core|:512kbit|:50ms|:/MOUNT|:±2d|:health-503…][@HOST[,HOST…]]";

/**
 * Reads "host-loss", "process-crash:haproxy@lb1", "link-down:back", "listener-stop:5696", "packet-loss:10%:vrrp",
 * "clock-skew:app:-2d". Throws BAD_INPUT.
 */
export function parseFault(text: string): AskedFault {
  const [head = "", hosts = ""] = text.split("@", 2);
  const [kind = "", ...words] = head.split(":");
  if (!isKind(kind)) {
    throw new HarnessError("BAD_INPUT", `no fault "${kind}"; known: ${Object.keys(kinds).join(", ")}`);
  }
  const names = hosts.split(",").filter((host) => host !== "");
  const detail = Object.assign(
    {},
    ...words.map((word) => detailOf(kind, word, text)),
  ) as AskedFault["detail"];
  return { kind, hosts: names, detail };
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

function detailOf(kind: FaultKind, word: string, text: string): AskedFault["detail"] {
  for (const detail of kinds[kind]) {
    const read = readers[detail](word);
    if (read !== undefined) return read;
  }
  throw new HarnessError(
    "BAD_INPUT",
    `"${text}" is no fault: "${word}" does not go with ${kind}; expected ${faultSyntax}`,
  );
}

/** What a word says, where it is of this sort; what can be any word comes last in a fault's list. */
const readers: Readonly<Record<Detail, (word: string) => AskedFault["detail"] | undefined>> = {
  process: (word) => {
    const process = processes.find((name) => name === word);
    return process && { process };
  },
  network: (word) => ({ network: word }),
  port: (word) => (isPort(word) ? { port: Number(word) } : undefined),
  traffic: (word) => {
    if (word === "vrrp" || word === "tcp") return { only: word };
    return isPort(word) ? { only: { tcpPort: Number(word) } } : { network: word };
  },
  cores: (word) => quantity(word, /^([\d.]+)cores?$/, (cores) => ({ cores })),
  rate: (word) => quantity(word, /^([\d.]+)kbit$/, (kbitPerSecond) => ({ kbitPerSecond })),
  loss: (word) => quantity(word, /^([\d.]+)%$/, (lossPercent) => ({ lossPercent })),
  delay: (word) => quantity(word, /^([\d.]+)ms$/, (delayMs) => ({ delayMs })),
  mount: (word) => (word.startsWith("/") ? { mount: word } : undefined),
  as: (word) => (isMisbehaviour(word) ? { as: word } : undefined),
  skew: (word) => {
    const [, amount, unit = ""] = /^([+-]?[\d.]+)([smhd])$/.exec(word) ?? [];
    return amount === undefined ? undefined : { skewMs: Number(amount) * (unitMs[unit] ?? NaN) };
  },
};

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function quantity(
  word: string,
  form: RegExp,
  of: (value: number) => AskedFault["detail"],
): AskedFault["detail"] | undefined {
  const value = Number(form.exec(word)?.[1]);
  return Number.isFinite(value) ? of(value) : undefined;
}

function isMisbehaviour(text: string): text is Misbehaviour {
  return /^(?:health-(?:[1-5]\d\d|empty|late)|flap)$/.test(text);
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536;
}
