/** What is wrong with a number of HAProxy's: an offset into its text, or a value out of range. */
export type NumberFault =
  { readonly fault: "character"; readonly at: number } | { readonly fault: "too large" };

/** A unit of time in microseconds. */
const unitsUs: Readonly<Record<string, bigint>> = {
  us: 1n,
  ms: 1_000n,
  s: 1_000_000n,
  m: 60_000_000n,
  h: 3_600_000_000n,
  d: 86_400_000_000n,
};

/** Times live in 31 bits. */
const limit = 0x8000_0000n;

/**
 * A time in ms as `parse_time_err` of HAProxy's src/tools.c reads it: a bare number is ms, a unit makes it us, ms, s,
 * m, h or d, and a fraction of a millisecond is rounded up. Characters after a unit are a warning there, no error.
 */
export function parseTimeMs(text: string): number | NumberFault {
  const digits = /^\d+/.exec(text)?.[0];
  if (digits === undefined) return { fault: "character", at: 0 };
  // 19 digits are far out of range already; more would only cost time.
  if (digits.replace(/^0+/, "").length > 19) return { fault: "too large" };
  const value = BigInt(digits);
  const unit = /^(?:us|ms|[smhd])/.exec(text.slice(digits.length))?.[0];
  if (unit === undefined && text.length > digits.length) return { fault: "character", at: digits.length };
  const ms = unit === undefined ? value : (value * (unitsUs[unit] ?? 1n) + 999n) / 1_000n;
  return ms >= limit ? { fault: "too large" } : Number(ms);
}

/** Whether something follows the unit of a time ("10sec"): HAProxy only warns, and reads 10 s. */
export function hasTrailingText(text: string): boolean {
  const read = /^\d+(?:us|ms|[smhd])/.exec(text)?.[0];
  return read !== undefined && read.length < text.length;
}

/** A size: digits with k, m or g after them (`parse_size_err`). Undefined where HAProxy refuses it. */
export function parseSize(text: string): number | undefined {
  const parts = /^(\d+)([kKmMgG]?)$/.exec(text);
  if (parts === null) return undefined;
  const shift = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }[(parts[2] ?? "").toLowerCase()] ?? 1;
  const size = Number(parts[1]) * shift;
  return size < 2 ** 32 ? size : undefined;
}

/** C's atol: the number at the front, 0 where there is none. HAProxy reads most of its counts with it. */
export function leadingInteger(text: string): number {
  const digits = /^\s*([+-]?\d+)/.exec(text)?.[1];
  const value = digits === undefined ? 0 : Number(digits);
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value));
}
