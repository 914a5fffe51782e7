/** A number as keepalived takes it: the value it goes on with, if any, and what it complains about. */
export interface ReadNumber {
  readonly value: number | undefined;
  readonly fault: string | undefined;
}

type Range = readonly [least: number, most: number];

/**
 * A whole number as `read_int` and `read_unsigned` of keepalived's lib/parser.c: with something after the digits it
 * is complained about, but a `lenient` setting uses it all the same ("2s" is 2) if it lies in the range.
 */
export function readInteger(text: string, [least, most]: Range, lenient: boolean): ReadNumber {
  const parts = /^\s*([+-]?\d+)?(.*)$/s.exec(text);
  const value = Number(parts?.[1] ?? "0");
  const inRange = value >= least && value <= most;
  if ((parts?.[2] ?? "") !== "" || text === "") {
    return { value: lenient && inRange ? value : undefined, fault: `invalid number ${text}` };
  }
  if (inRange) return { value, fault: undefined };
  return { value: undefined, fault: `number ${text} is outside ${least} to ${most}` };
}

/**
 * A decimal number in 10^-`places` units, as `read_decimal_unsigned`: "0.5" with 6 places is 500000. Digits beyond
 * are complained about and rounded. Text after the number spoils the scale: "5s" is 5 units, not 5 million.
 */
export function readDecimal(text: string, places: number, [least, most]: Range): ReadNumber {
  if (text.startsWith("-")) return { value: undefined, fault: `negative number ${text}` };
  const point = text.indexOf(".");
  const given = point === -1 ? "" : text.slice(point + 1);
  const kept = given.slice(0, places);
  const tooFine = given.length > places;
  const whole = point === -1 ? text : text.slice(0, point);
  const parts = /^\s*\+?(\d*)(.*)$/s.exec(whole + kept.padEnd(places, "0"));
  const value = Number(parts?.[1] ?? "0") + (tooFine && (given[places] ?? "0") >= "5" ? 1 : 0);
  const inRange = value >= least && value <= most;
  if ((parts?.[2] ?? "") !== "")
    return { value: inRange ? value : undefined, fault: `invalid number ${text}` };
  if (!inRange) return { value: undefined, fault: `number ${text} is out of range` };
  return { value, fault: tooFine ? `number ${text} has too many decimal places` : undefined };
}

/** on, true, yes / off, false, no; undefined for anything else. */
export function readBoolean(text: string): boolean | undefined {
  if (/^(?:true|on|yes)$/.test(text)) return true;
  return /^(?:false|off|no)$/.test(text) ? false : undefined;
}
