import { impliedRequest } from "./health-steps.ts";
import { useHttp, useTcp } from "./health-draft.ts";
import type { ProxyLine } from "./proxy-keywords.ts";
import { ownHealth, sides } from "./proxy-draft.ts";
import { atMost, warn, wordAt } from "./reader-context.ts";
import type { CheckKind } from "./server-config.ts";
import { leadingInteger } from "./time.ts";

/** Options that choose how servers are checked; the last one of a section wins. */
const checks: ReadonlyMap<string, CheckKind> = new Map<string, CheckKind>([
  ["ssl-hello-chk", "ssl-hello"],
  ["smtpchk", "smtp"],
  ["ldap-check", "ldap"],
  ["mysql-check", "mysql"],
  ["pgsql-check", "pgsql"],
  ["redis-check", "redis"],
  ["spop-check", "spop"],
  ["external-check", "external"],
]);

/** Every option of HAProxy 2.4 to 3.x. */
const knownOptions = new Set(
  (
    "abortonclose accept-invalid-http-request accept-invalid-http-response accept-unsafe-violations-in-http-request " +
    "accept-unsafe-violations-in-http-response allbackups assume-rfc6587-ntf checkcache clitcpka contstats " +
    "disable-h2-upgrade dontlog-normal dontlognull external-check forwardfor forwarded h1-case-adjust-bogus-client " +
    "h1-case-adjust-bogus-server http-buffer-request http-drop-request-trailers http-drop-response-trailers " +
    "http-ignore-probes http-keep-alive http-no-delay http-pretend-keepalive http-restrict-req-hdr-names " +
    "http-server-close http-use-htx http-use-proxy-header httpchk httpclose httplog httpslog idle-close-on-response " +
    "independent-streams ldap-check log-health-checks log-separate-errors logasap mysql-check nolinger originalto " +
    "persist pgsql-check prefer-last-server redis-check smtpchk socket-stats splice-auto splice-request " +
    "splice-response spop-check srvtcpka ssl-hello-chk tcp-check tcp-smart-accept tcp-smart-connect tcpka tcplog transparent"
  ).split(" "),
);

/** `option NAME …`, `no option NAME`, `default option NAME`. */
export function readOption(line: ProxyLine): void {
  const { directive, words, context } = line;
  const name = wordAt(context, words, 1, "the name of an option").text;
  const given = words.slice(2).map((word) => word.text);
  if (directive.modifier !== undefined && (checks.has(name) || name === "httpchk" || name === "tcp-check")) {
    throw context.lines.error(directive.place, `option ${name} without ${directive.modifier}`);
  }
  if (name === "redispatch") readRedispatch(line, given);
  else if (knownOptions.has(name)) {
    setOption(line, name, given);
    chooseCheck(line, name);
  } else warn(context, `unknown option ${name}: kept, and not understood`, directive.place);
}

function setOption({ draft, directive }: ProxyLine, name: string, given: readonly string[]): void {
  if (directive.modifier === "default") draft.options.delete(name);
  else
    draft.options.set(name, {
      on: directive.modifier === undefined,
      arguments: given,
      place: directive.place,
    });
}

function readRedispatch(line: ProxyLine, given: readonly string[]): void {
  const { draft, directive } = line;
  if (!sides(draft.kind).back) return;
  const on = directive.modifier === undefined;
  draft.redispatch = on ? { interval: given[0] === undefined ? -1 : leadingInteger(given[0]) } : undefined;
  setOption(line, "redispatch", given);
}

function chooseCheck({ draft, directive, words, context }: ProxyLine, name: string): void {
  if (name === "httpchk") {
    atMost(context, words, 4);
    useHttp(ownHealth(draft), impliedRequest(directive, words));
  } else if (name === "tcp-check") useTcp(ownHealth(draft));
  else {
    const kind = checks.get(name);
    if (kind === undefined) return;
    const health = ownHealth(draft);
    health.kind = kind;
    health.steps = undefined;
  }
}
