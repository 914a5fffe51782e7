import type { SourceFile } from "../source-text.ts";
import { SourceLines } from "../source-text.ts";
import { checkReferences } from "./check-references.ts";
import type { HaproxyConfig, HaproxyVersion } from "./config.ts";
import { Environment } from "./environment.ts";
import { readGlobal } from "./global-section.ts";
import { readPeers } from "./peers-section.ts";
import { readSections } from "./read-sections.ts";
import type { ReaderContext } from "./reader-context.ts";
import { resolveProxies } from "./resolve-proxies.ts";
import { maskLine } from "./secrets.ts";

/** What a configuration depends on beside its own text. */
export interface HaproxyReadOptions {
  /** The variables of the process; none where not given. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** "2.6" where not given: the branch whose rules apply. */
  readonly version?: HaproxyVersion | undefined;
  /** What `feature(…)` finds; the list of a Debian build where not given. */
  readonly features?: readonly string[] | undefined;
}

const debianFeatures = (
  "EPOLL LINUX_CAP LINUX_SPLICE LINUX_TPROXY LUA NETFILTER NS OPENSSL PCRE2 PCRE2_JIT POLL PROMEX SLZ SYSTEMD TFO " +
  "THREAD THREAD_DUMP TPROXY BACKTRACE CPU_AFFINITY CRYPT_H DL GETADDRINFO ACCEPT4 OT PRCTL RT SHM_OPEN"
).split(" ");

/**
 * Reads haproxy.cfg, given as one or more files in the order of HAProxy's `-f` options, into what HAProxy runs with.
 * Directives that are not understood are kept in `sections`; what HAProxy would only warn about is in `notices`.
 *
 * @throws HarnessError BAD_CONFIG with file:line:column for what HAProxy refuses, as far as this reader understands.
 */
export function readHaproxy(files: readonly SourceFile[], options: HaproxyReadOptions = {}): HaproxyConfig {
  const { env = {}, version = "2.6", features = debianFeatures } = options;
  const lines = new SourceLines(maskLine);
  const facts = { environment: new Environment(env), version, features, opensslVersion: "3.0.0" };
  const { sections, notices } = readSections(files, lines, facts);
  const context: ReaderContext = { lines, version, notices: [...notices], templates: { servers: 0 } };
  const global = readGlobal(sections, context);
  const proxies = resolveProxies(sections, context);
  const peers = sections.filter(({ kind }) => kind === "peers").map((section) => readPeers(section, context));
  const config = { version, global, proxies, peers, sections, notices: context.notices };
  checkReferences(config, context);
  return config;
}
