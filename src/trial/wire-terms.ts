import type { Host } from "../lab/host.ts";
import type { Lab } from "../lab/lab.ts";
import { checkedPorts, exactTerms } from "../predict/exact-terms.ts";
import type { CheckTerms, RouterTerms } from "../predict/exact-terms.ts";
import type { PredictOptions } from "../predict/predict.ts";
import type { BalancerText, FaultCase, Window } from "../predict/prediction.ts";
import type { CaptureOptions } from "../observers/capture/observer.ts";
import type { DurationMs } from "../timeline/duration.ts";
import type { WireTerms } from "../verdict/trial-record.ts";

/** What a fault's exact predictions are counted with in this lab. Throws BAD_CONFIG. */
export function wireTerms(
  lab: Lab,
  { setup, fault, options }: { setup: readonly BalancerText[]; fault: FaultCase; options: PredictOptions },
): WireTerms {
  const { routers, checks } = exactTerms(setup, fault, options);
  return {
    claimants: routers.flatMap((terms) => claimant(lab, terms)),
    servers: checks.map(watchedServer),
  };
}

/** Which health checks can be told from other traffic, and on which network; undefined where none can. */
export function watchedChecks(
  { stack }: Pick<Lab, "stack">,
  setup: readonly BalancerText[],
  options: PredictOptions,
): NonNullable<CaptureOptions["checks"]> | undefined {
  const { ports, onlyChecks, addresses } = checkedPorts(setup, options);
  const network = stack.networks.find(({ name }) =>
    stack.hosts.some((host) => addresses.includes(host.addresses[name] ?? "")),
  );
  return network === undefined || ports.length === 0
    ? undefined
    : { ports, onlyChecks, network: network.name };
}

function claimant(lab: Lab, terms: RouterTerms): WireTerms["claimants"] {
  const network = lab.stack.vips.find(({ address }) => address === terms.address)?.network;
  if (network === undefined) return [];
  const balancers = lab.withRole("balancer").filter((host) => wasOn(host, network));
  const own = balancers.find(({ name }) => name === terms.host);
  if (own === undefined) return [];
  const { address, mac } = own.on(network);
  const hostOf = Object.fromEntries(balancers.map((host) => [host.on(network).address, host.name]));
  return [{ ...terms, sources: [address], macs: [mac], network, hostOf }];
}

/** A host that is down keeps what is known of its interfaces; one that was never up has none. */
function wasOn({ interfaces }: Host, network: string): boolean {
  return interfaces.some((each) => each.network === network);
}

function watchedServer(terms: CheckTerms): WireTerms["servers"][number] {
  const { balancer, server, address, ports, downAfterGood, upAfterBad, upAfterFirstGood } = terms;
  return {
    ...{ balancer, server, address, ports },
    downAfterGoodMs: lengthOf(downAfterGood),
    upAfterBadMs: lengthOf(upAfterBad),
    upAfterFirstGoodMs: lengthOf(upAfterFirstGood),
  };
}

function lengthOf({ earliestMs, latestMs }: Window): DurationMs {
  return { minMs: earliestMs, maxMs: latestMs };
}
