/** Values that people write, in ms: what advice chooses from, long ones first. */
export const usualMs: readonly number[] = [
  60_000, 30_000, 20_000, 15_000, 10_000, 5_000, 4_000, 3_000, 2_500, 2_000, 1_500, 1_000, 800, 750, 600, 500,
  400, 300, 250, 200, 150, 100, 50,
];

/** The usual values below one, long ones first. */
export function usualBelow(ms: number): readonly number[] {
  return usualMs.filter((usual) => usual < ms);
}

/** A rate for a person: "0.33", "2", "150". */
export function rateText(perSecond: number): string {
  return String(Number(perSecond.toPrecision(2)));
}

/** A duration as keepalived.conf has it: seconds, with decimals where there are any. */
export function inKeepalived(ms: number): string {
  return String(ms / 1000);
}
