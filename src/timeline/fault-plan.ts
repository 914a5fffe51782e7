/**
 * The processes inside a host that can be hurt alone. `app` is the node's own service, `database` its store, `sidecar` a program beside
 * the service that no client asks, `patroni` what keeps a replicated store, `etcd` the store of its lease.
 */
export type ProcessName = "haproxy" | "keepalived" | "app" | "database" | "sidecar" | "patroni" | "etcd";

export type FaultKind =
  | "noop"
  | "process-crash"
  | "process-freeze"
  | "graceful-stop"
  | "host-loss"
  | "host-freeze"
  | "partition"
  | "link-down"
  | "restart"
  | "reload"
  | "listener-stop"
  | "database-stop"
  | "cpu-throttle"
  | "rate-limit"
  | "packet-loss"
  | "packet-delay"
  | "disk-full"
  | "clock-skew"
  | "rights-revoked"
  | "misbehave";

/**
 * A change of a configuration file. copyLinesOf: every line that speaks of one host is repeated for another, with that one's name and
 * addresses. dropLinesOf: every line that speaks of one of these hosts is taken out. replace: every occurrence of a text becomes another.
 */
export type FileEdit = { readonly file: string } & (
  | { readonly copyLinesOf: string; readonly to: string }
  | { readonly dropLinesOf: readonly string[] }
  | { readonly replace: string; readonly by: string }
);

/**
 * What a service of ours does instead of what it should, by its own control. health-<status>: its health is answered with that status;
 * health-empty: with nothing but a closed connection; health-late: later than any check waits. flap: it refuses everybody and is there
 * again, in turn.
 */
export type Misbehaviour = `health-${number}` | "health-empty" | "health-late" | "flap";

/**
 * A fault as data: what is broken, where. Faults carry one, predictions are computed from one, reports print one.
 * Which fields a kind needs is said by the fault's own file in src/faults/.
 */
export interface FaultPlan {
  readonly kind: FaultKind;
  /** Names of the hosts hurt, in the stack's own words: "lb1", "kms2". */
  readonly hosts: readonly string[];
  readonly process?: ProcessName;
  /** A stack's network by name: "front", "back". For faults of one link, and partitions of one network. */
  readonly network?: string;
  /** The other side of a partition or of lossy links; absent: everybody. */
  readonly from?: readonly string[];
  /** `in`: the hosts hear nothing; `out`: nobody hears them; `both` is the default. */
  readonly direction?: "in" | "out" | "both";
  /** Only this traffic is dropped; absent: every protocol, ARP included. */
  readonly only?: "vrrp" | "tcp" | { readonly tcpPort: number };
  /** Whose advertisement is heard first when a partition heals: `out` the hosts' own, `in` the other side's; absent: chance. */
  readonly firstHeard?: "in" | "out";
  /** A change of a configuration file that a reload brings in; its heal takes it back with another reload. */
  readonly edit?: FileEdit;
  /** A port whose listener stops while the process goes on (listener-stop). */
  readonly port?: number;
  /** What a throttled host may use of one core's time, 0.01 to 0.99 (cpu-throttle). */
  readonly cores?: number;
  /** What a host may send on a link, in kilobits a second (rate-limit). */
  readonly kbitPerSecond?: number;
  /** How many of a hundred packets are lost, each independently of the others, 0.1 to 99.9 (packet-loss). */
  readonly lossPercent?: number;
  /** How much later a host's packets leave, and by how much that varies to both sides, in milliseconds (packet-delay). */
  readonly delayMs?: number;
  readonly jitterMs?: number;
  /** A small mount that its stack declares: "/var/lib/postgresql" (disk-full). */
  readonly mount?: string;
  /** How far the wall clock of a service is ahead, in milliseconds; behind where negative (clock-skew). */
  readonly skewMs?: number;
  /** A right that the host can take away, and give back, by a control of its service: "update the lock" (rights-revoked). */
  readonly right?: string;
  /** What a service does instead of what it should (misbehave). */
  readonly as?: Misbehaviour;
}

/** A fault in one short phrase, for titles and tables: "process-crash of haproxy on lb1". */
export function describeFault(plan: FaultPlan): string {
  const what = plan.process === undefined ? plan.kind : `${plan.kind} of ${plan.process}`;
  const where = plan.hosts.length === 0 ? "" : ` on ${plan.hosts.join(", ")}`;
  const network = plan.network === undefined ? "" : ` (${plan.network})`;
  const from = plan.from === undefined ? "" : ` from ${plan.from.join(", ")}`;
  const direction =
    plan.direction === undefined || plan.direction === "both" ? "" : ` ${plan.direction} only`;
  const only =
    plan.only === undefined
      ? ""
      : typeof plan.only === "string"
        ? `, ${plan.only} only`
        : `, TCP port ${plan.only.tcpPort} only`;
  const meeting =
    plan.firstHeard === undefined
      ? ""
      : `, ${plan.firstHeard === "out" ? "heard" : "hearing"} first at the heal`;
  return `${what}${severity(plan)}${where}${network}${from}${direction}${only}${meeting}`;
}

/** What distinguishes two faults of one kind beside their targets: " of port 5696", " of 10 %". */
function severity(plan: FaultPlan): string {
  const { port, cores, kbitPerSecond, lossPercent, delayMs, jitterMs, mount, skewMs, right, edit, as } = plan;
  const jitter = jitterMs === undefined ? "" : ` ± ${jitterMs} ms`;
  return [
    port === undefined ? "" : ` of port ${port}`,
    cores === undefined ? "" : ` to ${cores} of a core`,
    kbitPerSecond === undefined ? "" : ` to ${kbitPerSecond} kbit/s`,
    lossPercent === undefined ? "" : ` of ${lossPercent} %`,
    delayMs === undefined ? "" : ` of ${delayMs} ms${jitter}`,
    mount === undefined ? "" : ` of ${mount}`,
    right === undefined ? "" : ` (to ${right})`,
    skewMs === undefined ? "" : ` by ${Math.abs(skewMs) / 1_000} s ${skewMs < 0 ? "back" : "ahead"}`,
    edit === undefined ? "" : ` with ${describeEdit(edit)}`,
    as === undefined ? "" : ` as ${as}`,
  ].join("");
}

function describeEdit(edit: FileEdit): string {
  if ("copyLinesOf" in edit) return `${edit.to} added`;
  if ("dropLinesOf" in edit) return `${edit.dropLinesOf.join(" and ")} taken out`;
  const by = edit.by.replaceAll(/\s+/g, " ");
  return by === "" ? `"${edit.replace}" taken out` : `"${by}" for "${edit.replace}"`;
}
