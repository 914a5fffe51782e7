import { change, cleanHaproxy } from "./clean-files.ts";
import { authentication, lb1, lb2, unicast, version2, type Case } from "./rule-case.ts";

export const pairCases: readonly Case[] = [
  {
    rule: "pair-router-id",
    severity: "error",
    files: { lb2: change(lb2, ["router_id 51", "router_id 52"]) },
    line: "virtual_router_id 52",
    why: /^1\.80 s after their start both are MASTER/,
  },
  {
    rule: "pair-version",
    severity: "error",
    files: { lb2: change(lb2, ["vrrp_version 3", "vrrp_version 2"]) },
    line: "vrrp_version 2",
    why: /both are MASTER/,
  },
  {
    rule: "pair-family",
    severity: "error",
    files: {
      lb1: change(lb1, [
        "    virtual_ipaddress {",
        "    virtual_ipaddress_excluded {\n        2001:db8::1\n    }\n    virtual_ipaddress {",
      ]),
      lb2: change(lb2, ["192.168.1.100", "2001:db8::1"]),
    },
    line: "virtual_ipaddress {",
    why: /both are MASTER/,
  },
  {
    rule: "pair-unicast",
    severity: "error",
    files: { lb2: change(lb2, unicast("192.168.1.12", "192.168.1.11")) },
    line: "unicast_peer {",
    why: /both are MASTER/,
  },
  {
    rule: "pair-advert-int",
    severity: "error",
    files: { lb1: change(lb1, ...version2), lb2: change(lb2, ...version2, ["advert_int 1", "advert_int 2"]) },
    line: "advert_int 2",
    why: /^6\.61 s after their start both are MASTER/,
  },
  {
    rule: "pair-advert-int",
    what: "version 3 learns it from the master",
    severity: "warning",
    files: { lb2: change(lb2, ["advert_int 0.5", "advert_int 1"]) },
    line: "advert_int 1",
    why: /the loss of lb1 takes 1\.30–1\.80 s, that of lb2 2\.61–3\.61 s/,
  },
  {
    rule: "pair-auth",
    severity: "error",
    files: {
      lb1: change(lb1, ...version2, authentication("secret-a")),
      lb2: change(lb2, ...version2, authentication("secret-b")),
    },
    line: /^auth_pass/,
    why: /both are MASTER/,
  },
  {
    rule: "pair-vip-list",
    severity: "error",
    files: { lb2: change(lb2, ["192.168.1.100", "192.168.1.100\n        192.168.1.101"]) },
    line: "virtual_ipaddress {",
    why: /drops the other's advertisements: 1\.80 s/,
  },
  {
    rule: "pair-vip-list",
    what: "an address without an heir",
    severity: "error",
    files: { lb2: change(lb2, ["192.168.1.100", "192.168.1.101"]) },
    line: "virtual_ipaddress {",
    why: /nobody takes it over/,
  },
  {
    rule: "pair-unicast-peers",
    severity: "error",
    files: {
      lb1: change(lb1, unicast("192.168.1.11", "192.168.1.13")),
      lb2: change(lb2, unicast("192.168.1.12", "192.168.1.11")),
    },
    line: "unicast_peer {",
    why: /lb2 never hears lb1: 1\.80 s/,
  },
  {
    rule: "pair-haproxy-differs",
    severity: "error",
    files: { haproxy2: change(cleanHaproxy, ["192.168.1.23:8080", "192.168.1.33:8080"]) },
    line: "server app3 192.168.1.33:8080 check",
    why: /all clients at once/,
  },
  {
    rule: "pair-haproxy-differs",
    what: "a setting",
    severity: "warning",
    files: { haproxy2: change(cleanHaproxy, ["balance roundrobin", "balance leastconn"]) },
    line: "balance leastconn",
    why: /every connection/,
  },
  {
    rule: "pair-keepalived-differs",
    severity: "warning",
    files: { lb2: change(lb2, ["weight 0", "weight 0\n    fall 3"]) },
    line: "fall 3",
    why: /after a failover from lb1 to lb2 another setting/,
  },
  {
    rule: "pair-keepalived-differs",
    what: "a setting that only one has",
    severity: "warning",
    files: { lb2: change(lb2, ["    nopreempt\n", ""]) },
    line: "nopreempt",
    why: /another setting is in force/,
  },
];
