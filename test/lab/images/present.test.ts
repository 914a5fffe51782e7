import { expect, test } from "vitest";
import { presentReferences, shortReference } from "../../../src/lab/images/present.ts";
import { fakeEngine } from "../engine/fake-engine.ts";

test.each([
  ["haproof/lb:1", "haproof/lb:1"],
  ["docker.io/haproof/lb:1", "haproof/lb:1"],
  ["docker.io/library/debian:bookworm-slim", "debian:bookworm-slim"],
  ["localhost/haproof/lb:1", "haproof/lb:1"],
  ["registry.example/haproof/lb:1", "registry.example/haproof/lb:1"],
])("%s is known as %s", (reference, short) => {
  expect(shortReference(reference)).toBe(short);
});

test("an engine that does not list its images has failed", async () => {
  const engine = await fakeEngine(() => ({ status: 500, lines: [{ message: "broken" }] }));
  await expect(presentReferences(engine)).rejects.toMatchObject({ code: "ENGINE_FAILED" });
});
