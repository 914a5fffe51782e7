import { secondsText } from "../../model/figures.ts";
import type { VrrpInstance } from "../../keepalived/instance-config.ts";
import { splitBrainEnds } from "../../timing/failback.ts";
import type { Rule } from "../finding.ts";
import { placeInside } from "../places.ts";
import { routersOf } from "../subject.ts";

/** "SecretPassword" and "SecretPa" are the same. */
export const authPassCut: Rule = {
  id: "auth-pass-cut",
  title: "auth_pass is cut at 8 characters",
  source: "RFC 2338 5.3.10; keepalived vrrp/vrrp_parser.c vrrp_auth_pass_handler",
  check: (subject) =>
    routersOf(subject).flatMap(({ instance, balancer }) => {
      if (instance.authentication?.cutAtEight !== true || instance.authentication.ignored) return [];
      return [
        {
          severity: "warning",
          place: placeInside(balancer, instance, "authentication", "auth_pass"),
          message: "auth_pass is longer than 8 characters: only the first 8 are used",
          why: "passwords that begin alike are the same password, so that a group that shall be kept apart may take this VIP; and 8 characters that everybody on the wire can read are all that protects it",
          change: "write at most 8 characters, the same on every balancer",
        },
      ];
    }),
};

/** An authentication block that keepalived leaves out, with no more than a line in its log. */
export const authIgnored: Rule = {
  id: "auth-ignored",
  title: "the authentication block is not in force",
  source: "keepalived vrrp/vrrp.c vrrp_complete_instance; RFC 5798 9",
  check: (subject) =>
    routersOf(subject).flatMap(({ instance, balancer, timers }) => {
      const { authentication, virtualRouterId, interface: device = "its interface" } = instance;
      if (authentication?.ignored !== true) return [];
      const within = secondsText(splitBrainEnds(timers).latestMs);
      return [
        {
          severity: "warning",
          place: placeInside(balancer, instance, "authentication"),
          message: `the authentication block is ignored: ${reason(instance)}`,
          why: `whoever may send VRRP (protocol 112) on ${device} for virtual_router_id ${virtualRouterId} with a higher priority takes the VIP within ${within}`,
          change: "take the block out, and let a firewall or unicast_peer say who may speak VRRP",
        },
      ];
    }),
};

function reason({ strict, version, authentication }: VrrpInstance): string {
  if (strict) return "strict mode knows none";
  if (version === 3) return "VRRP version 3 knows none";
  if (authentication?.type === undefined) return "it has no auth_type";
  return authentication.hasPassword ? "AH does not go with IPv6" : "it has no auth_pass";
}
