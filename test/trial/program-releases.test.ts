import { describe, expect, it } from "vitest";
import { programs, releaseIn } from "../../src/trial/program-releases.ts";

const [haproxy, keepalived] = programs;

describe("what a program says of its release", () => {
  it("is read from HAProxy and keepalived of Debian 12 and 13", () => {
    expect(releaseIn("HAProxy version 2.6.12-1+deb12u2 2024/05/08 - https://haproxy.org/", haproxy)).toBe(
      "2.6.12",
    );
    expect(releaseIn("HAProxy version 3.0.11-1+deb13u1 2025/06/03 - https://haproxy.org/", haproxy)).toBe(
      "3.0.11",
    );
    expect(releaseIn("Keepalived v2.2.7 (01/16,2022)\n\nCopyright", keepalived)).toBe("2.2.7");
    expect(releaseIn("Keepalived v2.3.3 (03/30,2025)", keepalived)).toBe("2.3.3");
  });

  it("is never guessed", () => {
    expect(() => releaseIn("sh: haproxy: not found", haproxy)).toThrow(
      expect.objectContaining({ code: "AGENT_FAILED" }) as Error,
    );
  });
});
