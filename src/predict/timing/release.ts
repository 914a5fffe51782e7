/** Whether `release` is `than` or newer; "2.10" is newer than "2.9", and a suffix such as "-1+deb12u4" is ignored. */
export function isAtLeast(release: string, than: string): boolean {
  const [left, right] = [numbersOf(release), numbersOf(than)];
  for (let place = 0; place < Math.max(left.length, right.length); place += 1) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbersOf(release: string): readonly number[] {
  return (/\d+(?:\.\d+)*/.exec(release)?.[0] ?? "0").split(".").map(Number);
}
