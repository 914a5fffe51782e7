import type { HostSpec } from "../lab/stack.ts";
import type { BalancerText } from "../predict/prediction.ts";

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
