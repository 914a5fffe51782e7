import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "../../../src/lab/engine/command.ts";
import { bundle } from "../../../src/lab/images/bundle.ts";
import { temporaryFolder } from "../engine/fake-engine.ts";

async function checkout(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "src"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "src", "part.ts"), "export const answer: number = 42;\n");
  await writeFile(
    join(folder, "src", "main.ts"),
    'import { hrtime } from "node:process";\nimport { answer } from "./part.ts";\nconsole.log(answer, typeof hrtime.bigint());\n',
  );
  return folder;
}

test("the same sources in two places give the same bytes, and neither place is in them", async () => {
  const [one, other] = await Promise.all([checkout(), checkout()]);
  const [first, second] = await Promise.all(
    [one, other].map((folder) => bundle(join(folder, "src", "main.ts"))),
  );
  expect(first?.toString()).toBe(second?.toString());
  expect(first?.toString()).not.toContain(one);
  expect(first?.toString()).toContain("src/part.ts");
});

test("a bundle is one CommonJS file that runs", async () => {
  const folder = await checkout();
  const path = join(folder, "main.cjs");
  await writeFile(path, await bundle(join(folder, "src", "main.ts")));
  const { code, output } = await runCommand([process.execPath, path]);
  expect({ code, output }).toEqual({ code: 0, output: "42 bigint\n" });
});

test("what Node 18 has not is written in its words, and pg's native module is left out", async () => {
  const folder = await checkout();
  await writeFile(
    join(folder, "src", "main.ts"),
    'import("pg-native");\nusing held = { [Symbol.dispose]() {} };\nconsole.log(held);\n',
  );
  const text = (await bundle(join(folder, "src", "main.ts"))).toString();
  expect(text).toContain('"pg-native"');
  expect(text).not.toMatch(/^\s*using held/m);
});

test("what does not compile is unavailable, and named", async () => {
  const folder = await checkout();
  await writeFile(join(folder, "src", "main.ts"), 'import "./nowhere.ts";\n');
  await expect(bundle(join(folder, "src", "main.ts"))).rejects.toMatchObject({
    code: "IMAGE_UNAVAILABLE",
    message: expect.stringContaining('Could not resolve "./nowhere.ts"') as string,
  });
});
