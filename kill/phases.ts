/** What a run that is to be killed is doing, in this order. */
export const phases = [
  "session",
  "bring-up",
  "scene",
  "baseline",
  "fault",
  "heal",
  "teardown",
  "over",
] as const;

export type Phase = (typeof phases)[number];

/** Where a run is killed. */
export interface KillPoint {
  readonly phase: Phase;
  /** After the phase has begun, in milliseconds. */
  readonly afterMs: number;
}

export function phaseLine(phase: Phase): string {
  return `phase ${phase}`;
}

export function phaseIn(line: string): Phase | undefined {
  return phases.find((phase) => line === phaseLine(phase));
}

/**
 * `count` points at equal distances over a run, the first half a distance after its start.
 * @param began when each phase of a run that was left alone began, in milliseconds; the last is its end
 */
export function killPoints(
  began: readonly (readonly [Phase, number])[],
  count: number,
): readonly KillPoint[] {
  const [first, last] = [began[0], began.at(-1)];
  if (first === undefined || last === undefined) return [];
  const distanceMs = (last[1] - first[1]) / count;
  return Array.from({ length: count }, (_, index) => {
    const atMs = first[1] + (index + 0.5) * distanceMs;
    const [phase, beganMs] = began.findLast(([, since]) => since <= atMs) ?? first;
    return { phase, afterMs: atMs - beganMs };
  });
}
