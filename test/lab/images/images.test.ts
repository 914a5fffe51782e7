import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ensureImages, planImages, type ImageSpec } from "../../../src/lab/images/images.ts";
import {
  fakeEngine,
  temporaryFolder,
  type Answer,
  type Asked,
  type FakeEngine,
} from "../engine/fake-engine.ts";

async function specs(dockerfile = "ARG BASE\nFROM ${BASE}\n"): Promise<readonly ImageSpec[]> {
  const folder = await temporaryFolder();
  const spec = async (name: string, from: string): Promise<ImageSpec> => {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "Dockerfile"), dockerfile);
    return { name, from, context: join(folder, name) };
  };
  return Promise.all([spec("lb", "base"), spec("base", "debian"), spec("client", "base")]);
}

/** An engine that has some images, and whose builds end as a test says. */
function engineWith(
  present: Set<string>,
  built: (name: string) => readonly unknown[] = () => [],
): Promise<FakeEngine> {
  return fakeEngine(({ method, path, query }: Asked): Answer | undefined => {
    if (path === "/images/json")
      return {
        lines: [
          [
            { Id: "1", RepoTags: null },
            { Id: "2", RepoTags: [...present] },
          ],
        ],
      };
    if (path === "/build") {
      const lines = built(query.get("t") ?? "");
      if (!/"error"|cut off/.test(JSON.stringify(lines))) present.add(query.get("t") ?? "");
      return { lines };
    }
    const name = decodeURIComponent(/^\/images\/(?<name>.+?)(?:\/json)?$/.exec(path)?.groups?.["name"] ?? "");
    if (method === "DELETE") return { lines: [[]] };
    return present.has(name) ? { lines: [{ Id: name }] } : undefined;
  });
}

const env = { HAPROOF_SETUP: "never" };
const quiet = { say: (): void => undefined, env };

describe("images that are present", () => {
  test("cost one question and no build", async () => {
    const images = await specs();
    const plans = await planImages(images, env);
    const engine = await engineWith(new Set(plans.map(({ reference }) => `docker.io/${reference}`)));
    const references = await ensureImages(engine, images, quiet);
    expect(references).toEqual(Object.fromEntries(plans.map(({ name, reference }) => [name, reference])));
    expect(engine.asked.map(({ path }) => path)).toEqual(["/images/json"]);
  });
});

describe("images that are missing", () => {
  test("are built on what they name, with a label, and with every failed step's container removed", async () => {
    const images = await specs();
    const engine = await engineWith(new Set(["haproof/debian:bookworm"]));
    const said: string[] = [];
    const references = await ensureImages(engine, images, { say: (line) => said.push(line), env });
    const builds = engine.asked.filter(({ path }) => path === "/build").map(({ query }) => query);
    expect(builds.map((query) => query.get("t"))[0]).toBe(references["base"]);
    expect(builds.map((query) => query.get("t")).toSorted()).toEqual(Object.values(references).toSorted());
    expect(builds.map((query) => query.get("forcerm"))).toEqual(["true", "true", "true"]);
    const lb = builds.find((query) => query.get("t") === references["lb"]);
    expect(JSON.parse(lb?.get("buildargs") ?? "")).toEqual({ BASE: references["base"] });
    expect(JSON.parse(lb?.get("labels") ?? "")).toEqual({ "haproof.image": "lb" });
    expect(said.toSorted()).toEqual([
      "image base: built in 0 s",
      "image client: built in 0 s",
      "image lb: built in 0 s",
    ]);
  });

  test("that fail give the end of their output, after the others have ended, and their layers go", async () => {
    const images = await specs();
    const output = [
      { stream: "Step 1/3 : FROM ${BASE}\n" },
      { stream: " ---> aaaaaaaaaaaa\n" },
      { stream: " ---> bbbbbbbbbbbb\n" },
      { stream: "\u001b[91mE: Unable to locate package haproxi\n\u001b[0m" },
      { error: "The command '/bin/sh -c apt-get' returned a non-zero code: 100" },
    ];
    const engine = await engineWith(new Set(["haproof/debian:bookworm"]), (t) =>
      t.includes("/lb:") ? output : [],
    );
    const failure: unknown = await ensureImages(engine, images, quiet).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "IMAGE_UNAVAILABLE", details: { image: "lb" } });
    expect(String(failure)).toContain(
      "returned a non-zero code: 100\nStep 1/3 : FROM ${BASE}\nE: Unable to locate package haproxi",
    );
    expect(String(failure)).not.toContain("--->");
    const removed = engine.asked.filter(({ method }) => method === "DELETE").map(({ path }) => path);
    expect(removed).toEqual(["/images/bbbbbbbbbbbb"]);
    expect(engine.asked.filter(({ path }) => path === "/build")).toHaveLength(3);
  });

  test("whose base failed are not built, and the base's failure is the one that is told", async () => {
    const images = await specs();
    const engine = await engineWith(new Set(["haproof/debian:bookworm"]), () => [
      { error: "write: no space left on device" },
    ]);
    await expect(ensureImages(engine, images, quiet)).rejects.toMatchObject({
      code: "DISK_FULL",
      message: expect.stringContaining("image base") as string,
    });
    expect(engine.asked.filter(({ path }) => path === "/build")).toHaveLength(1);
  });

  test("whose build breaks off without a word are not taken for built", async () => {
    const images = await specs();
    const engine = await engineWith(new Set(["haproof/debian:bookworm"]), () => [{ stream: "cut off" }]);
    await expect(ensureImages(engine, images, quiet)).rejects.toMatchObject({ code: "IMAGE_UNAVAILABLE" });
  });
});

describe("a tag", () => {
  test("changes for an image and all above it when its files change, and for no other", async () => {
    const images = await specs();
    const before = await planImages(images, env);
    const changed = await planImages(
      images.map((image) => (image.name === "lb" ? { ...image, files: { "agent.cjs": "1" } } : image)),
      env,
    );
    const same = (name: string): boolean =>
      before.find((plan) => plan.name === name)?.reference ===
      changed.find((plan) => plan.name === name)?.reference;
    expect([same("base"), same("client"), same("lb")]).toEqual([true, true, false]);
    const base = images.map((image) => (image.name === "base" ? { ...image, files: { x: "1" } } : image));
    const references = (await planImages(base, env)).map(({ reference }) => reference);
    expect(references.some((reference) => before.some((plan) => plan.reference === reference))).toBe(false);
  });

  test("depends on the release and on HAPROOF_BASE_IMAGE", async () => {
    const [, base] = await specs();
    if (base === undefined) expect.fail("no spec");
    const tags = await Promise.all([
      planImages([base], env),
      planImages([{ ...base, release: "trixie" }], env),
      planImages([base], { HAPROOF_BASE_IMAGE: "mirror/debian:12" }),
    ]);
    expect(tags.flat().map((plan) => plan.base)).toEqual([
      "haproof/debian:bookworm",
      "haproof/debian:trixie",
      "mirror/debian:12",
    ]);
    expect(new Set(tags.flat().map(({ reference }) => reference)).size).toBe(3);
  });
});
