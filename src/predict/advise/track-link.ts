import type { Change, Remedy } from "./change.ts";
import { addToBlock, forEachInstance } from "./keepalived-lines.ts";

/** Giving up the VIP when the link to the servers is down, on the interface that the user has named. */
export const trackLink: Remedy = {
  aspects: ["takeover"],
  concerns: ({ plan }) => plan.kind === "link-down" && plan.network === "back",
  alternatives: (_, { backInterface }) => (backInterface === undefined ? [] : [tracking(backInterface)]),
};

function tracking(name: string): Change {
  return {
    id: "track-back-link",
    title: `track_interface ${name}`,
    apply: (draft) =>
      forEachInstance(draft, (current, balancer, instance) =>
        instance.interface === name || instance.trackInterfaces.some((ref) => ref.name === name)
          ? current
          : addToBlock(current, balancer, instance, ["track_interface", name]),
      ),
    prices: () => [`with ${name} down on all balancers nobody holds the VIP`],
  };
}
