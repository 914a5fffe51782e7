import { describe, expect, it } from "vitest";
import { onRelease } from "../../../src/lab/images/release.ts";
import type { ImageSpec } from "../../../src/lab/images/images.ts";
import { planImages } from "../../../src/lab/images/images.ts";
import { fileURLToPath } from "node:url";

const context = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/images/${name}`, import.meta.url));
const specs: readonly ImageSpec[] = [
  { name: "host", context: context("base"), from: "debian" },
  { name: "lb", context: context("lb"), from: "host" },
  { name: "pykmip", context: context("pykmip"), from: "host" },
];

describe("images on another release", () => {
  it("are made anew with all that they stand on; the others stay as they are", async () => {
    const moved = onRelease(specs, ["lb"], { release: "trixie", env: {} });
    const [before, after] = [await planImages(specs, {}), await planImages(moved, {})];
    const reference = (plans: typeof before, name: string): string | undefined =>
      plans.find((plan) => plan.name === name)?.reference;
    expect(after.map(({ name, release }) => [name, release])).toEqual([
      ["host", "bookworm"],
      ["pykmip", "bookworm"],
      ["host-trixie", "trixie"],
      ["lb", "trixie"],
    ]);
    expect(reference(after, "lb")).not.toBe(reference(before, "lb"));
    expect(reference(after, "host")).toBe(reference(before, "host"));
    expect(reference(after, "pykmip")).toBe(reference(before, "pykmip"));
  });

  it("are refused where nobody knows the release, or the user has chosen a base already", () => {
    const code = expect.objectContaining({ code: "BAD_INPUT" }) as Error;
    expect(() => onRelease(specs, ["lb"], { release: "potato", env: {} })).toThrow(code);
    const env = { HAPROOF_BASE_IMAGE: "mine:1" };
    expect(() => onRelease(specs, ["lb"], { release: "trixie", env })).toThrow(code);
  });
});
