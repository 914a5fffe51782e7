import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readWhole, writeError, writeWhole } from "../../src/report/files.ts";
import { folder } from "./evidence.ts";

test("a full disk is said to be one, leaves the old file as it was and nothing half-written", async () => {
  const path = join(await folder(), "certificate.json");
  await writeFile(path, "old");
  await symlink("/dev/full", `${path}.unfinished`);
  await expect(writeWhole(path, "new")).rejects.toMatchObject({ code: "DISK_FULL", exitCode: 69 });
  expect(await readFile(path, "utf8")).toBe("old");
  expect(await readdir(join(path, ".."))).toEqual(["certificate.json"]);
});

test("a quota is a full disk, a place that cannot be written to is bad input", () => {
  expect(writeError("x", Object.assign(new Error("over quota"), { code: "EDQUOT" })).code).toBe("DISK_FULL");
  expect(writeError("x", Object.assign(new Error("denied"), { code: "EACCES" })).code).toBe("BAD_INPUT");
});

test("folders are made as needed, and what is not there cannot be read", async () => {
  const path = join(await folder(), "a", "b", "file");
  await writeWhole(path, "text");
  expect(await readWhole(path)).toBe("text");
  await expect(readWhole(`${path}.not`)).rejects.toMatchObject({ code: "BAD_INPUT" });
});
