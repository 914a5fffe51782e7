import type { Severity } from "../../../src/predict/lint/finding.ts";
import type { ReadOptions } from "../../../src/predict/model/read-balancers.ts";
import { change, cleanHaproxy, cleanKeepalived, type Files } from "./clean-files.ts";

/** What makes the clean files fail a rule, and what the finding says. */
export interface Case {
  readonly rule: string;
  readonly severity: Severity;
  readonly files: Files;
  /** The line at which the finding points. */
  readonly line: string | RegExp;
  /** Numbers that come from the model. */
  readonly why: RegExp;
  readonly options?: ReadOptions;
  readonly what?: string;
}

export type Change = readonly [from: string | RegExp, to: string];

export const [lb1, lb2] = [cleanKeepalived(101), cleanKeepalived(100)];

/** Changes to both keepalived.conf. */
export function both(...changes: readonly Change[]): Files {
  return { lb1: change(lb1, ...changes), lb2: change(lb2, ...changes) };
}

/** Changes to the shared haproxy.cfg. */
export function proxy(...changes: readonly Change[]): Files {
  return { haproxy: change(cleanHaproxy, ...changes) };
}

export const version2: readonly Change[] = [
  ["    vrrp_version 3\n", ""],
  ["advert_int 0.5", "advert_int 1"],
];

export function authentication(password: string): Change {
  return [
    "    nopreempt",
    `    authentication {\n        auth_type PASS\n        auth_pass ${password}\n    }\n    nopreempt`,
  ];
}

export const noCheck: Change = ["    track_script {\n        chk_haproxy\n    }\n", ""];
export const weighted: Change = ["weight 0", "weight 5"];
export const preempts: Change = ["    nopreempt\n", ""];
export const killall: Change = [/script ".*"/, 'script "killall -0 haproxy"'];

export function unicast(own: string, ...peers: readonly string[]): Change {
  const list = peers.map((peer) => `        ${peer}\n`).join("");
  return ["    nopreempt", `    unicast_src_ip ${own}\n    unicast_peer {\n${list}    }\n    nopreempt`];
}
