import { describe, expect, it } from "vitest";
import { Draft } from "../../../src/predict/advise/draft.ts";
import { cleanKeepalived } from "../lint/clean-files.ts";

const name = "lb1.conf";
const draftOf = (text: string): Draft => Draft.of([{ name, text }], {});
const at = (line: number, column = 5): { file: string; line: number; column: number } => ({
  file: name,
  line,
  column,
});
const lineOf = (text: string, part: string): number =>
  text.split("\n").findIndex((line) => line.includes(part)) + 1;

describe("Draft", () => {
  const text = cleanKeepalived(101);

  it("replaces what stands at a place, and not another byte", () => {
    const line = lineOf(text, "advert_int");
    const draft = draftOf(text).replaceAt(at(line), /advert_int[ \t]+\S+/, "advert_int 0.2");
    expect(draft.changed).toEqual([
      { name, before: text, after: text.replace("advert_int 0.5", "advert_int 0.2") },
    ]);
    expect(draft.setup.balancers[0]?.keepalived.instances[0]?.advertInterval.inForceMs).toBe(200);
  });

  it("leaves the draft that it was made from alone", () => {
    const before = draftOf(text);
    before.replaceAt(at(lineOf(text, "priority")), /priority \d+/, "priority 77");
    expect(before.changed).toEqual([]);
    expect(before.setup.balancers[0]?.keepalived.instances[0]?.basePriority).toBe(101);
  });

  it("inserts lines with the indentation and the line end of their neighbour", () => {
    const dos = text.replaceAll("\n", "\r\n");
    const line = lineOf(dos, "advert_int");
    const after = draftOf(dos).insertAfter(at(line), ["garp_master_refresh 1"]).changed[0]?.after;
    expect(after).toBe(dos.replace("advert_int 0.5\r\n", "advert_int 0.5\r\n    garp_master_refresh 1\r\n"));
  });

  it("adds lines at the end, with or without a last line feed", () => {
    expect(draftOf(text).append(name, ["# end"]).changed[0]?.after).toBe(`${text}# end\n`);
    const open = text.trimEnd();
    expect(draftOf(open).append(name, ["# end"]).changed[0]?.after).toBe(`${open}\n# end`);
  });

  it("refuses a line that may hold a secret, and says which", () => {
    const withSecret = text.replace(
      "    nopreempt",
      "    authentication {\n        auth_pass hunter2\n    }\n    nopreempt",
    );
    const line = lineOf(withSecret, "auth_pass");
    const draft = draftOf(withSecret).replaceAt(at(line, 9), /auth_pass/, "auth_word");
    expect(draft.changed).toEqual([]);
    expect(draft.refusals).toEqual([`lb1.conf:${line}: the line may hold a secret`]);
  });

  it("refuses a line that does not read as it was read", () => {
    const draft = draftOf(text).replaceAt(at(lineOf(text, "priority")), /weight/, "weight 0");
    expect(draft.changed).toEqual([]);
    expect(draft.refusals[0]).toMatch(/made by a definition/);
  });

  it("changes files that are included", () => {
    const main = { name: "main.conf", text: "global_defs {\n}\ninclude part.conf\n" };
    const include = (): readonly { name: string; text: string }[] => [{ name: "part.conf", text }];
    const draft = Draft.of([main], { include }).replaceAt(
      { file: "part.conf", line: lineOf(text, "priority"), column: 5 },
      /priority \d+/,
      "priority 77",
    );
    expect(draft.setup.balancers[0]?.keepalived.instances[0]?.basePriority).toBe(77);
    expect(draft.changed.map((file) => file.name)).toEqual(["part.conf"]);
  });
});
