/**
 * What shall run: hosts, networks, VIPs and configuration files, as plain data. A stack is made by a function in
 * fixtures/ and never touches an engine. Its addresses are the ones that a reader of its files sees; a lab maps every
 * network to a free subnet of its own and keeps the last octet, so that two labs can run side by side.
 */
export interface Stack {
  readonly system: string;
  readonly profile: string;
  readonly networks: readonly NetworkSpec[];
  readonly hosts: readonly HostSpec[];
  readonly vips: readonly VipSpec[];
  readonly probes: readonly ProbeSpec[];
  /** The replicated database, where it has one. */
  readonly cluster?: ClusterSpec;
}

/** A replicated database in which a lease decides who is primary, while it runs. Hosts are named as in the stack. */
export interface ClusterSpec {
  /** Hosts with a PostgreSQL that Patroni keeps. */
  readonly members: readonly string[];
  /** Hosts of the lease store, an etcd. */
  readonly stores: readonly string[];
  /** Prefix of the cluster's keys in the store: "/service/haproof/". */
  readonly keys: string;
  /** The host whose HAProxy sends clients to the primary. Its servers are called as the members. */
  readonly balancer: string;
  /** A commit waits for a standby, and only such a one inherits. */
  readonly synchronous: boolean;
}

export interface NetworkSpec {
  readonly name: string;
  /** The first three octets, as written in the stack's files: "192.168.1". Every network is a /24. */
  readonly prefix: string;
  /** A network that carries VRRP must not be internal: the engine would drop multicast (architecture.md 15). */
  readonly internal: boolean;
}

export interface VipSpec {
  readonly address: string;
  readonly network: string;
}

export type Role = "balancer" | "node" | "database" | "client" | "other";

export interface HostSpec {
  readonly name: string;
  readonly role: Role;
  /** Name of an image of the lab's image set, or a full reference of the user's own. */
  readonly image: string;
  /** Network name → address as written in the files. The order of the stack's networks gives eth0, eth1 … */
  readonly addresses: Readonly<Record<string, string>>;
  /** Absolute path → text; addresses in it are mapped to the lab's. */
  readonly files: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path → bytes: a small file system in memory, which may be filled. It is empty at every boot. */
  readonly mounts?: Readonly<Record<string, number>>;
  /** Absolute path → name of a volume of the lab: hosts that name the same one share a directory. It outlives its hosts' boots. */
  readonly volumes?: Readonly<Record<string, string>>;
  readonly services: readonly ServiceSpec[];
}

/** A program that a host runs beside its init; its start script is /etc/haproof/services.d/<name> in the image. */
export interface ServiceSpec {
  readonly name: string;
  /** An image of the user's that is the service, as it is; it is given the host's files and environment. */
  readonly image?: string;
  /** Services of a lower wave are ready before a higher one starts. */
  readonly wave: number;
  /** A shell condition, true when the service can serve. Asked every 10 ms inside the host. */
  readonly ready: string;
  /** The names of its processes as the kernel knows them, for finding all of them: ["haproxy"]. */
  readonly processNames: readonly string[];
  /** Shell commands by which the service itself takes part in a fault, where it can: "stop-listener 5696". */
  readonly controls?: Readonly<Record<string, string>>;
}

/** A client probe that runs in the client host for as long as the lab does. */
export interface ProbeSpec {
  readonly name: string;
  /** The client host that sends it. */
  readonly host: string;
  readonly journey: string;
  readonly options: Readonly<Record<string, string | number>>;
  readonly everyMs: number;
  readonly deadlineMs: number;
  /** It fails in a healthy stack, on purpose: a node's own address, asked from the clients' network. */
  readonly failsByDesign?: boolean;
  /** It runs only in trials that ask for it by name, because it costs more than it tells the others. */
  readonly onDemand?: boolean;
}
