import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { follow, type ProgressEvent } from "../../../src/lab/images/progress.ts";

async function events(chunks: readonly string[]): Promise<readonly ProgressEvent[]> {
  const seen: ProgressEvent[] = [];
  await follow(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), (event) => seen.push(event));
  return seen;
}

test("messages are whole however the connection cuts them", async () => {
  expect(await events(['{"stream":"o', 'ne"}\r\n{"status"', ':"two"}\n\n', '{"stream":"three"}'])).toEqual([
    { stream: "one" },
    { status: "two" },
    { stream: "three" },
  ]);
});

test("an error among them ends the work with its own words", async () => {
  await expect(events(['{"stream":"x"}\n{"error":"no such host"}\n{"stream":"y"}\n'])).rejects.toMatchObject({
    code: "ENGINE_FAILED",
    message: "no such host",
  });
});

test("a connection that breaks is an error, not an end", async () => {
  const broken = new Readable({ read: () => undefined });
  const followed = follow(broken);
  broken.push('{"stream":"one"}\n');
  broken.destroy();
  await expect(followed).rejects.toThrow("Premature close");
});
