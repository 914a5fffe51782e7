import { expect, test } from "vitest";
import { imagesToRemove, removeImages, type ListedImage } from "../../../src/lab/images/remove.ts";
import { fakeEngine } from "../engine/fake-engine.ts";

const image = (
  Id: string,
  ParentId: string,
  RepoTags: readonly string[] | null,
  label?: string,
): ListedImage => ({
  Id,
  ParentId,
  RepoTags,
  Labels: label === undefined ? null : { "haproof.image": label },
});

const all = [
  image("debian", "", ["haproof/debian:bookworm"], "debian"),
  image("layer", "debian", null),
  image("lb", "layer", ["haproof/lb:1"], "lb"),
  image("cutoff", "lb", ["<none>:<none>"]),
  image("theirs", "layer", ["user/app:1"]),
  image("other", "", ["postgres:15"]),
  image("dangling", "other", null),
];

test("our images go, children first, with the layers that killed builds left; other people's stay", () => {
  expect(imagesToRemove(all)).toEqual(["cutoff", "haproof/lb:1", "layer", "haproof/debian:bookworm"]);
});

test("an image that also has a name of the user's loses ours only", () => {
  expect(imagesToRemove([image("x", "", ["haproof/debian:bookworm", "debian:bookworm-slim"])])).toEqual([
    "haproof/debian:bookworm",
  ]);
});

test("one in use stays and is named, one that went with its child is not missed", async () => {
  const engine = await fakeEngine(({ method, path }) => {
    if (method === "GET") return { lines: [all] };
    if (path.includes("lb"))
      return { status: 409, lines: [{ message: "conflict: in use by container abc" }] };
    return path.includes("layer") ? undefined : { lines: [[]] };
  });
  const { removed, failed } = await removeImages(engine);
  expect(removed).toEqual(["cutoff", "haproof/debian:bookworm"]);
  expect(failed).toEqual([expect.stringContaining("haproof/lb:1: ")]);
  expect(failed[0]).toContain("in use by container abc");
});
