import type { Place } from "../source-text.ts";
import type { Proxy, ProxyTimeouts } from "./config.ts";
import { completeHealth } from "./health-draft.ts";
import {
  inheritProxy,
  presetProxy,
  sides,
  type ProxyDraft,
  type SectionKind,
  type TimeoutName,
} from "./proxy-draft.ts";
import { applyProxyLine } from "./proxy-keywords.ts";
import type { InheritedMap } from "./inherited-map.ts";
import { isAtLeast } from "../timing/release.ts";
import { warn, wordAt, type ReaderContext } from "./reader-context.ts";
import { resolveServers } from "./resolve-server.ts";
import { effectiveWords, type Section, type Word } from "./section.ts";

const kinds: readonly string[] = ["defaults", "listen", "frontend", "backend"];

/** Reads the defaults, listen, frontend and backend sections, in order: each takes over the defaults before it. */
export function resolveProxies(sections: readonly Section[], context: ReaderContext): readonly Proxy[] {
  const reader = new ProxyReader(context);
  for (const section of sections) if (isProxySection(section)) reader.read(section);
  return reader.drafts.map((draft) => finish(draft, context));
}

type ProxySection = Section & { readonly kind: SectionKind };

function isProxySection(section: Section): section is ProxySection {
  return kinds.includes(section.kind);
}

class ProxyReader {
  readonly drafts: ProxyDraft[] = [];
  readonly #context: ReaderContext;
  readonly #named = new Map<string, { readonly draft: ProxyDraft; readonly count: number }>();
  readonly #taken = { front: new Set<string>(), back: new Set<string>() };
  /** The defaults section that proxies without `from` take over. */
  #last: ProxyDraft | undefined;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  read(section: ProxySection): void {
    const draft = section.kind === "defaults" ? this.#openDefaults(section) : this.#openProxy(section);
    for (const directive of section.directives) {
      const words = effectiveWords(directive);
      if (words.length > 0) applyProxyLine({ draft, directive, words, context: this.#context });
    }
    if (
      draft.ownsHealth &&
      draft.health.unused !== undefined &&
      draft.health.kind === "tcp" &&
      sides(draft.kind).back &&
      draft.kind !== "defaults"
    ) {
      warn(
        this.#context,
        "steps of a health check are ignored without option httpchk or option tcp-check",
        draft.health.unused,
      );
    }
  }

  #openDefaults(section: ProxySection): ProxyDraft {
    const words = effectiveWords(section);
    const nameless = words[1]?.text === "from" && words[2] !== undefined && words[3] === undefined;
    const name = nameless ? "" : (words[1]?.text ?? "");
    const from = this.#from(words, nameless ? 1 : 2);
    const draft = this.#open({ kind: "defaults", name, place: section.place }, from);
    this.#last = draft;
    if (name !== "") this.#named.set(name, { draft, count: (this.#named.get(name)?.count ?? 0) + 1 });
    return draft;
  }

  #openProxy(section: ProxySection): ProxyDraft {
    const words = effectiveWords(section);
    const name = wordAt(this.#context, words, 1, "a name");
    if (/[^\w.:-]/.test(name.text))
      throw this.#context.lines.error(name.place, "a name of letters, digits and . : _ -");
    this.#claim(section.kind, name);
    const defaults = words.length > 2 ? this.#from(words, 2) : this.#last;
    const draft = this.#open({ kind: section.kind, name: name.text, place: section.place }, defaults);
    this.drafts.push(draft);
    return draft;
  }

  #open(
    opening: { kind: SectionKind; name: string; place: Place },
    defaults: ProxyDraft | undefined,
  ): ProxyDraft {
    if (defaults !== undefined) return inheritProxy(opening, defaults);
    return presetProxy(opening, isAtLeast(this.#context.version, "3.3") ? "random" : "roundrobin");
  }

  /** The defaults section named after `from`, which must be one and only one. */
  #from(words: readonly Word[], at: number): ProxyDraft | undefined {
    const from = words[at];
    if (from === undefined) return undefined;
    if (from.text !== "from")
      throw this.#context.lines.error(from.place, "from and the name of a defaults section");
    const name = wordAt(this.#context, words, at + 1, "the name of a defaults section");
    const extra = words[at + 2];
    if (extra !== undefined) throw this.#context.lines.error(extra.place, "the end of the line");
    const found = this.#named.get(name.text);
    if (found === undefined)
      throw this.#context.lines.error(name.place, "the name of a defaults section above");
    if (found.count > 1) {
      throw this.#context.lines.error(
        name.place,
        "a name that one defaults section has",
        `${found.count} of them`,
      );
    }
    return found.draft;
  }

  /** Two frontends, or two backends, may not share a name; a listen section counts as a frontend here. */
  #claim(kind: SectionKind, name: Word): void {
    const taken = this.#taken[kind === "backend" ? "back" : "front"];
    if (taken.has(name.text)) throw this.#context.lines.error(name.place, `a name that no other ${kind} has`);
    if (sides(kind).front) this.#taken.front.add(name.text);
    if (sides(kind).back) this.#taken.back.add(name.text);
  }
}

function finish(draft: ProxyDraft, context: ReaderContext): Proxy {
  const { kind } = draft;
  if (kind === "defaults") throw context.lines.error(draft.place, "a proxy");
  const { front, back } = sides(kind);
  const health = completeHealth(
    draft.health,
    draft.options.get("log-health-checks")?.on === true,
    draft.place,
  );
  const { name, options } = draft;
  // No spreads: V8 makes such an object property by property, and a large file has thousands.
  return {
    kind,
    name,
    mode: draft.mode,
    disabled: draft.disabled,
    defaultsName: draft.defaultsName,
    binds: draft.binds,
    maxconn: draft.maxconn,
    backlog: draft.backlog,
    retries: draft.retries,
    redispatch: draft.redispatch,
    retryOn: draft.retryOn,
    balance: draft.balance,
    hashType: draft.hashType,
    useBackends: draft.useBackends,
    stickTable: draft.stickTable,
    stickRules: draft.stickRules,
    cookie: draft.cookie,
    loadServerState: draft.loadServerState,
    place: draft.place,
    health,
    options: options.toRecord(),
    writtenAt: draft.writtenAt.toRecord(),
    timeouts: finishTimeouts(draft.timeouts, { front, back }),
    allBackups: options.get("allbackups")?.on === true,
    abortOnClose: options.get("abortonclose")?.on === true,
    defaultBackend: front ? draft.defaultBackend : undefined,
    servers: draft.servers.flatMap((line) => resolveServers(line, name, health)),
  };
}

/** What of the timeouts applies to this kind of proxy; 0 never fires, `queue` and `tarpit` follow `connect`. */
function finishTimeouts(
  written: InheritedMap<number>,
  { front, back }: { front: boolean; back: boolean },
): ProxyTimeouts {
  const ms = (name: TimeoutName, applies: boolean): number | undefined => {
    const value = applies ? written.get(name) : undefined;
    return value === 0 ? undefined : value;
  };
  const connectMs = ms("connect", back);
  return {
    connectMs,
    clientMs: ms("client", front),
    serverMs: ms("server", back),
    checkMs: ms("check", back),
    queueMs: ms("queue", back) ?? connectMs,
    tarpitMs: ms("tarpit", true) ?? connectMs,
    tunnelMs: ms("tunnel", back),
    clientFinMs: ms("client-fin", front),
    serverFinMs: ms("server-fin", back),
    httpRequestMs: ms("http-request", true),
    httpKeepAliveMs: ms("http-keep-alive", true),
  };
}
