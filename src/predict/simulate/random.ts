/** A source of numbers in [0, 1). */
export type Random = () => number;

/**
 * Small Fast Counter by Chris Doty-Humphrey (PractRand, sfc32): 128 bits of state, no visible bias in 2⁴⁰ numbers. The same
 * seed gives the same simulation on every machine.
 */
export function randomFrom(seed: number): Random {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88 ^ Math.floor(seed / 2 ** 32), seed | 0, 1];
  const next = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return (result >>> 0) / 2 ** 32;
  };
  for (let warmUp = 0; warmUp < 15; warmUp += 1) next();
  return next;
}
