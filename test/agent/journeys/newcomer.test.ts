import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { newcomer } from "../../../src/agent/journeys/newcomer.ts";
import { listening } from "../listening.ts";
import { operated } from "../operated.ts";

/** A handshake record that begins with a ServerHello; nothing more of it is looked at. */
const serverHello = Buffer.from([22, 3, 3, 0, 4, 2, 0, 0, 0]);

/** Puts an `ip` of ours before the system's; it notes what it is asked, or fails. */
function fakeIp({ fails = false } = {}): () => readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "haproof-test-"));
  const notes = join(folder, "notes");
  const path = process.env["PATH"] ?? "";
  writeFileSync(join(folder, "ip"), `#!/bin/sh\necho "$@" >> ${notes}\nexit ${fails ? 1 : 0}\n`);
  chmodSync(join(folder, "ip"), 0o755);
  process.env["PATH"] = `${folder}${delimiter}${path}`;
  onTestFinished(() => {
    process.env["PATH"] = path;
    rmSync(folder, { recursive: true });
  });
  return () => (existsSync(notes) ? readFileSync(notes, "utf8").trim().split("\n") : []);
}

test("each newcomer forgets the address once, and tries with what it then believes until it is served", async () => {
  const asked = fakeIp();
  let mute = true;
  const node = await listening((socket) => {
    socket.on("data", () => {
      if (!mute) socket.write(serverHello);
    });
  });
  const journey = newcomer({ host: node.host, port: node.port });
  expect(journey.clientClass).toBe("new-client");
  expect((await operated(journey, 60)).result).toEqual({ outcome: "timeout" });
  expect((await operated(journey, 60)).result).toEqual({ outcome: "timeout" });
  expect(asked()).toEqual([`neigh flush to ${node.host}`]);
  mute = false;
  expect((await operated(journey)).result).toEqual({ outcome: "ok" });
  expect(asked()).toHaveLength(1);
  expect((await operated(journey)).result).toEqual({ outcome: "ok" });
  expect(asked()).toHaveLength(2);
});

test("says that it knows nothing where it cannot forget", async () => {
  fakeIp({ fails: true });
  const node = await listening((socket) => socket.on("data", () => socket.write(serverHello)));
  const { result } = await operated(newcomer({ host: node.host, port: node.port }));
  expect(result).toMatchObject({ outcome: "indeterminate" });
});
