import { expect, test } from "vitest";
import { baseReference, ensureBase } from "../../../src/lab/images/base.ts";
import { fakeEngine, type FakeEngine } from "../engine/fake-engine.ts";

function engineWith(present: readonly string[], pulled: readonly unknown[] | undefined): Promise<FakeEngine> {
  return fakeEngine(({ method, path }) => {
    if (path === "/images/json") return { lines: [present.map((tag) => ({ Id: tag, RepoTags: [tag] }))] };
    if (path === "/images/create")
      return pulled === undefined ? { status: 500, lines: [{ message: "no such host" }] } : { lines: pulled };
    if (method === "POST" && path.endsWith("/tag")) return { status: 201, lines: [] };
    return method === "DELETE" ? { lines: [[]] } : undefined;
  });
}

const acts = ({ asked }: FakeEngine): readonly string[] =>
  asked.map(
    ({ method, path, query }) =>
      `${method} ${path}${path.endsWith("/tag") ? ` ${query.get("repo") ?? ""}:${query.get("tag") ?? ""}` : ""}`,
  );

const fail = (line: string): void => expect.fail(`said ${line}`);
const never = { HAPROOF_SETUP: "never", PATH: "/nowhere" };

test("a base that is present costs one question", async () => {
  const engine = await engineWith(["haproof/debian:bookworm"], undefined);
  await ensureBase(engine, { say: fail, env: never });
  expect(acts(engine)).toEqual(["GET /images/json"]);
});

test("a slim image of the release that is here gets our name, and is not pulled", async () => {
  const engine = await engineWith(["docker.io/library/debian:trixie-slim"], undefined);
  const said: string[] = [];
  await ensureBase(engine, { release: "trixie", say: (line) => said.push(line), env: never });
  expect(acts(engine)).toEqual([
    "GET /images/json",
    "POST /images/debian:trixie-slim/tag haproof/debian:trixie",
  ]);
  expect(said).toEqual(["base image: debian:trixie-slim, which is here"]);
});

test("a slim image that was pulled keeps our name only", async () => {
  const engine = await engineWith([], [{ status: "Pulling" }, { status: "Done" }]);
  const said: string[] = [];
  await ensureBase(engine, { say: (line) => said.push(line), env: never });
  expect(acts(engine).slice(1)).toEqual([
    "POST /images/create",
    "POST /images/debian:bookworm-slim/tag haproof/debian:bookworm",
    "DELETE /images/debian:bookworm-slim",
  ]);
  expect(said).toEqual(["base image: debian:bookworm-slim pulled in 0 s"]);
});

test("a base of the user's own is taken as it is, and pulled where it is not here", async () => {
  const env = { ...never, HAPROOF_BASE_IMAGE: "mirror/debian" };
  expect(baseReference("bookworm", env)).toBe("mirror/debian");
  const here = await engineWith(["mirror/debian:latest"], undefined);
  await ensureBase(here, { say: fail, env });
  expect(acts(here)).toEqual(["GET /images/json"]);
  const away = await engineWith([], undefined);
  await expect(ensureBase(away, { say: fail, env })).rejects.toMatchObject({
    code: "IMAGE_UNAVAILABLE",
    message: expect.stringMatching(/HAPROOF_BASE_IMAGE is mirror\/debian.*no such host/) as string,
  });
});

test("a pull that fills the disk is told as that, not worked round", async () => {
  const engine = await engineWith([], [{ error: "write /var/lib: no space left on device" }]);
  await expect(ensureBase(engine, { say: fail, env: never })).rejects.toMatchObject({
    code: "DISK_FULL",
  });
});
