import type { ReadOptions } from "../../../src/predict/model/read-balancers.ts";
import { change, cleanHaproxy, type Files } from "./clean-files.ts";
import { authentication, both, killall, lb1, lb2, preempts, proxy, unicast, version2 } from "./rule-case.ts";

/** Files that come close to a rule, and keep it. */
export const quietCases: readonly { rule: string; what: string; files: Files; options?: ReadOptions }[] = [
  {
    rule: "weight-too-small",
    what: "a weight that outvotes everybody",
    files: both(["weight 0", "weight 2"], preempts),
  },
  {
    rule: "weighted-script-slow",
    what: "where a second check has weight 0",
    files: both(
      [
        "vrrp_instance",
        'vrrp_script chk_w {\n    script "/usr/bin/curl -m 0.5 http://127.0.0.1:8405/alive"\n    weight 9\n}\n\nvrrp_instance',
      ],
      ["        chk_haproxy", "        chk_haproxy\n        chk_w"],
    ),
  },
  {
    rule: "pair-keepalived-differs",
    what: "names, addresses, states, priorities and comments",
    files: {
      lb2: change(
        lb2,
        ["    script_user root", "    script_user root\n    router_id second # its own"],
        ["interface eth0", "interface ens18"],
      ),
    },
  },
  {
    rule: "pair-keepalived-differs",
    what: "what has a rule of its own",
    files: { lb2: change(lb2, ["router_id 51", "router_id 52"]) },
  },
  {
    rule: "check-ignores-certificate",
    what: "where the check verifies",
    files: proxy(
      ["mode http", "mode tcp"],
      ["    monitor-uri /alive", "    mode http\n    monitor-uri /alive"],
      [/:8080 check/g, ":8080 check check-ssl verify required ca-file /etc/ssl/ca.pem"],
    ),
  },
  {
    rule: "check-ignores-certificate",
    what: "where clients see HAProxy's own certificate",
    files: proxy([/:8080 check/g, ":8080 ssl verify none check"]),
  },
  {
    rule: "script-interval-fraction",
    what: "in a release that reads fractions",
    files: both(["interval 1", "interval 0.5"]),
    options: { keepalivedVersion: "2.3.4" },
  },
  {
    rule: "script-no-permission",
    what: "where the script runs as HAProxy's own user",
    files: both(killall, ["script_user root", "script_user haproxy"]),
  },
  {
    rule: "pair-auth",
    what: "passwords that differ after the eighth character",
    files: {
      lb1: change(lb1, ...version2, authentication("password1")),
      lb2: change(lb2, ...version2, authentication("password2")),
    },
  },
  {
    rule: "timeout-check-late",
    what: "from HAProxy 3.3 on",
    files: proxy(["connect 1s", "connect 5s"]),
    options: { haproxyVersion: "3.3.0" },
  },
  {
    rule: "check-other-port",
    what: "a check that connects to both",
    files: proxy(
      [/:8080 check/g, ":8080 check port 9000"],
      [
        "    option httpchk GET /health\n",
        "    option httpchk\n    http-check connect port 9000\n    http-check send meth GET uri /health\n    http-check expect status 200\n    http-check connect port 8080\n",
      ],
    ),
  },
  {
    rule: "back-link-untracked",
    what: "where the other interface is tracked",
    files: {
      ...proxy([/192\.168\.1\.2/g, "10.0.0.2"]),
      ...both(["    nopreempt", "    track_interface {\n        eth1\n    }\n    nopreempt"]),
    },
  },
  {
    rule: "pair-unicast-peers",
    what: "peers that name each other",
    files: {
      lb1: change(lb1, unicast("192.168.1.11", "192.168.1.12")),
      lb2: change(lb2, unicast("192.168.1.12", "192.168.1.11")),
    },
  },
  {
    rule: "pair-haproxy-differs",
    what: "each balancer's own addresses",
    files: { haproxy2: change(cleanHaproxy, ["bind *:80", "bind 192.168.1.12:80"]) },
  },
  {
    rule: "stall-tolerance",
    what: "a process with real-time priority",
    files: both(
      ["advert_int 0.5", "advert_int 0.2"],
      ["    vrrp_version 3", "    vrrp_version 3\n    vrrp_rt_priority 50"],
    ),
  },
  {
    rule: "bind-needs-vip",
    what: "a transparent bind",
    files: proxy(["bind *:80", "bind 192.168.1.100:80 transparent"]),
  },
  { rule: "pair-vip-list", what: "a lone file, whose peer is assumed", files: { lb2: null } },
  {
    rule: "single-server",
    what: "where a backup stands by",
    files: proxy([/ {4}server app3.*\n/, ""], ["22:8080 check", "22:8080 check backup"]),
  },
  {
    rule: "keepalived-complains",
    what: "of a line that a rule explains",
    files: both(...version2, authentication("SecretPassword")),
  },
];
