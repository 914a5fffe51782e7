import { expect, test } from "vitest";
import { enginePaths } from "../../../src/lab/engine/paths.ts";
import type { NothingFound } from "../../../src/lab/engine/search.ts";
import { nothingFound, setUpEngine } from "../../../src/lab/engine/set-up.ts";

const search: NothingFound = {
  tried: ["unix:///a.sock (the default socket): refused", "unix:///b.sock (Podman's user socket): refused"],
  rule: { act: "none", todo: "start Docker Desktop" },
  marker: undefined,
};

test("one message says what to do and where it was looked", () => {
  expect(nothingFound(search)).toBe(
    "no container engine answers: start Docker Desktop\n" +
      "  tried unix:///a.sock (the default socket): refused\n" +
      "  tried unix:///b.sock (Podman's user socket): refused",
  );
});

test("where nothing may be done, nothing is done and nothing is said but the error", async () => {
  const said: string[] = [];
  const setUp = setUpEngine({ search, paths: enginePaths, env: {}, say: (line) => said.push(line) });
  await expect(setUp).rejects.toMatchObject({ code: "NO_ENGINE", details: { tried: search.tried } });
  expect(said).toEqual([]);
});
