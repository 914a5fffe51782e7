import { describe, expect, test } from "vitest";
import { tcp } from "../../../src/agent/journeys/tcp.ts";
import { listening, refusing } from "../listening.ts";
import { operated } from "../operated.ts";

describe("a TCP connection", () => {
  test("is ok when it is established, also with a server that never says a word", async () => {
    const server = await listening(() => undefined);
    expect((await operated(tcp({ ...server }))).result).toEqual({ outcome: "ok" });
  });

  test("is refused where nobody listens", async () => {
    expect((await operated(tcp({ ...(await refusing()) }))).result).toEqual({ outcome: "refused" });
  });

  test("is reset by the client, so that it leaves no TIME_WAIT", async () => {
    const error = new Promise<NodeJS.ErrnoException>((resolve) => {
      void listening((socket) => socket.on("error", resolve).resume()).then((server) =>
        operated(tcp({ ...server })),
      );
    });
    expect((await error).code).toBe("ECONNRESET");
  });
});

describe("a TCP connection whose peer should speak first", () => {
  test("is ok at the banner, in whatever pieces it comes", async () => {
    const server = await listening((socket) => {
      socket.setNoDelay(true);
      socket.write("22");
      setTimeout(() => socket.write("0 ready"), 20);
    });
    expect((await operated(tcp({ ...server, banner: "220" }))).result).toEqual({ outcome: "ok" });
  });

  test("is a timeout at a mute peer, not before its deadline", async () => {
    const server = await listening(() => undefined);
    const { result, tookMs } = await operated(tcp({ ...server, banner: "" }), 100);
    expect(result).toEqual({ outcome: "timeout" });
    expect(tookMs).toBeGreaterThanOrEqual(100);
  });

  test("is closed when the peer closes in silence", async () => {
    const server = await listening((socket) => socket.end());
    expect((await operated(tcp({ ...server, banner: "" }))).result).toEqual({ outcome: "closed" });
  });

  test("is reset when the peer resets", async () => {
    const server = await listening((socket) => setTimeout(() => socket.resetAndDestroy(), 10));
    expect((await operated(tcp({ ...server, banner: "" }))).result).toEqual({ outcome: "reset" });
  });

  test("is wrong when something else answers", async () => {
    const server = await listening((socket) => socket.write("SSH-2.0"));
    expect((await operated(tcp({ ...server, banner: "220" }))).result).toEqual({
      outcome: "wrong",
      detail: "SSH-2.0",
    });
  });
});

test.each([
  [{ port: 1 }, "host"],
  [{ host: "127.0.0.1" }, "port"],
  [{ host: "127.0.0.1", port: 70_000 }, "port"],
  [{ host: "127.0.0.1", port: 1, banner: 5 }, "banner"],
])("options %j are refused for their %s", (options, name) => {
  expect(() => tcp(options)).toThrow(
    expect.objectContaining({ code: "BAD_INPUT", message: expect.stringContaining(name) as string }),
  );
});
