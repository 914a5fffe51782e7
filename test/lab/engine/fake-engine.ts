import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import Docker from "dockerode";
import { onTestFinished } from "vitest";

/** One request that a fake engine got. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

/** What it answers: a status and JSON lines. */
export interface Answer {
  readonly status?: number;
  readonly lines: readonly unknown[];
}

export interface FakeEngine {
  readonly docker: Docker;
  readonly socket: string;
  readonly asked: readonly Asked[];
}

/** An engine's socket that answers what a test says; it stops with the test. */
export async function fakeEngine(answer: (asked: Asked) => Answer | undefined): Promise<FakeEngine> {
  const folder = await temporaryFolder();
  const socket = join(folder, "engine.sock");
  const asked: Asked[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://engine");
    const entry = {
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      body: await buffer(request),
    };
    asked.push(entry);
    const { status = 200, lines } = answer(entry) ?? { status: 404, lines: [{ message: "no such thing" }] };
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  };
  const server = createServer(
    (request, response) => void serve(request, response).catch(() => request.destroy()),
  );
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { docker: new Docker({ socketPath: socket }), socket, asked };
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "haproof-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
