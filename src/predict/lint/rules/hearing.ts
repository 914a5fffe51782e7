import { secondsText, windowText } from "../../model/figures.ts";
import { deafness, type Router } from "../../model/router.ts";
import { hardLoss, masterDownMs } from "../../timing/vrrp.ts";
import type { VrrpInstance } from "../../keepalived/instance-config.ts";
import type { Reported, Rule } from "../finding.ts";
import { placeInside, placeOf } from "../places.ts";
import { heldBy, routersOf, type LintSubject } from "../subject.ts";

/** Two routers that are meant to share an address, in the order of the files. */
interface Pair {
  readonly first: Router;
  readonly second: Router;
}

interface Difference {
  readonly id: string;
  readonly reason: ReturnType<typeof deafness>;
  /** Two masters were seen on real balancers; the others were read in the source. */
  readonly measured: boolean;
  readonly title: string;
  readonly place: (router: Router) => Reported["place"];
  readonly change: string;
  /** The second router as if it agreed in this one thing: what else differs shows. */
  readonly agree: (first: VrrpInstance, second: VrrpInstance) => VrrpInstance;
}

const differences: readonly Difference[] = [
  {
    id: "pair-router-id",
    reason: "virtual_router_id differs",
    measured: true,
    title: "virtual_router_id differs between the balancers",
    place: ({ instance }) => placeOf(instance, "virtual_router_id"),
    change: "write the same virtual_router_id on every balancer",
    agree: ({ virtualRouterId }, second) => ({ ...second, virtualRouterId }),
  },
  {
    id: "pair-version",
    reason: "vrrp_version differs",
    measured: false,
    title: "the VRRP version differs between the balancers",
    place: ({ instance, balancer }) =>
      instance.writtenAt["version"]?.place ??
      balancer.keepalived.globalDefs.writtenAt["vrrp_version"]?.place ??
      instance.place,
    change: "write the same vrrp_version on every balancer, and restart them all",
    agree: ({ version }, second) => ({ ...second, version }),
  },
  {
    id: "pair-family",
    reason: "the address families differ",
    measured: false,
    title: "one balancer speaks VRRP over IPv4, the other over IPv6",
    place: ({ instance, balancer }) => placeInside(balancer, instance, "virtual_ipaddress"),
    change: "keep the addresses of one family in one instance, the same on every balancer",
    agree: ({ family }, second) => ({ ...second, family }),
  },
  {
    id: "pair-unicast",
    reason: "only one of them has unicast_peer",
    measured: false,
    title: "one balancer sends to unicast peers, the other to the multicast group",
    place: ({ instance, balancer }) => placeInside(balancer, instance, "unicast_peer"),
    change: "write unicast_peer on every balancer, each with the addresses of the others, or on none",
    agree: ({ unicastPeers }, second) => ({ ...second, unicastPeers }),
  },
  {
    id: "pair-advert-int",
    reason: "advert_int differs (version 2)",
    measured: true,
    title: "advert_int differs between the balancers",
    place: ({ instance }) => placeOf(instance, "advert_int"),
    change: "write the same advert_int on every balancer",
    agree: ({ advertInterval }, second) => ({ ...second, advertInterval }),
  },
  {
    id: "pair-auth",
    reason: "auth_pass differs",
    measured: true,
    title: "the authentication differs between the balancers",
    place: ({ instance, balancer }) => placeInside(balancer, instance, "authentication", "auth_pass"),
    change: "write the same auth_type and the same first 8 characters of auth_pass on every balancer",
    agree: ({ authentication }, second) => ({ ...second, authentication }),
  },
];

/** One rule for everything that makes two balancers deaf to each other; `deafness` alone knows what does. */
export const hearingRules: readonly Rule[] = differences.map(({ id, title, measured }): Rule => ({
  id,
  title,
  source: `keepalived vrrp/vrrp.c vrrp_check_packet${measured ? "; measured: two masters" : ""}`,
  check: (subject) => [
    ...pairsOf(subject).flatMap((pair) =>
      deafReports(pair).flatMap((each) => (each.id === id ? [each.report] : [])),
    ),
    ...(id === "pair-advert-int" ? pairsOf(subject).flatMap((pair) => slowerMaster(pair) ?? []) : []),
  ],
}));

/** Every two routers of one address, and of one name or router id where the addresses differ. */
export function pairsOf(subject: LintSubject): readonly Pair[] {
  const routers = routersOf(subject);
  return routers.flatMap((second, at) =>
    routers
      .slice(0, at)
      .filter(
        (first) => first.host !== second.host && heldBy(subject, second)?.others.includes(first) === true,
      )
      .map((first) => ({ first, second })),
  );
}

function deafReports({ first, second }: Pair): readonly { id: string; report: Reported }[] {
  const found: { id: string; report: Reported }[] = [];
  let other = second.instance;
  for (let step = 0; step < differences.length; step += 1) {
    const reason = deafness(first.instance, other);
    const difference = differences.find((each) => each.reason === reason);
    if (reason === undefined || difference === undefined) break;
    const wait = Math.max(
      masterDownMs(first.timers, first.priority),
      masterDownMs(second.timers, second.priority),
    );
    found.push({
      id: difference.id,
      report: {
        severity: "error",
        place: difference.place(second),
        related: [difference.place(first)],
        message: `${first.host} and ${second.host} never hear each other: ${reason}`,
        why: `${secondsText(wait)} after their start both are MASTER, for good: both hold the VIP, and clients reach one or the other by chance`,
        change: difference.change,
      },
    });
    other = difference.agree(first.instance, other);
  }
  return found;
}

/** Version 3 learns the interval from the master: the same loss takes another time with each of them. */
function slowerMaster({ first, second }: Pair): Reported | undefined {
  const [mine, others] = [first.timers, second.timers];
  if (first.instance.version !== 3 || second.instance.version !== 3 || mine.advertMs === others.advertMs)
    return undefined;
  const lossOf = (master: Router, heir: Router): string =>
    windowText(hardLoss({ ...heir.timers, advertMs: master.timers.advertMs }, heir.priority));
  return {
    severity: "warning",
    place: placeOf(second.instance, "advert_int"),
    related: [placeOf(first.instance, "advert_int")],
    message: `advert_int differs between ${first.host} and ${second.host}`,
    why: `a backup takes the interval of the master: the loss of ${first.host} takes ${lossOf(first, second)}, that of ${second.host} ${lossOf(second, first)}`,
    change: "write the same advert_int on every balancer",
  };
}
