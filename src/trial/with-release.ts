import { onRelease } from "../lab/images/release.ts";
import type { System } from "./system.ts";

/** A system whose balancers are made from another Debian release, with that one's HAProxy and keepalived. Throws BAD_INPUT. */
export function withRelease(system: System, release: string): System {
  const [template] = system.profiles;
  return {
    ...system,
    images: async () => {
      const { hosts } = await system.stack({ profile: template?.name ?? "" });
      const names = hosts.filter(({ role }) => role === "balancer").map(({ image }) => image);
      return onRelease(await system.images(), [...new Set(names)], { release });
    },
  };
}
