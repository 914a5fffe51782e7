import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { addStepSummary } from "../../src/cli/step-summary.ts";
import { markdownSummary } from "../../src/report/markdown.ts";
import { claim } from "../verdict/trial.ts";
import { certificateOf, folder } from "./evidence.ts";

describe("the summary in Markdown", () => {
  test("says the result, the worst figures and the findings first, and what it does not tell", () => {
    const text = markdownSummary(certificateOf());
    expect(text).toContain("passed: 1 HOLDS WITH TUNING, 1 NOT APPLICABLE.");
    expect(text).toMatch(
      /^\| takeover of 10\.9\.0\.100 by lb2 \| published \| host-loss \| 2\.899 s ± 3 ms \| 1 \|$/m,
    );
    expect(text).toMatch(/^\| refuted \| X-1 published, host-loss/m);
    expect(text).toContain("lower bounds for a real site");
  });

  test("has a row of as many cells for whatever the text is, and no markup in it", () => {
    const hostile =
      "a | b\n| c | <img src=x onerror=alert(1)> [x](javascript:alert) `code` **bold** @everyone \\";
    const text = markdownSummary(
      certificateOf({
        claims: [{ ...claim, text: hostile }],
        findings: [{ title: hostile, detail: hostile }],
      }),
    );
    expect(text).not.toMatch(/<img|\[x\]|\*\*|@everyone/);
    for (const line of text.split("\n").filter((each) => each.startsWith("| note")))
      expect(line.match(/\|/g)).toHaveLength(4);
    expect(text).toContain("| note |");
  });

  test("stays short where there are many findings, and says how many are left out", () => {
    const findings = Array.from({ length: 100 }, (_, n) => ({ title: `finding ${n}`, detail: "x" }));
    const text = markdownSummary(certificateOf({ findings }));
    expect(text.split("\n").length).toBeLessThan(70);
    expect(text).toMatch(/and \d\d more in/);
  });
});

describe("the summary of a CI's job", () => {
  test("is added to, where there is one", async () => {
    const path = join(await folder(), "summary");
    await writeFile(path, "before\n");
    const said: string[] = [];
    await addStepSummary(certificateOf(), {
      env: { GITHUB_STEP_SUMMARY: path },
      say: (line) => said.push(line),
    });
    expect(await readFile(path, "utf8")).toMatch(/^before\n## haproof: example/);
    await addStepSummary(certificateOf(), { env: {}, say: (line) => said.push(line) });
    expect(said).toEqual([]);
  });

  test("that cannot be written is said, and fails nothing", async () => {
    const said: string[] = [];
    const env = { GITHUB_STEP_SUMMARY: join(await folder(), "no", "such") };
    await addStepSummary(certificateOf(), { env, say: (line) => said.push(line) });
    expect(said).toEqual([expect.stringContaining("could not add to the job's summary")]);
  });
});
