import { windowText } from "../../model/figures.ts";
import { sharesNetwork } from "../../model/host-of.ts";
import type { Router } from "../../model/router.ts";
import type { Reported, Rule } from "../finding.ts";
import { placeOf } from "../places.ts";
import { moveFrom, routersOf, silenceOf } from "../subject.ts";

/** A balancer that has lost its servers and not its clients keeps the VIP, and serves nobody. */
export const backLinkUntracked: Rule = {
  id: "back-link-untracked",
  title: "the link to the servers is not tracked",
  source: "keepalived.conf(5) track_interface; vrrp/vrrp_if.c",
  check: (subject) =>
    routersOf(subject).flatMap((router) => {
      const server = farServer(router);
      if (server === undefined) return [];
      const move = moveFrom(subject, router, { kind: "link-down", network: "back" });
      if (!("never" in move)) return [];
      return [
        {
          severity: "warning",
          place: router.instance.place,
          message: `${router.instance.name} tracks its own interface only, and the servers (${server}) stand in another network than the VIP`,
          why: `a balancer that loses its link to them keeps the VIP: it never moves, and every connection fails`,
          change: "name that interface in track_interface, unless the servers are reached by the VIP's own",
        },
      ];
    }),
};

function farServer({ balancer, instance }: Router): string | undefined {
  const servers = balancer.haproxy.proxies.flatMap((proxy) => proxy.servers);
  return servers.find(
    (server) =>
      /^\d+\.\d+\.\d+\.\d+$/.test(server.address) &&
      !server.address.startsWith("127.") &&
      instance.family === "inet" &&
      !sharesNetwork(server, [instance]),
  )?.address;
}

/** `dont_track_primary`: two masters with a pulled cable. */
export const ownLinkUntracked: Rule = {
  id: "own-link-untracked",
  title: "a balancer whose cable is pulled stays MASTER",
  source: "keepalived.conf(5) dont_track_primary",
  check: (subject) =>
    routersOf(subject)
      .filter(({ instance }) => instance.dontTrackPrimary)
      .map((router): Reported => {
        const wait = windowText(silenceOf(subject, router));
        return {
          severity: "warning",
          place: placeOf(router.instance, "dont_track_primary"),
          message: "dont_track_primary: the loss of its own link is no fault",
          why: `with its cable pulled it keeps the VIP; another one takes it after ${wait}, and when the link is back two hold it`,
          change: "take dont_track_primary out",
        };
      }),
};

/** The line of the example file that makes a VIP which nobody can reach. */
export const vipTrafficDropped: Rule = {
  id: "vip-traffic-dropped",
  title: "keepalived drops packets to the VIP",
  source: "keepalived.conf(5) vrrp_strict, no_accept; vrrp/vrrp_iptables.c",
  check: (subject) =>
    routersOf(subject).flatMap(({ instance, balancer }) => {
      if (instance.acceptsVipTraffic || balancer.haproxy.proxies.length === 0) return [];
      const keyword = instance.strict ? "strict mode" : "no_accept";
      const global = balancer.keepalived.globalDefs.writtenAt["vrrp_strict"];
      const place = instance.strict
        ? (instance.writtenAt["strict_mode"]?.place ?? global?.place ?? instance.place)
        : placeOf(instance, "no_accept");
      return [
        {
          severity: "error",
          place,
          message: `${keyword}: keepalived's firewall rules drop what is sent to the VIP`,
          why: "the VIP moves as it should, and no client ever gets an answer on it from HAProxy",
          change: instance.strict ? "take vrrp_strict out, or write accept in the instance" : "write accept",
        },
      ];
    }),
};

/** A listener on an address that the backup does not have. */
export const bindNeedsVip: Rule = {
  id: "bind-needs-vip",
  title: "HAProxy listens on the VIP itself",
  source: "Linux ip-sysctl net.ipv4.ip_nonlocal_bind; HAProxy configuration manual, bind transparent",
  check: (subject) =>
    routersOf(subject).flatMap(({ instance, balancer }) => {
      const addresses = [...instance.virtualAddresses, ...instance.excludedAddresses].map(
        ({ address }) => address,
      );
      return balancer.haproxy.proxies
        .filter(({ disabled }) => !disabled)
        .flatMap(({ binds }) => binds)
        .filter(({ address, transparent }) => !transparent && addresses.includes(address))
        .map(({ address, place }): Reported => ({
          severity: "warning",
          place,
          message: `bind ${address}: a backup does not have this address`,
          why: "without net.ipv4.ip_nonlocal_bind = 1 HAProxy does not start on a backup, and after a takeover nobody serves the VIP",
          change: "bind to * or to the balancer's own address, or set the sysctl on every balancer",
        }));
    }),
};
