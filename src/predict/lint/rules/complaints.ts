import type { Reported, Rule } from "../finding.ts";

/** What keepalived would write into its log and go on: nobody reads it, and `keepalived -t` fails. */
export const keepalivedComplains: Rule = {
  id: "keepalived-complains",
  title: "keepalived complains about a line, and does something else",
  source: "the messages of keepalived -t, as this reader knows them",
  check: ({ balancers }) =>
    balancers.flatMap(({ keepalived }) =>
      keepalived.warnings.map(({ text, place }): Reported => ({
        severity: "warning",
        place,
        message: text,
        why: "keepalived says so in its log only, and runs without the setting: what this line was to protect against happens",
        change: "correct the line until keepalived -t is silent",
      })),
    ),
};

/** What `haproxy -c` would warn about. */
export const haproxyWarns: Rule = {
  id: "haproxy-warns",
  title: "HAProxy warns about a line",
  source: "the messages of haproxy -c, as this reader knows them",
  check: ({ balancers }) =>
    balancers.flatMap(({ haproxy }) =>
      haproxy.notices
        .filter(({ severity }) => severity === "warning")
        .map(({ text, place }): Reported => ({
          severity: "warning",
          place,
          message: text,
          why: "HAProxy starts without it: what the line says is not in force, or not as written",
          change: "correct the line until haproxy -c is silent",
        })),
    ),
};
