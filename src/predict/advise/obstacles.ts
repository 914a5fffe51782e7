import type { Setup } from "../setup.ts";
import { isAtLeast } from "../timing/release.ts";
import type { Shortfall } from "./shortfall.ts";

interface Obstacle {
  readonly stands: (shortfall: Shortfall, setup: Setup) => boolean;
  readonly text: string;
}

const known: readonly Obstacle[] = [
  {
    stands: ({ note = "" }) => note.includes("are MASTER"),
    text: "the balancers do not hear each other even in good times: haproof lint names what differs",
  },
  {
    stands: ({ note = "" }) => note.startsWith("no other balancer"),
    text: "there is no second balancer for that address",
  },
  {
    stands: ({ aspect, plan }, { balancers }) =>
      aspect === "takeover" &&
      plan.process === "haproxy" &&
      balancers.some(({ keepalived }) => !isAtLeast(keepalived.version, "2.3.2")),
    text: "keepalived before 2.3.2 runs a check once a second at most: a newer one reads fractions, and a track_file that a watcher of your own writes is quicker still",
  },
  {
    stands: ({ aspect, plan }, { balancers }) =>
      aspect === "takeover" &&
      plan.process === "haproxy" &&
      balancers.every(({ haproxy }) => haproxy.proxies.length === 0),
    text: "haproxy.cfg was not given: without it no check can be written that asks HAProxy",
  },
  {
    stands: ({ aspect, window }) => aspect === "newcomers" && window.latestMs <= 1_000,
    text: "garp_master_refresh counts in whole seconds",
  },
  {
    stands: ({ note = "" }) => note.includes("only connects"),
    text: "a check that notices a hung server has to ask it something (option httpchk, tcp-check send and expect): what a healthy one answers is not in the files",
  },
  {
    stands: ({ note = "" }) => note.includes("the check looks at port"),
    text: "the check looks at another port than the service, and the servers differ too much for one more step: change it by hand",
  },
];

/** What stands in the way of the targets that no change meets, each said once. */
export function obstacles(missing: readonly Shortfall[], setup: Setup): readonly string[] {
  return known
    .filter(({ stands }) => missing.some((shortfall) => stands(shortfall, setup)))
    .map(({ text }) => text);
}
