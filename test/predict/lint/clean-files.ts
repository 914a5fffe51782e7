import type { Finding } from "../../../src/predict/lint/finding.ts";
import { lint } from "../../../src/predict/lint/lint.ts";
import type { ReadOptions } from "../../../src/predict/model/read-balancers.ts";
import { readSetup } from "../../../src/predict/setup.ts";

/** A pair of balancers in which lint finds nothing at all. */
export const cleanHaproxy = `global
    maxconn 2000
    user haproxy
    server-state-file /var/lib/haproxy/state

defaults
    mode http
    timeout connect 1s
    timeout client 50s
    timeout server 50s
    timeout check 1s
    retries 3
    option redispatch 1
    load-server-state-from-file global

frontend web
    bind *:80
    default_backend app

frontend alive
    bind 127.0.0.1:8405
    monitor-uri /alive

backend app
    balance roundrobin
    option httpchk GET /health
    default-server inter 3s fastinter 1s fall 3 rise 2 on-marked-down shutdown-sessions
    server app1 192.168.1.21:8080 check
    server app2 192.168.1.22:8080 check
    server app3 192.168.1.23:8080 check
`;

export function cleanKeepalived(priority: number): string {
  return `global_defs {
    vrrp_version 3
    enable_script_security
    script_user root
}

vrrp_script chk_haproxy {
    script "/usr/bin/curl --fail --max-time 0.5 http://127.0.0.1:8405/alive"
    interval 1
    weight 0
}

vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority ${priority}
    advert_int 0.5
    nopreempt
    higher_prio_send_advert true
    garp_master_refresh 2
    virtual_ipaddress {
        192.168.1.100
    }
    track_script {
        chk_haproxy
    }
}
`;
}

/** The files of a set-up; each balancer has its own haproxy.cfg where `haproxy2` is given. */
export interface Files {
  readonly haproxy?: string;
  readonly haproxy2?: string;
  readonly lb1?: string;
  /** Null: only one balancer's file is given. */
  readonly lb2?: string | null;
  readonly lb3?: string;
}

/** What lint finds in these files, the clean ones where none is given. */
export function lintOf(
  { haproxy = cleanHaproxy, haproxy2, lb1 = cleanKeepalived(101), lb2 = cleanKeepalived(100), lb3 }: Files,
  options: ReadOptions = {},
): readonly Finding[] {
  const own = haproxy2 === undefined;
  const files = [
    { name: own ? "haproxy.cfg" : "lb1/haproxy.cfg", text: haproxy },
    ...(haproxy2 === undefined ? [] : [{ name: "lb2/haproxy.cfg", text: haproxy2 }]),
    { name: "lb1/keepalived.conf", text: lb1 },
    ...(lb2 === null ? [] : [{ name: "lb2/keepalived.conf", text: lb2 }]),
    ...(lb3 === undefined ? [] : [{ name: "lb3/keepalived.conf", text: lb3 }]),
  ].filter(({ text }) => text !== "");
  return lint(readSetup(files, options));
}

/** A text with one thing changed; throws where it is not there, so that no test changes nothing. */
export function change(
  text: string,
  ...changes: readonly (readonly [from: string | RegExp, to: string])[]
): string {
  return changes.reduce((changed, [from, to]) => {
    const next = changed.replace(from, to);
    if (next === changed) throw new Error(`nothing like ${String(from)} to change`);
    return next;
  }, text);
}

/** The text of the line at which a finding points. */
export function lineOf(finding: Finding, files: Files): string {
  const { file, line } = finding.place;
  const texts: Readonly<Record<string, string | null | undefined>> = {
    "haproxy.cfg": files.haproxy ?? cleanHaproxy,
    "lb1/haproxy.cfg": files.haproxy ?? cleanHaproxy,
    "lb2/haproxy.cfg": files.haproxy2,
    "lb1/keepalived.conf": files.lb1 ?? cleanKeepalived(101),
    "lb2/keepalived.conf": files.lb2 ?? cleanKeepalived(100),
    "lb3/keepalived.conf": files.lb3,
  };
  return texts[file]?.split("\n")[line - 1]?.trim() ?? `no line ${line} in ${file}`;
}
