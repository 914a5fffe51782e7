import { expect, test } from "vitest";
import { ensureOwnImages } from "../../../src/lab/images/own.ts";
import { fakeEngine } from "../engine/fake-engine.ts";

const silent = (): void => undefined;

test("an image that is there is not pulled", async () => {
  const engine = await fakeEngine(({ path }) => (path.endsWith("/json") ? { lines: [{}] } : undefined));
  await ensureOwnImages(engine, { kms: "mine:1" }, silent);
  expect(engine.asked).toHaveLength(1);
});

test("an image that is not there is pulled, and that is said", async () => {
  const said: string[] = [];
  const engine = await fakeEngine(({ path }) =>
    path.includes("/images/create") ? { lines: [{ status: "Download complete" }] } : undefined,
  );
  await ensureOwnImages(engine, { kms: "mine:1" }, (line) => void said.push(line));
  expect(said).toEqual(["image mine:1: not here, pulling it"]);
});

test("one that cannot be pulled is named with its role and the engine's words", async () => {
  const engine = await fakeEngine(({ path }) =>
    path.includes("/images/create") ? { status: 404, lines: [{ message: "no such repository" }] } : undefined,
  );
  await expect(ensureOwnImages(engine, { kms: "not-there" }, silent)).rejects.toMatchObject({
    code: "IMAGE_UNAVAILABLE",
    message: expect.stringMatching(/not-there for "kms" is not in the engine .*no such repository/) as string,
  });
});
