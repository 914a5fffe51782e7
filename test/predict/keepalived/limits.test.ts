import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HarnessError } from "../../../src/errors.ts";
import type { Block } from "../../../src/predict/keepalived/block.ts";
import { readKeepalived } from "../../../src/predict/keepalived/read.ts";

/** Pieces of which configurations are made, sound ones and others. */
const piece = fc.constantFrom(
  ...(
    "vrrp_instance vrrp_script global_defs vrrp_sync_group track_file V { } { } state MASTER interface eth0 virtual_router_id 51 " +
    "priority 100 advert_int 0.5 -1 virtual_ipaddress 192.0.2.1/24 dev fe80::1 authentication auth_type PASS auth_pass x " +
    'track_script s weight 5 reverse script "/bin/true" interval notify " \' \\ # ! \\# group version 3 unicast_peer ' +
    "$A=x $A ${A} $B= \\ @lb1 @^lb1 ~SEQ(n,1,3) ~LST({a,b},{1,2}) $n include x ${_RANDOM}"
  ).split(" "),
);
const line = fc
  .array(fc.oneof({ weight: 9, arbitrary: piece }, { weight: 1, arbitrary: fc.string({ maxLength: 6 }) }), {
    maxLength: 6,
  })
  .map((pieces) => pieces.join(" "));
const text = fc.array(line, { maxLength: 14 }).map((lines) => lines.join("\n"));
const options = { hostName: "lb1", include: () => [] };

function print(blocks: readonly Block[]): string {
  return blocks
    .map(({ words, children }) => {
      const own = words.map((word) => `"${word.text}"`).join(" ");
      return `${own}\n${children === undefined ? "" : `{\n${print(children)}}\n`}`;
    })
    .join("");
}

function shape(blocks: readonly Block[]): unknown {
  return blocks.map(({ words, children }) => [words.map((word) => word.text), children && shape(children)]);
}

describe("any text", () => {
  it("is read, or refused by BAD_CONFIG with a place in it", () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ maxLength: 200 })), (input) => {
        try {
          readKeepalived({ name: "k.conf", text: input }, options);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(HarnessError);
          expect((thrown as HarnessError).code).toBe("BAD_CONFIG");
          expect((thrown as HarnessError).message).toMatch(/^k\.conf:\d+:\d+: expected /);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("reads the same again when it is printed", () => {
    const sound = /^[\w./:]+$/;
    const plain = fc
      .array(fc.array(piece, { maxLength: 6 }), { maxLength: 10 })
      .map((lines) =>
        lines
          .map((pieces) =>
            pieces.filter((each) => sound.test(each) || each === "{" || each === "}").join(" "),
          )
          .join("\n"),
      );
    fc.assert(
      fc.property(plain, (input) => {
        const read = (source: string): readonly Block[] | undefined => {
          try {
            return readKeepalived({ name: "k.conf", text: source }, options).blocks;
          } catch {
            return undefined;
          }
        };
        const first = read(input);
        fc.pre(first !== undefined);
        expect(shape(read(print(first)) ?? [])).toEqual(shape(first));
      }),
      { numRuns: 1_000 },
    );
  });
});

/** A quarter of a megabyte shows what is worse than linear as well, and is soon read. */
const size = 1 << 18;
function filled(lineAt: (index: number) => string): string {
  const lines: string[] = [];
  for (let length = 0, index = 0; length < size; index += 1) {
    const next = lineAt(index);
    lines.push(next);
    length += next.length;
  }
  return lines.join("");
}

const bomb = Array.from(
  { length: 30 },
  (_, at) => `$A${String(at + 1)}= \\\n$A${String(at)} \\\n$A${String(at)}\n`,
).join("");
const large: Readonly<Record<string, () => string>> = {
  instances: () =>
    filled(
      (at) =>
        `vrrp_instance V${String(at)} {\ninterface e${String(at)}\nvirtual_router_id 1\nvirtual_ipaddress {\n192.0.2.1\n}\n}\n`,
    ),
  "addresses of one instance": () =>
    `vrrp_instance V {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n${filled(() => "192.0.2.1 dev eth0\n")}}\n}\n`,
  "tracked interfaces": () =>
    `vrrp_instance V {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n192.0.2.1\n}\ntrack_interface {\n${filled((at) => `i${String(at)}\n`)}}\n}\n`,
  "opening braces": () => "{".repeat(size),
  "closing braces": () => "}".repeat(size),
  "pairs of braces": () => "a{}".repeat(size / 4),
  quotes: () => '"'.repeat(size),
  backslashes: () => "\\".repeat(size),
  dollars: () => "$".repeat(size),
  "one line": () => "x".repeat(size),
  "unknown words": () => "x\n".repeat(size / 2),
  definitions: () => filled((at) => `$A${String(at)}=x\n`),
  "uses of a definition": () => `$A=x\n${filled(() => "foo $A $A $A $A\n")}`,
  "a sequence of a thousand million": () => "~SEQ(a, 1, 1000000000) x $a\n",
  "sequences of sequences": () => "~SEQ(a,1,1000) ~SEQ(b,1,1000) ~SEQ(c,1,1000) x\n",
  "definitions that double": () => `$A0=x\n${bomb}$A30\n`,
  "a definition of itself": () => "$A=$A\nfoo $A\n",
  "definitions of each other": () => "$A=$B\n$B=$A\nfoo $A\n",
  "a long definition of itself": () => "$A= \\\n x \\\n $A\n$A\n",
};

describe("a large or endless file", () => {
  // Some tens of ms each on a free core; the bound leaves room for a busy machine and still catches what is quadratic.
  it.each(Object.entries(large))(
    "of %s is read or refused in seconds at most",
    { timeout: 5_000 },
    (_, make) => {
      const input = make();
      try {
        readKeepalived({ name: "k.conf", text: input }, options);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(HarnessError);
      }
    },
  );

  it("leaves complaints out when they are too many to read", () => {
    const { warnings } = readKeepalived({ name: "k.conf", text: "x\n".repeat(2_000) });
    expect(warnings).toHaveLength(1_001);
    expect(warnings.at(-1)?.text).toBe("further complaints are left out");
  });
});
