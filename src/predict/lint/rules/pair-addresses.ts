import type { Router } from "../../model/router.ts";
import { secondsText } from "../../model/figures.ts";
import { masterDownMs } from "../../timing/vrrp.ts";
import type { Reported, Rule } from "../finding.ts";
import { placeInside } from "../places.ts";
import { heldBy, routersOf, type LintSubject } from "../subject.ts";
import { pairsOf } from "./hearing.ts";

/**
 * keepalived compares the addresses in an advertisement with its own list, and drops it if they differ; an address that
 * only one balancer knows has no heir.
 */
export const pairVipList: Rule = {
  id: "pair-vip-list",
  title: "the lists of virtual addresses differ between the balancers",
  source:
    "keepalived vrrp/vrrp.c vrrp_check_packet (VIP count mismatch, address not present in MASTER advert)",
  check: (subject) => [...listReports(subject), ...orphanReports(subject)],
};

function listReports(subject: LintSubject): readonly Reported[] {
  return pairsOf(subject).flatMap(({ first, second }) => {
    const lacking = without(addressesOf(first), addressesOf(second));
    const more = without(addressesOf(second), addressesOf(first));
    if (lacking.length === 0 && more.length === 0) return [];
    const wait = secondsText(masterDownMs(second.timers, second.priority));
    return [
      {
        severity: "error" as const,
        place: listPlace(second),
        related: [listPlace(first)],
        message: `${first.host} and ${second.host} share an address, but not ${[...lacking, ...more].join(", ")}`,
        why: `each drops the other's advertisements: ${wait} after their start both are MASTER, for good`,
        change: "write the same virtual_ipaddress list on every balancer",
      },
    ];
  });
}

/** Addresses that one balancer of several has alone. */
function orphanReports(subject: LintSubject): readonly Reported[] {
  if (subject.balancers.length < 2) return [];
  const paired = new Set(pairsOf(subject).flatMap(({ first, second }) => [first, second]));
  return routersOf(subject).flatMap((router) => {
    const alone = heldBy(subject, router)?.others.length === 0;
    if (!alone || paired.has(router)) return [];
    return [
      {
        severity: "error" as const,
        place: listPlace(router),
        message: `only ${router.host} has ${addressesOf(router).join(", ")}`,
        why: `when ${router.host} is lost nobody takes it over: its clients are without service until ${router.host} is back`,
        change: "write the same virtual_ipaddress list on every balancer",
      },
    ];
  });
}

/**
 * Unicast routers hear only whom they are in the list of. Where an address is not in the files, the number of peers tells.
 */
export const pairUnicastPeers: Rule = {
  id: "pair-unicast-peers",
  title: "the unicast peers do not match the balancers",
  source: "keepalived.conf(5) unicast_peer, unicast_src_ip; vrrp/vrrp.c vrrp_send_adv",
  check: (subject) =>
    pairsOf(subject)
      .flatMap(({ first, second }) => [
        { from: first, to: second },
        { from: second, to: first },
      ])
      .flatMap(({ from, to }) => unheard(from, to, (heldBy(subject, from)?.others.length ?? 0) + 1) ?? []),
};

function unheard(from: Router, to: Router, routers: number): Reported | undefined {
  const { unicastPeers, sourceAddress: own } = from.instance;
  const { sourceAddress: theirs } = to.instance;
  if (unicastPeers.length === 0) return undefined;
  const peers = unicastPeers.map(({ address }) => address).filter((address) => address !== own);
  const missing = theirs === undefined ? peers.length < routers - 1 : !peers.includes(theirs);
  if (!missing) return undefined;
  const wait = secondsText(masterDownMs(to.timers, to.priority));
  return {
    severity: "error",
    place: placeInside(from.balancer, from.instance, "unicast_peer"),
    related: [placeInside(to.balancer, to.instance, theirs === undefined ? "interface" : "unicast_src_ip")],
    message:
      theirs === undefined
        ? `${from.host} sends to ${peers.length} of ${routers - 1} other balancers`
        : `${from.host} does not send to ${theirs}, the address of ${to.host}`,
    why: `${to.host} never hears ${from.host}: ${wait} after its start it is MASTER beside it`,
    change: `write the addresses of all other balancers, and not ${from.host}'s own, in its unicast_peer`,
  };
}

function addressesOf({ instance }: Router): readonly string[] {
  return instance.virtualAddresses.map(({ address }) => address);
}

function without(all: readonly string[], others: readonly string[]): readonly string[] {
  return all.filter((address) => !others.includes(address));
}

function listPlace({ balancer, instance }: Router): Reported["place"] {
  return placeInside(balancer, instance, "virtual_ipaddress");
}
