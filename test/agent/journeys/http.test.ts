import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Journey, JourneyOptions } from "../../../src/agent/journey.ts";
import { httpKept } from "../../../src/agent/journeys/http-kept.ts";
import { http } from "../../../src/agent/journeys/http.ts";
import { listening, listeningWith, refusing } from "../listening.ts";
import type { Listening } from "../listening.ts";
import { operated } from "../operated.ts";

function httpServer(answer: RequestListener): Promise<Listening> {
  return listeningWith(createServer(answer), () => undefined);
}

function kept(options: JourneyOptions): Journey {
  const journey = httpKept(options);
  onTestFinished(() => journey.close?.());
  return journey;
}

describe.each([
  ["a GET on a new connection", http],
  ["a GET on a kept connection", kept],
])("%s", (_title, journey) => {
  test("is ok at the status expected, and names the node", async () => {
    const server = await httpServer((_, answer) => answer.setHeader("X-Node", "kms2").end("body"));
    expect((await operated(journey({ ...server, nodeHeader: "X-Node" }))).result).toEqual({
      outcome: "ok",
      servedBy: "kms2",
    });
  });

  test("asks for the path and the host it was given", async () => {
    const server = await httpServer(({ url, headers }, answer) => {
      answer.statusCode = url === "/health" && headers.host === "kms.lab" ? 204 : 404;
      answer.end();
    });
    const options = { ...server, path: "/health", hostHeader: "kms.lab", status: 204 };
    expect((await operated(journey(options))).result).toEqual({ outcome: "ok" });
  });

  test.each([
    [503, "server-error"],
    [404, "wrong"],
    [302, "wrong"],
  ])("is, at status %i, %s", async (status, outcome) => {
    const server = await httpServer((_, answer) => answer.writeHead(status).end());
    expect((await operated(journey({ ...server }))).result).toEqual({ outcome, detail: `HTTP ${status}` });
  });

  test("is refused where nobody listens", async () => {
    expect((await operated(journey({ ...(await refusing()) }))).result).toEqual({ outcome: "refused" });
  });

  test("is closed by an orderly end before the answer, reset by a reset", async () => {
    const closing = await listening((socket) => socket.once("data", () => socket.end()));
    expect((await operated(journey({ ...closing }))).result).toEqual({ outcome: "closed" });
    const resetting = await listening((socket) => socket.once("data", () => socket.resetAndDestroy()));
    expect((await operated(journey({ ...resetting }))).result).toEqual({ outcome: "reset" });
  });

  test("is closed in the middle of an answer that is cut off", async () => {
    const server = await listening((socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")),
    );
    expect((await operated(journey({ ...server }))).result).toMatchObject({ outcome: "closed" });
  });

  test("is a timeout at a server that accepts and never answers, before or in its answer", async () => {
    const mute = await listening((socket) => socket.resume());
    expect((await operated(journey({ ...mute }), 80)).result).toEqual({ outcome: "timeout" });
    const half = await httpServer(
      (_, answer) => void answer.writeHead(200, { "content-length": 10 }).write("half"),
    );
    expect((await operated(journey({ ...half }), 80)).result).toEqual({ outcome: "timeout" });
  });

  test("is wrong where something else than HTTP answers", async () => {
    const server = await listening((socket) => socket.once("data", () => socket.end("220 ready\r\n")));
    expect((await operated(journey({ ...server }))).result).toMatchObject({ outcome: "wrong" });
  });
});

test("new connections are new, kept ones are kept", async () => {
  const server = await httpServer((_, answer) => answer.end("x"));
  const fresh = http({ ...server });
  const keeping = kept({ ...server });
  for (let count = 0; count < 3; count++) await operated(fresh);
  expect(server.accepted()).toBe(3);
  for (let count = 0; count < 3; count++) await operated(keeping);
  expect(server.accepted()).toBe(4);
});

test("a kept connection that breaks is a failure, and the next request has a new one", async () => {
  let broken = false;
  const server = await httpServer(({ socket }, answer) => {
    if (broken) socket.resetAndDestroy();
    else answer.end("x");
  });
  const journey = kept({ ...server });
  expect((await operated(journey)).result.outcome).toBe("ok");
  broken = true;
  expect((await operated(journey)).result.outcome).toBe("reset");
  broken = false;
  expect((await operated(journey)).result.outcome).toBe("ok");
  expect(server.accepted()).toBe(2);
});
