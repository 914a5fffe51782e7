import { expect, test } from "vitest";
import { HarnessError } from "../../../src/errors.ts";
import { engineError, runCommand, Tail } from "../../../src/lab/engine/command.ts";

test("a command gives its code, its output, and the end of all that it wrote", async () => {
  const script = "console.log('one'); console.error('two'); process.exitCode = 3";
  const { code, output, tail } = await runCommand([process.execPath, "-e", script]);
  expect({ code, output }).toEqual({ code: 3, output: "one\n" });
  expect(tail.split("\n").toSorted()).toEqual(["one", "two"]);
});

test("a command that is not there has no code, and says so", async () => {
  const { code, tail } = await runCommand(["/nowhere/at/all"]);
  expect(code).toBeUndefined();
  expect(tail).toContain("ENOENT");
});

test("a tail keeps the last lines, and no blank ones", () => {
  const tail = new Tail();
  tail.add("old\n".repeat(5_000));
  tail.add("progress 1\rprogress 2\r\n\n  \nlast");
  expect(tail.text(2)).toBe("progress 2\nlast");
});

test("what the engine refuses for want of room is DISK_FULL, anything else what the caller says", () => {
  const full = engineError("IMAGE_UNAVAILABLE", "image lb", "refused");
  expect(full.code).toBe("IMAGE_UNAVAILABLE");
  expect(engineError("ENGINE_FAILED", "x", "write /layer: no space left on device").code).toBe("DISK_FULL");
  expect(engineError("ENGINE_FAILED", "x", "dial: refused")).toMatchObject({
    code: "ENGINE_FAILED",
    message: "x: dial: refused",
  });
});

test("an error that is one of ours already stays as it is", () => {
  const error = new HarnessError("BAD_INPUT", "no");
  expect(engineError("ENGINE_FAILED", "x", error)).toBe(error);
});
