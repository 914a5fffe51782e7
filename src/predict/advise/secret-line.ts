import { maskLine as maskHaproxyLine } from "../haproxy/secrets.ts";
import { maskCommand } from "../keepalived/secrets.ts";

/** A definition, a list that names a password, or a password: keepalived's ways to hold a secret. */
const keepalivedSecret =
  /^\s*(?:@\S*\s+)?(?:\$\w+\s*=|~.*(?:auth_pass|password))|\b(?:auth_pass|password)\b/i;
/** `http://127.0.0.1:8405` is no login, although a careful mask takes it for one. */
const portOfUrl = /:\/\/[^/@\s:]*:\d+(?=[/\s"'?]|$)/g;

/**
 * Whether a line may hold a secret: it is neither printed nor changed. A line that another one continues on (with a
 * backslash at its end) belongs to it.
 */
export function isSecretLine(lines: readonly string[], index: number): boolean {
  let at = index;
  while (!holdsSecret(lines[at] ?? "")) {
    if (at === 0 || !/\\\s*$/.test(lines[at - 1] ?? "")) return false;
    at -= 1;
  }
  return true;
}

function holdsSecret(line: string): boolean {
  if (keepalivedSecret.test(line) || maskCommand(line) !== line) return true;
  const withoutPorts = line.replace(portOfUrl, "://host");
  return maskHaproxyLine(withoutPorts) !== withoutPorts;
}
