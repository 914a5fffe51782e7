import { expect, test } from "vitest";
import { edited } from "../../src/faults/file-edit.ts";

const file = "/etc/list.cfg";
const host = { name: "lb1", files: { [file]: "id 51\n  server n1 10.0.0.1\n  server n2 10.0.0.2\n" } };
const find = (name: string): { name: string; addresses: Record<string, string> } => ({
  name,
  addresses: { back: `10.0.0.${name.slice(1)}` },
});

test("a host is added with its own name and address, others are taken out, a text becomes another", () => {
  expect(edited(host, { file, copyLinesOf: "n2", to: "n3" }, find)).toBe(
    "id 51\n  server n1 10.0.0.1\n  server n2 10.0.0.2\n  server n3 10.0.0.3\n",
  );
  expect(edited(host, { file, dropLinesOf: ["n1", "n2"] }, find)).toBe("id 51\n");
  expect(edited(host, { file, replace: "id 51", by: "id 52" }, find)).toContain("id 52\n");
});

test.each([
  ["a file that the host does not have", { file: "/etc/other", replace: "a", by: "b" }],
  ["a text that is not there", { file, replace: "id 53", by: "id 54" }],
  ["a host of which no line speaks", { file, dropLinesOf: ["n7"] }],
])("%s is refused: the fault would do nothing", (_, edit) => {
  expect(() => edited(host, edit, find)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
});
