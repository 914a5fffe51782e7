import type { Place } from "../source-text.ts";
import { keywordOf, lineOf, type Block } from "./block.ts";
import type { Authentication } from "./instance-config.ts";
import { childrenOf, valueOf, warn, type ReaderContext } from "./reader-context.ts";
import { splitWords } from "./words.ts";

/** What an `authentication` block says. The secret is behind a function: nothing that prints a draft prints it. */
export interface AuthenticationDraft {
  type: "PASS" | "AH" | undefined;
  secret: (() => Uint8Array) | undefined;
  readonly place: Place;
}

/** The bytes of a password that keepalived uses. */
const used = 8;
const secrets = new WeakMap<Authentication, Uint8Array>();

export function readAuthentication(
  block: Block,
  before: AuthenticationDraft | undefined,
  context: ReaderContext,
): AuthenticationDraft {
  const draft: AuthenticationDraft = before ?? { type: undefined, secret: undefined, place: block.place };
  for (const child of childrenOf(block)) {
    const keyword = keywordOf(child);
    if (keyword === "auth_type") draft.type = readType(child, context) ?? draft.type;
    else if (keyword === "auth_pass") draft.secret = readSecret(child, context);
    else warn(context, `unknown keyword ${keyword} in authentication`, child.place);
  }
  return draft;
}

function readType(block: Block, context: ReaderContext): "PASS" | "AH" | undefined {
  const word = valueOf(context, block);
  if (word.text === "PASS" || word.text === "AH") return word.text;
  warn(context, "unknown authentication type", word.place);
  return undefined;
}

function readSecret(block: Block, context: ReaderContext): () => Uint8Array {
  const word = valueOf(context, block);
  const bytes = new TextEncoder().encode(splitWords(lineOf(block), block.place, false).words[1]?.text ?? "");
  if (bytes.length > used)
    warn(context, `auth_pass is longer than ${used} characters: the rest is not used`, word.place);
  return () => bytes;
}

/** What is left of the block under the instance's version, mode and family (`vrrp_complete_instance`, vrrp/vrrp.c). */
export function completeAuthentication(
  draft: AuthenticationDraft,
  {
    version,
    strict,
    family,
  }: { readonly version: 2 | 3; readonly strict: boolean; readonly family: "inet" | "inet6" },
  context: ReaderContext,
): Authentication {
  const { type, place } = draft;
  const bytes = draft.secret?.() ?? new Uint8Array();
  const reason = strict
    ? "strict mode knows no authentication"
    : version === 3
      ? "VRRP version 3 knows no authentication"
      : bytes.length === 0
        ? "no password"
        : family === "inet6" && type === "AH"
          ? "no AH with IPv6"
          : undefined;
  if (type !== undefined && reason !== undefined)
    warn(context, `the authentication is ignored: ${reason}`, place);
  const authentication: Authentication = {
    type,
    hasPassword: bytes.length > 0,
    cutAtEight: bytes.length > used,
    ignored: type === undefined || reason !== undefined,
    sameSecretAs: (other) => sameStart(bytes, secrets.get(other)),
    place,
  };
  secrets.set(authentication, bytes);
  return authentication;
}

/** keepalived fills a shorter password up with zero bytes. */
function sameStart(left: Uint8Array, right: Uint8Array | undefined): boolean {
  return (
    right !== undefined &&
    Array.from({ length: used }, (_, at) => (left[at] ?? 0) === (right[at] ?? 0)).every(Boolean)
  );
}
