import { Chalk } from "chalk";
import { describe, expect, test } from "vitest";
import { indexPage } from "../../src/report/index-page.ts";
import { junitXml } from "../../src/report/junit.ts";
import { markup } from "../../src/report/markup.ts";
import { terminalTable } from "../../src/report/terminal.ts";
import { predicted, trial } from "../verdict/trial.ts";
import { certificateOf, published, tuned } from "./evidence.ts";

const plain = new Chalk({ level: 0 });
const failing = trial({ predictions: [predicted([100, 200])] });
const inconclusive = trial({ stopped: "SIGSTOP" });

describe("markup", () => {
  test("escapes every value, and markup only once", () => {
    const inner = markup`<b title="${`"quoted" & 'so'`}">${"<script>"}</b>`;
    expect(markup`<p>${[inner, "a < b"]}${undefined}</p>`.toString()).toBe(
      '<p><b title="&quot;quoted&quot; &amp; &#39;so&#39;">&lt;script&gt;</b>a &lt; b</p>',
    );
  });

  test("replaces what XML cannot bear", () => {
    expect(markup`${"a\u0000b\u001b[31m\n"}`.toString()).toBe("a\uFFFDb\uFFFD[31m\n");
  });
});

describe("the page", () => {
  test("can be read alone: it fetches nothing", () => {
    const page = indexPage(certificateOf());
    expect(page).not.toMatch(/<(?:link|img|iframe)\b|<script[^>]*src|href="https?:|@import|url\(/);
  });

  test("states promised, predicted, measured and verdict, and every trial", () => {
    const page = indexPage(certificateOf());
    for (const text of ["≤ 2.00 s", "2.600 s – 3.600 s", "2.899 s ± 3 ms", "REFUTED", "HOLDS WITH TUNING"]) {
      expect(page).toContain(text);
    }
    expect(page).toContain('id="trial-published-host-loss-1"');
    expect(page).toContain("Started again before the fault");
  });

  test("gives the instants of fault and heal with half their width", () => {
    expect(indexPage(certificateOf())).toContain("5.000 s ± 2 ms");
  });

  test("escapes what comes from outside", () => {
    expect(indexPage(certificateOf())).toContain("clients survive &lt;loss&gt; &amp; delay");
  });

  test("draws a trial without a fault as nothing", () => {
    expect(indexPage(certificateOf({}, trial({ stopped: "early" }, [])))).toContain("Nothing to draw.");
  });
});

describe("JUnit", () => {
  test("a refuted promise is not a failure, and what was not asked is skipped with its reason", () => {
    const xml = junitXml(certificateOf());
    expect(xml).toContain('tests="3" failures="0" errors="0" skipped="1"');
    expect(xml).toContain('<skipped message="netem is not in this kernel"/>');
  });

  test("a failed behaviour is a failure", () => {
    expect(junitXml(certificateOf({}, failing, tuned))).toContain(
      '<failure message="takeover of 10.9.0.100 by lb2: 2.899 s ± 3 ms; too late',
    );
  });

  test("a missed budget is a failure", () => {
    expect(junitXml(certificateOf({ budgets: { takeover: 2000 } }))).toContain('failures="1"');
  });

  test("an inconclusive trial is an error that begins so, and so is a profile that no trial served", () => {
    const xml = junitXml(certificateOf({}, inconclusive));
    expect(xml).toMatch(/<error message="INCONCLUSIVE: [^"]*the harness was stopped: SIGSTOP/);
    expect(xml).toContain('<error message="INCONCLUSIVE: no trial served it"/>');
  });
});

describe("the table on the terminal", () => {
  test.each([
    [120, 100],
    [100, 100],
    [80, 80],
  ])("of %d columns needs at most %d", (columns, most) => {
    const lines = terminalTable(certificateOf({}, failing, tuned), { columns, colour: plain }).split("\n");
    for (const line of lines.slice(0, -2)) expect(line.length).toBeLessThanOrEqual(most);
  });

  test("states promised, predicted, measured and verdict in one line a profile and fault", () => {
    const table = terminalTable(certificateOf(), { colour: plain });
    expect(table).toMatch(/published +host-loss +≤ 2\.00 s +2\.60–3\.60 s +2\.899 s ± 3 ms +REFUTED/);
    expect(table).toMatch(/tuned +host-loss +≤ 2\.00 s +1\.23–1\.73 s +1\.499 s ± 3 ms +HOLDS$/m);
    expect(table).toMatch(/^X-1 the address moves within 2 s +HOLDS WITH TUNING$/m);
  });

  test.each([
    ["FAILED", failing],
    ["INCONCLUSIVE", inconclusive],
    ["REFUTED", published],
  ])("says %s where it is so", (word, result) => {
    expect(terminalTable(certificateOf({}, result), { colour: plain })).toContain(word);
  });

  test("ends with the run in one sentence", () => {
    expect(terminalTable(certificateOf(), { colour: plain })).toMatch(
      /passed: 1 HOLDS WITH TUNING, 1 NOT APPLICABLE\. 1 decided by real software, 0 modelled\.$/,
    );
  });
});
