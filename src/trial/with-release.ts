import { onRelease, type Release } from "../lab/images/release.ts";
import { shippedWith } from "./program-releases.ts";
import type { System } from "./system.ts";

/** A system whose balancers are made from another Debian release, with that one's HAProxy and keepalived. Throws BAD_INPUT. */
export function withRelease(system: System, release: Release): System {
  const [template] = system.profiles;
  return {
    ...system,
    releases: shippedWith[release],
    images: async () => {
      const { hosts } = await system.stack({ profile: template?.name ?? "" });
      const names = hosts.filter(({ role }) => role === "balancer").map(({ image }) => image);
      return onRelease(await system.images(), [...new Set(names)], { release });
    },
  };
}
