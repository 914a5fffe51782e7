import type { Socket } from "node:net";
import { setTimeout as passed } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Journey, JourneyOptions } from "../../../src/agent/journey.ts";
import { stream } from "../../../src/agent/journeys/stream.ts";
import { listening, refusing } from "../listening.ts";
import { operated } from "../operated.ts";

function streaming(options: JourneyOptions): Journey {
  const journey = stream(options);
  onTestFinished(() => journey.close?.());
  return journey;
}

function echo(socket: Socket): void {
  socket.pipe(socket);
}

describe("a stream", () => {
  test("exchanges every frame on one connection, also overlapping ones", async () => {
    const server = await listening(echo);
    const journey = streaming({ ...server });
    const frames = await Promise.all([operated(journey), operated(journey), operated(journey)]);
    expect(frames.map(({ result }) => result.outcome)).toEqual(["ok", "ok", "ok"]);
    expect((await operated(journey)).result).toEqual({ outcome: "ok" });
    expect(server.accepted()).toBe(1);
  });

  test("shows silence as timeouts and stays on its connection when the peer speaks again", async () => {
    let silent = false;
    const server = await listening((socket) =>
      socket.on("data", (frame) => {
        if (!silent) socket.write(frame);
      }),
    );
    const journey = streaming({ ...server });
    await operated(journey);
    silent = true;
    expect((await operated(journey, 60)).result).toEqual({ outcome: "timeout" });
    silent = false;
    expect((await operated(journey)).result).toEqual({ outcome: "ok" });
    expect(server.accepted()).toBe(1);
  });

  test("gives its connection up after the silence that it was told", async () => {
    const server = await listening((socket) => socket.resume());
    const journey = streaming({ ...server, giveUpAfterMs: 100 });
    await Promise.all([operated(journey, 60), passed(80).then(() => operated(journey, 60))]);
    await operated(journey, 60);
    expect(server.accepted()).toBe(2);
  });

  test.each([
    ["closed", (socket: Socket) => socket.end()],
    ["reset", (socket: Socket) => socket.resetAndDestroy()],
  ])(
    "fails all that is under way when its connection is %s, and connects anew",
    async (outcome, breakOff) => {
      let breaking = true;
      const server = await listening((socket) => {
        if (breaking) setTimeout(() => breakOff(socket), 30);
        else echo(socket);
        socket.resume();
      });
      const journey = streaming({ ...server });
      const frames = await Promise.all([operated(journey), operated(journey)]);
      expect(frames.map(({ result }) => result.outcome)).toEqual([outcome, outcome]);
      breaking = false;
      expect((await operated(journey)).result).toEqual({ outcome: "ok" });
    },
  );

  test("is refused where nobody listens", async () => {
    expect((await operated(streaming({ ...(await refusing()) }))).result).toEqual({ outcome: "refused" });
  });

  test("is wrong when the echo is not what was sent", async () => {
    const server = await listening((socket) => socket.on("data", () => socket.write("nonsense\n")));
    expect((await operated(streaming({ ...server }))).result).toEqual({
      outcome: "wrong",
      detail: "nonsense",
    });
  });

  test("that listens is ok at the peer's next frame", async () => {
    const server = await listening((socket) => {
      const timer = setInterval(() => socket.write("tick"), 10);
      socket.on("close", () => clearInterval(timer)).resume();
    });
    const { result, tookMs } = await operated(streaming({ ...server, mode: "listen" }));
    expect(result).toEqual({ outcome: "ok" });
    expect(tookMs).toBeGreaterThan(5);
  });

  test("knows no other mode", () => {
    expect(() => stream({ host: "127.0.0.1", port: 1, mode: "shout" })).toThrow(
      expect.objectContaining({ code: "BAD_INPUT" }),
    );
  });
});
