import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HarnessError } from "../../../src/errors.ts";
import type { KeepalivedConfig } from "../../../src/predict/keepalived/config.ts";
import { readKeepalived } from "../../../src/predict/keepalived/read.ts";

/** What `keepalived -t` of 2.2.7 said (test/predict/record-oracle.sh writes it). */
interface Answer {
  readonly exit: number;
  /** Whether it would run with this file at all. */
  readonly starts: boolean;
  /** The lines that it complains of. */
  readonly lines: readonly number[];
  /** How many complaints it has that name no line. */
  readonly others: number;
}

const corpus = join(import.meta.dirname, "corpus");
const expected = JSON.parse(readFileSync(join(corpus, "expected.json"), "utf8")) as Record<string, Answer>;

/** Where this reader complains at another line, and why. */
const otherLines: Readonly<Record<string, { readonly lines: readonly number[]; readonly why: string }>> = {
  "brace-alone.conf": { lines: [1], why: "the } of a { without keyword is not counted a second time" },
  "keyword-unknown-top.conf": { lines: [1], why: "an unknown block is one mistake, not three" },
  "brace-missing-open.conf": {
    lines: [2],
    why: "only the VRRP process reads the block: the others miss its keyword",
  },
  "long-comment.conf": { lines: [6], why: "the line that is too long, not the one after it" },
  "long-line.conf": { lines: [6], why: "the line that is too long, not those around it" },
  "script-empty.conf": { lines: [1], why: "the block, not its end" },
  "track-file-no-file.conf": { lines: [1], why: "the block, not its end" },
};

function read(name: string): KeepalivedConfig {
  return readKeepalived(
    { name, text: readFileSync(join(corpus, name), "utf8") },
    { hostName: "lb1", include: () => [] },
  );
}

/** Complaints of this reader, without those that `keepalived -t` makes only when it really starts. */
function complaints(name: string): readonly number[] {
  const heard = read(name).warnings.filter(({ text }) => !/^vrrp_script \S+ is not used$/.test(text));
  return [...new Set(heard.map(({ place }) => place.line))].sort((left, right) => left - right);
}

describe("the corpus, against the recorded answers of keepalived -t", () => {
  it("has an answer for every file", () => {
    const files = readdirSync(corpus).filter((name) => name !== "expected.json");
    expect(Object.keys(expected).sort()).toEqual(files.sort());
  });

  const started = Object.entries(expected).filter(([, { starts }]) => starts);
  it.each(started)("%s is read, with complaints where keepalived has them", (name, { lines, others }) => {
    const heard = complaints(name);
    const wanted = otherLines[name]?.lines ?? lines;
    expect(heard).toEqual(expect.arrayContaining([...wanted]));
    // What keepalived says of the whole file has a place here.
    if (others === 0) expect(heard).toEqual(wanted);
    else expect(heard.length).toBeGreaterThan(lines.length);
  });

  const given = Object.entries(expected).filter(([, { starts }]) => !starts);
  it.each(given.map(([name]) => name))("%s is refused: keepalived does not start with it", (name) => {
    expect(() => read(name)).toThrow(HarnessError);
    expect(() => read(name)).toThrow(/^\S+:\d+:\d+: expected .+, found .+\n {2}.*\n {2,}\^$/s);
  });
});
