import { placeOf } from "../places.ts";
import type { Reported, Rule } from "../finding.ts";
import { checkedServers, groupsOf, namesOf, shareText, type CheckedServer } from "../server-groups.ts";

/** Clients see the certificate that the check does not look at. */
export const checkIgnoresCertificate: Rule = {
  id: "check-ignores-certificate",
  title: "the check passes with a certificate that clients refuse",
  source: "HAProxy configuration manual 5.2, check-ssl, verify",
  check: ({ balancers }) =>
    balancers.flatMap((balancer) =>
      groupsOf(checkedServers(balancer), (view) => (isIgnored(view) ? "" : undefined)).map(
        (group): Reported => ({
          severity: "warning",
          place: placeOf(group.first.server, "verify"),
          message: `${namesOf(group)} of ${group.proxy.name}: the check speaks TLS with verify none`,
          why: `TLS passes through to the servers: the day on which a certificate of theirs expires, or is the wrong one, ${shareText(group.proxy)} fails, and the server stays UP`,
          change: "write verify required with a ca-file: such a server then goes DOWN like a dead one",
        }),
      ),
    ),
};

/** Where HAProxy itself speaks TLS to the server, clients never see that certificate. */
function isIgnored({ server, check, proxy }: CheckedServer): boolean {
  const passesThrough = proxy.mode === "tcp" && !server.tls;
  return passesThrough && check.settings.tls && server.writtenAt["verify"]?.text === "verify none";
}
