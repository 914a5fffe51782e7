/** What no certificate of this harness can tell, whatever it measured: the first thing that a reader of page one has to know. */
export const limits: readonly string[] = [
  "All hosts are containers on one kernel: no hypervisor, no second clock, and a frozen host's kernel goes on answering ARP.",
  "Their network is a Linux bridge: no switches, no network cards, no bonding and no spanning tree, each of which can add seconds to a failover.",
  "The load is light: probes, and a few operations in flight.",
  "Durations are therefore lower bounds for a real site.",
];
