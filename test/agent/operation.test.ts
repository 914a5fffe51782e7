import { setTimeout as passed } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { Journey } from "../../src/agent/journey.ts";
import { tcp } from "../../src/agent/journeys/tcp.ts";
import { listening } from "./listening.ts";
import { operated } from "./operated.ts";

function journey(operate: Journey["operate"]): Journey {
  return { clientClass: "new-connection", says: "a test", operate };
}

const never = new Promise<never>(() => undefined);

describe("an operation", () => {
  test("ends at its deadline, never before it and a few ms after it at most, whatever its journey does", async () => {
    const tookMs = await Promise.all(
      [20, 50, 100, 200].map(async (deadlineMs) => {
        const { result, tookMs: took } = await operated(
          journey(() => never),
          deadlineMs,
        );
        expect(result).toEqual({ outcome: "timeout" });
        return took - deadlineMs;
      }),
    );
    expect(Math.min(...tookMs)).toBeGreaterThanOrEqual(0);
    expect(Math.min(...tookMs)).toBeLessThan(5);
  });

  test("tears down at its deadline what was registered, and what is registered later at once", async () => {
    const early = vi.fn();
    const late = vi.fn();
    await operated(
      journey(async (deadline) => {
        deadline.onExpiry(early);
        await passed(40);
        deadline.onExpiry(late);
        return never;
      }),
      20,
    );
    expect(early).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(late).toHaveBeenCalledOnce());
  });

  test("tears nothing down when it ended in time", async () => {
    const tearDown = vi.fn();
    await operated(
      journey((deadline) => {
        deadline.onExpiry(tearDown);
        return Promise.resolve({ outcome: "ok" });
      }),
      20,
    );
    await passed(40);
    expect(tearDown).not.toHaveBeenCalled();
  });

  test("whose answer came while the sender was stalled past the deadline was answered", async () => {
    const server = await listening((socket) => {
      const answerAndStall = (): void => {
        socket.write("x");
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 80);
      };
      // At the end of a turn of the event loop: after the stall, timers come before sockets.
      setTimeout(() => setImmediate(answerAndStall), 20);
    });
    expect((await operated(tcp({ ...server, banner: "" }), 50)).result).toEqual({ outcome: "ok" });
  });

  test.each([
    ["rejects", () => Promise.reject(new TypeError("broken"))],
    [
      "throws",
      (): never => {
        throw new TypeError("broken");
      },
    ],
  ])("whose journey %s tells of the defect, not of the service", async (_how, operate) => {
    const { result, defect } = await operated(journey(operate));
    expect(result.outcome).toBe("indeterminate");
    expect(defect).toContain("broken");
  });
});
