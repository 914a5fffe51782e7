import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HarnessError } from "../../../src/errors.ts";
import { Environment } from "../../../src/predict/haproxy/environment.ts";
import { readHaproxy } from "../../../src/predict/haproxy/read.ts";
import { readSections } from "../../../src/predict/haproxy/read-sections.ts";
import type { Section, Word } from "../../../src/predict/haproxy/section.ts";
import { SourceLines } from "../../../src/predict/source-text.ts";

const facts = { environment: new Environment({}), version: "2.6", features: [], opensslVersion: "3.0.0" };

function sections(text: string): readonly Section[] {
  const lines = new SourceLines((line) => line);
  return readSections([{ name: "a.cfg", text }], lines, facts).sections;
}

function quoted({ text }: Word): string {
  const escapes: Record<string, string> = { "\n": "n", "\r": "r", "\t": "t", "\0": "x00" };
  return `"${text.replace(/[\\"$\n\r\t\0]/g, (sign) => `\\${escapes[sign] ?? sign}`)}"`;
}

function print(read: readonly Section[]): string {
  const line = (words: readonly Word[]): string => `${words.map(quoted).join(" ")}\n`;
  return read
    .map(
      ({ words, directives }) =>
        line(words) + directives.map((each) => `${each.modifier ?? ""} ${line(each.words)}`).join(""),
    )
    .join("");
}

/** The words as texts. An empty one at the end of a line is as good as none. */
function words(read: readonly Section[]): unknown {
  const texts = (each: { words: readonly Word[] }): readonly string[] => {
    const all = each.words.map(({ text }) => text);
    return all.slice(0, all.findLastIndex((word) => word !== "") + 1);
  };
  return read.map((section) => [
    texts(section),
    section.directives.map((each) => [each.modifier, ...texts(each)]),
  ]);
}

/** Pieces of which configurations are made, sound ones and others. */
const piece = fc.constantFrom(
  ...(
    "global defaults listen frontend backend peers from a b server default-server server-template s1 192.0.2.1:80 " +
    "check inter 3s fall 0 rise -1 port track a/b agent-check observe layer7 on-error mark-down weight 300 timeout connect " +
    "server client option httpchk tcp-check redispatch no default http-check expect ! status 200 send meth stick-table type ip " +
    "size 1k store gpc0 bind :80 *:1-9, mode http tcp balance default_backend use_backend if { TRUE } .if .elif .else .endif 1 && " +
    'defined(A) setenv A x "${A}" \'${A}\' "${B[*]}" "${C-d}" # \\ \\x41 \\x4 " \' "" user bob password x stats socket level'
  ).split(" "),
);
const text = fc
  .array(
    fc.array(
      fc.oneof({ weight: 8, arbitrary: piece }, { weight: 1, arbitrary: fc.string({ maxLength: 6 }) }),
      { maxLength: 8 },
    ),
    {
      maxLength: 12,
    },
  )
  .map((lines) => lines.map((line) => `${line.join(" ")}\n`).join(""));

describe("any text", () => {
  it("is read, or refused by BAD_CONFIG with a place in it", () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ maxLength: 200 })), (input) => {
        try {
          readHaproxy([{ name: "a.cfg", text: input }], { env: { A: "b" } });
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(HarnessError);
          expect((thrown as HarnessError).code).toBe("BAD_CONFIG");
          expect((thrown as HarnessError).message).toMatch(/^a\.cfg:\d+:\d+: expected /);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("reads the same again when it is printed", () => {
    fc.assert(
      fc.property(text, (input) => {
        let first: readonly Section[];
        try {
          first = sections(input);
        } catch {
          fc.pre(false);
          return;
        }
        expect(words(sections(print(first)))).toEqual(words(first));
      }),
      { numRuns: 1_000 },
    );
  });
});

/** A quarter of a megabyte shows what is worse than linear as well, and is soon read. */
const size = 1 << 18;
function filled(line: (index: number) => string, characters = size): string {
  const lines: string[] = [];
  for (let length = 0, index = 0; length < characters; index += 1) {
    const next = line(index);
    lines.push(next);
    length += next.length;
  }
  return lines.join("");
}

/** Files that would catch a reader which is worse than linear somewhere. */
const large: Readonly<Record<string, () => string>> = {
  "servers of one backend": () =>
    `backend b\n${filled((at) => ` server s${String(at)} 192.0.2.1:80 check inter 3s fall 3\n`)}`,
  "small backends": () => filled((at) => `backend b${String(at)}\n server s 192.0.2.1:80 check\n`),
  "a chain of tracking": () =>
    `backend b\n server s0 192.0.2.1:80 check\n${filled((at) => ` server s${String(at + 1)} 192.0.2.1:80 track s${String(at)}\n`)}`,
  "a chain of defaults": () =>
    filled((at) => `defaults d${String(at)}${at > 0 ? ` from d${String(at - 1)}` : ""}\n`),
  "steps that all backends share": () =>
    `defaults\n option tcp-check\n${"tcp-check send x\n".repeat(8_000)}${filled(
      (at) => `backend b${String(at)}\n server s 192.0.2.1:80 check\n`,
    )
      .slice(0, size / 2)
      .replace(/[^\n]*$/, "")}`,
  "one word": () => `backend b\n server s ${"x".repeat(size)}\n`,
  "one table": () => `backend b\n stick-table type ip size 1k store ${"a,".repeat(size / 2)}\n`,
  "one bind line": () => `frontend f\n bind ${filled((at) => `:${String((at % 60_000) + 1)},`)}\n`,
  "one condition": () => `.if ${"!".repeat(size)}1\n.endif\n`,
  "endless parentheses": () => `.if ${"(".repeat(size)}\n.endif\n`,
  "servers without end from templates": () =>
    `backend b\n${filled((at) => ` server-template t${String(at)}- 1-9000 192.0.2.1:80\n`)}`,
  "a variable that doubles": () => `global\n setenv A xxxxxxxxxx\n${' setenv A "$A$A"\n'.repeat(1_000)}`,
};

describe("a large file", () => {
  // Some tens of ms each on a free core; the bound leaves room for a busy machine and still catches what is quadratic.
  it.each(Object.entries(large))(
    "of %s is read or refused in seconds at most",
    { timeout: 5_000 },
    (_, make) => {
      const input = make();
      try {
        readHaproxy([{ name: "a.cfg", text: input }]);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(HarnessError);
      }
    },
  );

  it("of a megabyte of servers keeps every one", { timeout: 10_000 }, () => {
    const lines = filled(
      (at) => ` server s${String(at)} 192.0.2.1:80 check inter 3s fall 3 rise 2 weight 10\n`,
      1 << 20,
    );
    const { proxies } = readHaproxy([{ name: "a.cfg", text: `backend b\n${lines}` }]);
    expect(proxies[0]?.servers).toHaveLength(lines.split("\n").length - 1);
  });
});
