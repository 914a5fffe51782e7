export type Family = "inet" | "inet6";

/** The family of an address, or undefined where it is none (inet_pton). */
export function familyOf(text: string): Family | undefined {
  if (isIpv4(text)) return "inet";
  return isIpv6(text) ? "inet6" : undefined;
}

function isIpv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text);
}

function isIpv6(text: string): boolean {
  if (text.length > 45 || !text.includes(":")) return false;
  const lastColon = text.lastIndexOf(":");
  const tail = text.slice(lastColon + 1);
  if (tail.includes(".")) return isIpv4(tail) && isIpv6(`${text.slice(0, lastColon + 1)}0:0`);
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const count = groups.reduce((sum, each) => sum + each.length, 0);
  const fits = halves.length === 2 ? count <= 7 : count === 8;
  return fits && groups.flat().every((group) => /^[\da-f]{1,4}$/i.test(group));
}
