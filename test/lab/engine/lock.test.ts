import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withLock } from "../../../src/lab/engine/lock.ts";
import { temporaryFolder } from "./fake-engine.ts";

// The lock is used on Linux only, where set-up happens.
describe.runIf(process.platform === "linux")("the lock of the set-up", () => {
  test("lets one in at a time, and gives back what the work gave", async () => {
    const path = join(await temporaryFolder(), "state", "lock");
    let inside = 0;
    let most = 0;
    const work = async (value: number): Promise<number> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 30));
      inside -= 1;
      return value;
    };
    expect(await Promise.all([1, 2, 3].map((value) => withLock(path, () => work(value))))).toEqual([1, 2, 3]);
    expect(most).toBe(1);
  });

  test("is free again after work that failed", async () => {
    const path = join(await temporaryFolder(), "lock");
    await expect(withLock(path, () => Promise.reject(new RangeError("broken")))).rejects.toThrow("broken");
    expect(await withLock(path, () => Promise.resolve("free"), { waitMs: 1_000 })).toBe("free");
  });

  test("is refused after the wait while another holds it", async () => {
    const path = join(await temporaryFolder(), "lock");
    await withLock(path, async () => {
      const second = withLock(path, () => Promise.resolve(), { waitMs: 50 });
      await expect(second).rejects.toMatchObject({ code: "ENGINE_FAILED" });
    });
  });

  test("ends with its owner, SIGKILL included", async () => {
    const path = join(await temporaryFolder(), "lock");
    const source = new URL("../../../src/lab/engine/lock.ts", import.meta.url).href;
    const script = `import { withLock } from ${JSON.stringify(source)};
      await withLock(${JSON.stringify(path)}, () => { console.log("held"); return new Promise(() => setInterval(() => {}, 1e6)); });`;
    const owner = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(owner.stdout, "data");
    owner.kill("SIGKILL");
    expect(await withLock(path, () => Promise.resolve("free"), { waitMs: 5_000 })).toBe("free");
  });
});
