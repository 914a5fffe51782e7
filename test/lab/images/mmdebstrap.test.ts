import { expect, test } from "vitest";
import { makeBase, mmdebstrapArguments } from "../../../src/lab/images/mmdebstrap.ts";
import { fakeEngine, temporaryFolder, type FakeEngine } from "../engine/fake-engine.ts";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";

const importing = (): Promise<FakeEngine> => fakeEngine(() => ({ lines: [{ status: "sha256:1" }] }));

/** Where `mmdebstrap` is a script of the test's. */
async function env(script: string): Promise<NodeJS.ProcessEnv> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "mmdebstrap"), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, "mmdebstrap"), 0o755);
  return { PATH: folder, HAPROOF_SETUP: "never" };
}

const base = { reference: "haproof/debian:bookworm", release: "bookworm" };

test("a tar goes whole into the engine, under our name and label", async () => {
  const engine = await importing();
  const said: string[] = [];
  await makeBase(engine, { ...base, say: (line) => said.push(line), env: await env("printf tar-of-debian") });
  const [asked] = engine.asked;
  expect(asked?.body.toString()).toBe("tar-of-debian");
  expect(Object.fromEntries(asked?.query ?? [])).toEqual({
    fromSrc: "-",
    repo: "haproof/debian",
    tag: "bookworm",
    changes: "LABEL haproof.image=debian haproof.release=bookworm",
  });
  expect(said).toEqual([
    "$ mmdebstrap --variant=minbase bookworm - | docker import - haproof/debian:bookworm",
  ]);
});

test("half a tar is not imported: the failure is mmdebstrap's, with its last words", async () => {
  const engine = await importing();
  const script = "printf half; echo 'E: apt-get update failed' >&2; exit 25";
  await expect(
    makeBase(engine, { ...base, say: () => undefined, env: await env(script) }),
  ).rejects.toMatchObject({
    code: "IMAGE_UNAVAILABLE",
    message: "mmdebstrap could not make bookworm:\nE: apt-get update failed",
  });
  expect(engine.asked).toEqual([]);
});

test("a full disk is told apart", async () => {
  const script = "echo 'E: tar: Cannot write: No space left on device' >&2; exit 1";
  const made = makeBase(await importing(), { ...base, say: () => undefined, env: await env(script) });
  await expect(made).rejects.toMatchObject({ code: "DISK_FULL" });
});

test("an engine that refuses the import ends mmdebstrap, too", async () => {
  const engine = await fakeEngine(() => ({ status: 500, lines: [{ message: "unexpected EOF" }] }));
  const made = makeBase(engine, { ...base, say: () => undefined, env: await env("printf x") });
  await expect(made).rejects.toMatchObject({
    code: "ENGINE_FAILED",
    message: expect.stringContaining("unexpected EOF") as string,
  });
});

test("releases differ in the release and its sources only", () => {
  const sources = ["deb http://mirror.example trixie main"];
  expect(mmdebstrapArguments("trixie", sources).slice(-3)).toEqual(["trixie", "-", ...sources]);
  expect(mmdebstrapArguments("trixie", []).slice(0, -2)).toEqual(
    mmdebstrapArguments("bookworm", []).slice(0, -2),
  );
});
