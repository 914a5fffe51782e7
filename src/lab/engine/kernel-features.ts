/** One ability of the lab's kernel that a fault or an observer stands on. */
export interface KernelFeature {
  readonly id: string;
  readonly name: string;
  /** What cannot be done without it. */
  readonly use: string;
  /** Without it the main job cannot run; else only what `use` says is refused. */
  readonly needed: boolean;
  /** Kernel options that must all be on; a module counts. */
  readonly options: readonly string[];
  /** Shell commands that succeed where it works, in a container with NET_ADMIN and an interface `lo`. */
  readonly attempt: string;
}

// A table's name must not be a word of nft's own.
const table = (commands: string): string =>
  `nft add table netdev haproof_try && ${commands} && nft delete table netdev haproof_try`;
const chain = (hook: string): string =>
  `nft add chain netdev haproof_try ${hook}_try '{ type filter hook ${hook} device "lo" priority 0; }'`;
const element = "netdev haproof_try peers '{ 02:00:00:00:00:01 timeout 1s }'";

export const kernelFeatures: readonly KernelFeature[] = [
  {
    id: "netdev",
    name: "packet filter at an interface",
    use: "partitions and host loss (nft table netdev, ingress and egress)",
    needed: true,
    options: ["NF_TABLES_NETDEV", "NETFILTER_INGRESS", "NETFILTER_EGRESS"],
    attempt: table(`${chain("ingress")} && ${chain("egress")}`),
  },
  {
    id: "expiry",
    name: "rules that expire",
    use: "partitions that the kernel ends when the harness is gone (nft sets with a timeout)",
    needed: true,
    options: ["NF_TABLES"],
    attempt: table(
      `nft add set netdev haproof_try peers '{ type ether_addr; flags timeout; }' && nft add element ${element}`,
    ),
  },
  {
    id: "capture",
    name: "packet capture",
    use: "seeing VRRP and ARP on the wire (packet sockets)",
    needed: true,
    options: ["PACKET"],
    attempt: "test -e /proc/net/packet",
  },
  {
    id: "numgen",
    name: "random loss",
    use: "faults that lose a part of the packets (nft numgen)",
    needed: false,
    options: ["NFT_NUMGEN"],
    attempt: table(
      `${chain("ingress")} && nft add rule netdev haproof_try ingress_try numgen random mod 100 '<' 10 drop`,
    ),
  },
  {
    id: "netem",
    name: "delay and reordering",
    use: "faults that delay packets (tc netem)",
    needed: false,
    options: ["NET_SCH_NETEM"],
    attempt: "tc qdisc add dev lo root netem delay 1ms && tc qdisc del dev lo root",
  },
  {
    id: "tbf",
    name: "bandwidth limit",
    use: "faults that narrow a link (tc tbf)",
    needed: false,
    options: ["NET_SCH_TBF"],
    attempt: "tc qdisc add dev lo root tbf rate 1mbit burst 10kb latency 50ms && tc qdisc del dev lo root",
  },
  {
    id: "cpu-quota",
    name: "CPU quota",
    use: "faults that throttle a host's processors (CFS bandwidth)",
    needed: false,
    options: ["CFS_BANDWIDTH"],
    attempt: "grep -qs nr_throttled /sys/fs/cgroup/cpu.stat /sys/fs/cgroup/cpu*/cpu.stat",
  },
  {
    id: "time",
    name: "time namespaces",
    use: "a host with a clock of its own",
    needed: false,
    options: ["TIME_NS"],
    attempt: "test -e /proc/self/ns/time",
  },
];

/** What is known of a feature: it works, it does not and why, or nobody could try. */
export interface FeatureFinding {
  readonly id: string;
  readonly works: boolean | undefined;
  readonly how: string;
}

/** Judges by the kernel's own configuration, which says what was built, not what a container may use. */
export function featuresByConfig(config: string | undefined): readonly FeatureFinding[] {
  return kernelFeatures.map(({ id, options }) => {
    if (config === undefined) return { id, works: undefined, how: "not known yet: the images are not built" };
    const absent = options.filter((option) => !new RegExp(`^CONFIG_${option}=[ym]$`, "m").test(config));
    return absent.length === 0
      ? { id, works: true, how: "by the kernel's configuration; tried when the images are built" }
      : { id, works: false, how: `the kernel was built without ${absent.join(", ")}` };
  });
}

/** Tries every feature and prints a line each: "+netdev", or "-netem Error: …". */
export function attemptScript(features: readonly KernelFeature[] = kernelFeatures): string {
  const tries = features.map(
    ({ id, attempt }) =>
      `if (${attempt}) >/tmp/said 2>&1; then echo "+${id}"; else echo "-${id} $(head -n 1 /tmp/said)"; fi`,
  );
  return tries.join("\n");
}

/** Reads what the script printed. A feature without a line was not tried. */
export function featuresByAttempt(output: string): readonly FeatureFinding[] {
  const lines = output.split(/\r?\n/);
  return kernelFeatures.map(({ id }) => {
    if (lines.includes(`+${id}`)) return { id, works: true, how: "tried in a container" };
    const refusal = lines.find((line) => line === `-${id}` || line.startsWith(`-${id} `));
    if (refusal === undefined) return { id, works: undefined, how: "not tried" };
    const why = refusal.slice(id.length + 2) || "it failed";
    // Without the tool, nothing is known of the kernel.
    if (/: not found$/.test(why)) return { id, works: undefined, how: `not known: ${why}` };
    return { id, works: false, how: `tried in a container: ${why}` };
  });
}
