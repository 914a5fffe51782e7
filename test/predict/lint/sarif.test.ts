import { describe, expect, it } from "vitest";
import { z } from "zod";
import { rules } from "../../../src/predict/lint/rules.ts";
import { sarifLog } from "../../../src/predict/lint/sarif.ts";
import { change, cleanHaproxy, cleanKeepalived, lintOf } from "./clean-files.ts";

/** What SARIF 2.1.0 demands of the parts that are used here; a property that it does not know is refused. */
const message = z.strictObject({ text: z.string().min(1) });
const location = z.strictObject({
  physicalLocation: z.strictObject({
    artifactLocation: z.strictObject({ uri: z.string().regex(/^(?:file:\/\/\/)?[\w./%~-]+$/) }),
    region: z.strictObject({ startLine: z.int().min(1), startColumn: z.int().min(1) }),
  }),
});
const log = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.array(
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          version: z.string(),
          rules: z.array(z.strictObject({ id: z.string(), shortDescription: message, help: message })),
        }),
      }),
      columnKind: z.enum(["utf16CodeUnits", "unicodeCodePoints"]),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(0),
          level: z.enum(["none", "note", "warning", "error"]),
          message,
          locations: z.array(location).min(1),
          relatedLocations: z.array(location).min(1).optional(),
        }),
      ),
    }),
  ),
});

const broken = lintOf({
  haproxy: change(cleanHaproxy, ["    option redispatch 1\n", ""]),
  lb2: change(cleanKeepalived(100), ["router_id 51", "router_id 52"]),
});

describe("sarifLog", () => {
  it("has the form of SARIF 2.1.0", () => {
    const parsed = log.parse(JSON.parse(JSON.stringify(sarifLog(broken, "1.2.3"))));
    const [run] = parsed.runs;
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
    for (const { ruleId, ruleIndex } of run?.results ?? []) {
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    }
    expect(run?.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ["pair-router-id", "error"],
      ["no-redispatch", "warning"],
    ]);
    expect(run?.results[0]?.relatedLocations).toHaveLength(1);
  });

  it("points at the file and the line", () => {
    const parsed = log.parse(JSON.parse(JSON.stringify(sarifLog(broken, "1.2.3"))));
    expect(parsed.runs[0]?.results[1]?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: "haproxy.cfg" },
      region: { startLine: 23, startColumn: 1 },
    });
  });

  it("makes URIs of file names: a space is escaped, an absolute path is a file URI", () => {
    const [first] = broken;
    if (first === undefined) return expect.unreachable();
    const at = (file: string): object => sarifLog([{ ...first, place: { ...first.place, file } }], "1");
    expect(JSON.stringify(at("my files/ha#1.cfg"))).toContain('"my%20files/ha%231.cfg"');
    expect(JSON.stringify(at("/etc/haproxy/haproxy.cfg"))).toContain('"file:///etc/haproxy/haproxy.cfg"');
    expect(() => log.parse(at("my files/x.cfg"))).not.toThrow();
  });

  it("is whole without findings", () => {
    expect(log.parse(sarifLog([], "1")).runs[0]?.results).toEqual([]);
  });
});
