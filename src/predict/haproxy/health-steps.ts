import { parseAddress } from "./address.ts";
import type { ConnectRule, ExpectRule, HealthRule, SendRule } from "./health-rule.ts";
import { choice, count, warn, wordAt, type ReaderContext } from "./reader-context.ts";
import { textOf, type Directive, type Word } from "./section.ts";

/** Options of an `expect` step that one word follows. */
const expectOptions = new Set([
  "min-recv",
  "comment",
  "ok-status",
  "error-status",
  "tout-status",
  "on-success",
  "on-error",
  "status-code",
]);

/** Reads `http-check …` or `tcp-check …`; steps of versions to come are kept as "other". */
export function readHealthStep(
  directive: Directive,
  words: readonly Word[],
  context: ReaderContext,
): HealthRule {
  const step = { place: directive.place, text: textOf(directive), implied: false };
  const kind = wordAt(context, words, 1, "connect, send, expect or another step").text;
  if (kind === "connect") return { ...step, ...readConnect(words.slice(2), context) };
  if (/^send(?:-lf|-binary|-binary-lf)?$/.test(kind)) return { ...step, ...readSend(words.slice(2)) };
  if (kind === "expect") return { ...step, ...readExpect(words, context) };
  if (!/^(?:comment|set-var|set-var-fmt|unset-var)(?:\(.*\))?$/.test(kind)) {
    warn(
      context,
      `unknown step ${kind} of a health check: kept, and not understood`,
      words[1]?.place ?? directive.place,
    );
  }
  return { ...step, step: "other" };
}

/** `option httpchk [METHOD] [URI] [VERSION …]`: the request that it implies. */
export function impliedRequest(directive: Directive, words: readonly Word[]): SendRule {
  const [first, second] = [words[2]?.text, words[3]?.text];
  const method = second === undefined ? undefined : first;
  const uri = second ?? first;
  return { step: "send", method, uri, place: directive.place, text: textOf(directive), implied: true };
}

function readConnect(
  words: readonly Word[],
  context: ReaderContext,
): Omit<ConnectRule, "place" | "text" | "implied"> {
  const draft = { port: undefined as number | undefined, address: undefined as string | undefined };
  const seen = new Set<string>();
  for (let at = 0; at < words.length; at += 1) {
    const word = wordAt(context, words, at, "an option");
    seen.add(word.text);
    if (word.text === "port") {
      const value = wordAt(context, words, ++at, "a port");
      // Anything else than digits is an expression that is evaluated at run time.
      draft.port = /^\d+$/.test(value.text) ? count(context, value, [1, 65_535]) : undefined;
    } else if (word.text === "addr") {
      const value = wordAt(context, words, ++at, "an address");
      const address = parseAddress(value.text, { port: "optional", range: false, offset: false });
      if (typeof address === "string") throw context.lines.error(value.place, address);
      draft.address = address.host;
      draft.port ??= address.ports?.[0];
    } else if (/^(?:sni|alpn|proto|comment)$/.test(word.text)) at += 1;
    else if (!/^(?:default|send-proxy|via-socks4|linger|ssl)$/.test(word.text)) {
      throw context.lines.error(
        word.place,
        "addr, port, proto, comment, send-proxy, via-socks4, linger, ssl, sni, alpn or default",
      );
    }
  }
  return {
    step: "connect",
    ...draft,
    tls: seen.has("ssl"),
    linger: seen.has("linger"),
    sendProxy: seen.has("send-proxy"),
    defaults: seen.has("default"),
  };
}

function readSend(words: readonly Word[]): Omit<SendRule, "place" | "text" | "implied"> {
  const after = (keyword: string): string | undefined => {
    const at = words.findIndex((word) => word.text === keyword);
    return at === -1 ? undefined : words[at + 1]?.text;
  };
  return { step: "send", method: after("meth"), uri: after("uri") ?? after("uri-lf") };
}

function readExpect(
  words: readonly Word[],
  context: ReaderContext,
): Omit<ExpectRule, "place" | "text" | "implied"> {
  let negated = false;
  let at = 2;
  for (; at < words.length; at += 1) {
    const text = words[at]?.text ?? "";
    if (text === "!") negated = !negated;
    else if (expectOptions.has(text)) at += 1;
    else break;
  }
  const match = wordAt(context, words, at, "what the answer must match");
  const known = [
    "string",
    "rstring",
    "binary",
    "rbinary",
    "string-lf",
    "binary-lf",
    "status",
    "rstatus",
    "hdr",
    "fhdr",
    "custom",
  ];
  choice(context, match, known);
  const end = match.text === "hdr" || match.text === "fhdr" ? undefined : at + 2;
  const pattern = words.slice(at + 1, end).map((word) => word.text);
  if (pattern.length === 0 && match.text !== "custom") wordAt(context, words, at + 1, "a pattern");
  return { step: "expect", negated, match: match.text, pattern: pattern.join(" ") };
}
