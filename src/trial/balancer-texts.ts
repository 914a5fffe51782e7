import type { HostSpec } from "../lab/stack.ts";
import type { VrrpInstance } from "../predict/keepalived/instance-config.ts";
import { readKeepalived } from "../predict/keepalived/read.ts";
import { keepalivedOptions } from "../predict/model/read-balancers.ts";
import type { BalancerText } from "../predict/prediction.ts";
import type { ProgramReleases } from "./program-releases.ts";

/** The configuration files in force on each balancer among some hosts. */
export function balancerTexts(hosts: readonly HostSpec[]): readonly BalancerText[] {
  return hosts
    .filter(({ role }) => role === "balancer")
    .map(({ name, files }) => ({
      host: name,
      haproxyCfg: files["/etc/haproxy/haproxy.cfg"] ?? "",
      keepalivedConf: files["/etc/keepalived/keepalived.conf"] ?? "",
    }));
}

/** The VRRP instances of a host's keepalived.conf as that release of keepalived reads it. Throws BAD_CONFIG. */
export function instancesOn(
  { name: host, files }: HostSpec,
  releases: ProgramReleases,
): readonly VrrpInstance[] {
  const name = "/etc/keepalived/keepalived.conf";
  return readKeepalived({ name, text: files[name] ?? "" }, keepalivedOptions(host, releases)).instances;
}
