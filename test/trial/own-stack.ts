import type { HostSpec, Stack } from "../../src/lab/stack.ts";

const haproxy = `
defaults
    mode tcp
    timeout connect 5s
frontend service
    bind *:5696
    default_backend nodes
backend nodes
    server n1 10.0.0.21:5696 check port 9998
`;

function host(name: string, role: HostSpec["role"], more: Partial<HostSpec>): HostSpec {
  return { name, role, image: "", addresses: {}, files: {}, environment: {}, services: [], ...more };
}

function balancer(n: number): HostSpec {
  const addresses = { front: `192.168.1.1${n}`, back: `10.0.0.1${n}` };
  return host(`lb${n}`, "balancer", { addresses, files: { "/etc/haproxy/haproxy.cfg": haproxy } });
}

function node(n: number): HostSpec {
  return host(`n${n}`, "node", { addresses: { back: `10.0.0.2${n}` } });
}

function probe(name: string, port: number): Stack["probes"][number] {
  const options = { host: "192.168.1.100", port };
  return { name, host: "client", journey: "tcp", options, everyMs: 5, deadlineMs: 400 };
}

/** A stack with three nodes, as the tests' own files find it. */
export function ownStack(balancers: number): Stack {
  return {
    system: "example",
    profile: "published",
    networks: [
      { name: "front", prefix: "192.168.1", internal: false },
      { name: "back", prefix: "10.0.0", internal: true },
    ],
    vips: [{ address: "192.168.1.100", network: "front" }],
    hosts: [
      ...[1, 2, 3].map(node),
      ...Array.from({ length: balancers }, (_, at) => balancer(at + 1)),
      host("client", "client", { addresses: { front: "192.168.1.50" } }),
    ],
    probes: [probe("connect", 5696), { ...probe("http", 9998), failsByDesign: true }],
  };
}

/** A user's haproxy.cfg, on networks of their own. */
export const ownHaproxy = `global
    log /dev/log local0
defaults
    mode tcp
    timeout connect 5s
    timeout client 50s
    timeout server 50s
frontend in
    bind 172.20.5.80:5696
    default_backend pool
backend pool
    option httpchk GET /health
    server alpha 172.20.9.2:5696 check port 9998
    server beta 172.20.9.21:5696 check port 9998
`;

/** A user's keepalived.conf with unicast peers. */
export function ownKeepalived(own: string, peer: string, priority: number): string {
  return `vrrp_instance VI_KMS {
    interface ens18
    virtual_router_id 77
    priority ${priority}
    unicast_src_ip ${own}
    unicast_peer {
        ${peer}
    }
    authentication {
        auth_type PASS
        auth_pass t0psecret
    }
    track_interface {
        ens19
    }
    virtual_ipaddress {
        172.20.5.80/24 dev ens18 label ens18:1
    }
}
`;
}
