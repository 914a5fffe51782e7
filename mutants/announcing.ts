import { before, serving } from "./edits.ts";
import type { Mutant } from "./mutant.ts";

/** A gratuitous ARP never leaves the host. At the interface, because keepalived's packets do not pass the tables of ARP. */
const noGratuitousArp = `nft -f - <<'RULES'
table netdev mistake {
  chain out { type filter hook egress device "eth0" priority 0; policy accept;
    arp operation request arp saddr ip 192.168.1.100 arp daddr ip 192.168.1.100 drop
  }
}
RULES`;

/** Services of this host are reached from the host itself and from nowhere else. */
const noClients = `nft -f - <<'RULES'
table inet mistake {
  chain in { type filter hook input priority 0; policy accept;
    iifname "eth0" tcp dport { 5696, 9998 } drop
  }
}
RULES`;

/** Resolves the first balancer once, and writes its hardware address down for the VIP, for ever. */
const staticNeighbour = `#!/bin/bash
until [[ $(ip neigh show 192.168.1.11) == *" lladdr "* ]]; do
  echo >/dev/udp/192.168.1.11/9
  read -rt 0.05 <> <(:)
done
set -- $(ip neigh show 192.168.1.11)
while [ "$1" != lladdr ]; do shift; done
ip neigh replace 192.168.1.100 lladdr "$2" dev eth0 nud permanent
touch /run/haproof/static-neighbour.done
exec sleep infinity
`;

/** Mistakes by which clients do not find the VIP where it is. */
export const announcing: readonly Mutant[] = [
  {
    name: "no-gratuitous-arp",
    mistake:
      "the standby balancer's gratuitous ARP is filtered, so clients are never told that it has the VIP",
    kind: "hidden",
    profile: "published",
    scenario: "kms-44-host-loss",
    change: before("keepalived", ["lb2"], noGratuitousArp),
    caughtBy: { kind: "judgement", claim: "KMS-50", check: "outage", question: "behaviour" },
  },
  {
    name: "stale-arp",
    mistake: "the client has a static neighbour entry: the VIP at the first balancer's hardware address",
    kind: "hidden",
    profile: "published",
    scenario: "kms-44-host-loss",
    change: serving(
      ["client"],
      {
        name: "static-neighbour",
        wave: 4,
        ready: "[[ -e /run/haproof/static-neighbour.done ]]",
        processNames: ["sleep"],
      },
      staticNeighbour,
    ),
    caughtBy: { kind: "judgement", claim: "KMS-50", check: "outage", question: "behaviour" },
  },
  {
    name: "standby-firewalled",
    mistake: "a firewall on the standby balancer lets no client in",
    kind: "hidden",
    profile: "published",
    scenario: "kms-44-host-loss",
    change: before("keepalived", ["lb2"], noClients),
    caughtBy: { kind: "judgement", claim: "KMS-50", check: "outage", question: "behaviour" },
  },
];
