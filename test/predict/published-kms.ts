import type { BalancerText } from "../../src/predict/prediction.ts";

/** The files of the Cosmian KMS high availability guide with nothing but the placeholders filled in. */
export const haproxyCfg = `global
    log /dev/log local0
    maxconn 2000
    user haproxy
    group haproxy
defaults
    log global
    mode tcp # TCP mode: required for TLS/KMIP passthrough
    option tcplog
    timeout connect 5000ms
    timeout client 50000ms
    timeout server 50000ms
# Frontend for KMIP traffic (standard KMIP port)
frontend kmip_frontend
    bind *:5696
    default_backend kmip_backend
backend kmip_backend
    mode tcp
    balance roundrobin
    # Health check via Cosmian KMS /health endpoint (HTTP port 9998)
    option httpchk GET /health
    http-check expect status 200
    # Check every 3s; mark DOWN after 3 failures, mark UP after 2 successes
    default-server inter 3s fall 3 rise 2
    # Add one line per KMS node.
    # Traffic goes to port 5696; health is checked on port 9998.
    server kms1 10.0.0.11:5696 check port 9998
    server kms2 10.0.0.12:5696 check port 9998
    server kms3 10.0.0.13:5696 check port 9998
`;

export function keepalivedConf(state: "MASTER" | "BACKUP", priority: number): string {
  return `vrrp_script chk_haproxy {
    script "killall -0 haproxy" # Checks that the HAProxy process is running
    interval 2
    weight 2
}
vrrp_instance VI_1 {
    state ${state} # -> BACKUP on all non-primary nodes
    interface eth0 # Adapt to your network interface name
    virtual_router_id 51 # Must be identical on all load balancer nodes
    priority ${priority} # -> Decrease by 1 for each additional node
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass SecretPassword # Strong shared secret; must be identical on all nodes
    }
    virtual_ipaddress {
        192.168.1.100 # VIP - configure this address in all KMS clients
    }
    track_script {
        chk_haproxy
    }
}
`;
}

export const vip = "192.168.1.100";

/** The published pair, with the texts changed where a test wants another configuration. */
export function pair(
  change: (text: string) => string = (text) => text,
  backupOnly: (text: string) => string = (text) => text,
): readonly BalancerText[] {
  return [
    { host: "lb1", haproxyCfg: change(haproxyCfg), keepalivedConf: change(keepalivedConf("MASTER", 101)) },
    {
      host: "lb2",
      haproxyCfg: change(haproxyCfg),
      keepalivedConf: backupOnly(change(keepalivedConf("BACKUP", 100))),
    },
  ];
}
