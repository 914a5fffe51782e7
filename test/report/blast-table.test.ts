import { describe, expect, test } from "vitest";
import { blastSection } from "../../src/report/blast-table.ts";
import { certificateSchema, type Certificate } from "../../src/report/certificate.ts";
import { markdownSummary } from "../../src/report/markdown.ts";
import type { JourneyAsked } from "../../src/checks/journeys.ts";
import { crash, faultAt, healed, injected, probed, baseline } from "../timeline/recording.ts";
import { trial } from "../verdict/trial.ts";
import { certificateOf } from "./evidence.ts";

const asked: readonly JourneyAsked[] = [
  { journey: "log in", probe: "login", documented: ["lost"] },
  { journey: "stream", probe: "stream", documented: ["untouched"] },
  { journey: "live <RDP>", probe: "stream" },
];

/** The service of logins is away for as long as the fault lasts, streams go on. */
function certified({ streamFails = false, witnessed = true } = {}): Certificate {
  const events = [
    ...baseline(),
    ...probed({ probe: "login", down: [[faultAt, 6000]] }),
    ...probed({ probe: "stream", down: streamFails ? [[2000, 2500]] : [] }),
    injected(crash, faultAt, witnessed),
    healed(crash),
  ];
  const measure = { check: "journeys", role: "the database", journeys: asked } as const;
  const expectations = [{ claim: "X-1", measure, expect: { kind: "holds" } as const }];
  return certificateOf({}, trial({ plan: crash, expectations }, events));
}

describe("the matrix of roles and journeys", () => {
  test("is in the certificate, a row for each trial that asks for one", () => {
    const { blastRadius } = certified();
    expect(blastRadius).toMatchObject([
      {
        role: "the database",
        unfit: [],
        journeys: [
          { journey: "log in", effect: "lost", documented: ["lost"], agrees: true },
          { journey: "stream", effect: "untouched", agrees: true },
          { journey: "live <RDP>", effect: "untouched" },
        ],
      },
    ]);
    expect(blastRadius?.[0]?.journeys[2]).not.toHaveProperty("agrees");
    expect(() => certificateSchema.parse(certified())).not.toThrow();
  });

  test("is absent where no trial asks for one", () => {
    expect(certificateOf()).not.toHaveProperty("blastRadius");
    expect(blastSection(certificateOf())).toBeUndefined();
    expect(markdownSummary(certificateOf())).not.toContain("failed role");
  });

  test("shows in the page what was touched otherwise than the document says", () => {
    const page = String(blastSection(certified({ streamFails: true })));
    expect(page).toContain('<td class="fail">degraded for 500 ms ± 10 ms (the document: untouched)</td>');
    expect(page).toContain("live &lt;RDP&gt;");
    expect(String(blastSection(certified()))).not.toContain('class="fail"');
  });

  test("says nothing of a trial that is unfit, but why", () => {
    const certificate = certified({ witnessed: false });
    expect(certificate.blastRadius?.[0]?.journeys).toEqual([]);
    expect(String(blastSection(certificate))).toContain("inconclusive: the fault was not witnessed");
  });

  test("is in the Markdown, too", () => {
    const [head, , row] = markdownSummary(certified())
      .split("\n")
      .filter((line) => line.includes("| "))
      .slice(-6);
    expect(markdownSummary(certified())).toContain("| failed role | log in | stream | live &#60;RDP&#62; |");
    expect([head, row]).toBeDefined();
  });
});
