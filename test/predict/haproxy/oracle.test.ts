import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HarnessError } from "../../../src/errors.ts";
import type { HaproxyConfig } from "../../../src/predict/haproxy/config.ts";
import { readHaproxy } from "../../../src/predict/haproxy/read.ts";

/** What `haproxy -c` of 2.6.12 said (test/predict/record-oracle.sh writes it). */
interface Answer {
  readonly accepts: boolean;
  /** The line of its first complaint, where it names one. */
  readonly line: number | null;
}

const corpus = join(import.meta.dirname, "corpus");
const expected = JSON.parse(readFileSync(join(corpus, "expected.json"), "utf8")) as Record<string, Answer>;
/** The variables that the recording set. */
const env = { HAPROOF_IP: "192.0.2.1", HAPROOF_WORDS: "check inter 5s", HAPROOF_NAME: "alpha" };

/** What HAProxy refuses and this reader keeps, each for a reason. */
const kept: Readonly<Record<string, string>> = {
  "backslash-last.cfg": "an unknown server keyword is kept",
  "server-keyword-unknown.cfg": "an unknown server keyword is kept",
  "keyword-unknown.cfg": "an unknown directive is kept",
  "option-unknown.cfg": "an unknown option is kept",
  "tcp-check-unknown.cfg": "an unknown step of a check is kept",
  "default-backend-in-backend.cfg": "a default_backend of a backend does nothing",
  "empty.cfg": "whether anything listens is no matter of reading",
  "only-comments.cfg": "whether anything listens is no matter of reading",
  "modifier-default.cfg": "2.6 loses count of the words after `default`; the line itself is sound",
};
/** Servers are resolved from the last to the first there, from the first to the last here. */
const otherLine: Readonly<Record<string, number>> = { "track-circle.cfg": 8 };

function read(name: string): HaproxyConfig {
  const path = join(corpus, name);
  const names = statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .map((file) => `${name}/${file}`)
    : [name];
  const files = names.map((file) => ({ name: file, text: readFileSync(join(corpus, file), "utf8") }));
  return readHaproxy(files, { env });
}

function refusal(name: string): HarnessError {
  try {
    read(name);
  } catch (thrown) {
    if (thrown instanceof HarnessError) return thrown;
    throw thrown;
  }
  return expect.fail(`${name} was read`);
}

describe("the corpus, against the recorded answers of haproxy -c", () => {
  it("has an answer for every file", () => {
    const files = readdirSync(corpus).filter((name) => name !== "expected.json");
    expect(Object.keys(expected).sort()).toEqual(files.sort());
  });

  const accepted = Object.entries(expected).filter(([name, { accepts }]) => accepts || name in kept);
  it.each(accepted.map(([name]) => name))("%s is read", (name) => {
    expect(() => read(name)).not.toThrow();
  });

  const refused = Object.entries(expected).filter(([name, { accepts }]) => !accepts && !(name in kept));
  it.each(refused)("%s is refused, at the same line", (name, { line }) => {
    const error = refusal(name);
    expect(error.code).toBe("BAD_CONFIG");
    expect(error.message).toMatch(/^\S+:\d+:\d+: expected .+, found .+\n {2}.*\n {2,}\^$/s);
    expect(error.details["line"]).toBe(otherLine[name] ?? line ?? error.details["line"]);
  });

  it("warns of what it keeps without understanding", () => {
    for (const name of ["server-keyword-unknown.cfg", "option-unknown.cfg", "tcp-check-unknown.cfg"]) {
      expect(
        read(name)
          .notices.map(({ text }) => text)
          .join(),
      ).toContain("kept, and not understood");
    }
    expect(read("keyword-unknown.cfg").sections.at(-1)?.directives[1]?.words[0]?.text).toBe("tiemout");
  });
});
