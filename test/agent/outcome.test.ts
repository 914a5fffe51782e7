import { expect, test } from "vitest";
import { outcomeOf } from "../../src/agent/outcome.ts";

function failure(code: string, syscall: string | undefined): Error {
  return Object.assign(new Error("failed"), { code, syscall });
}

test.each([
  ["ECONNREFUSED", "connect", { outcome: "refused" }],
  ["ECONNRESET", "read", { outcome: "reset" }],
  ["EPIPE", "write", { outcome: "reset", detail: "EPIPE" }],
  ["ENETUNREACH", "connect", { outcome: "unreachable", detail: "ENETUNREACH" }],
  ["EHOSTUNREACH", "connect", { outcome: "unreachable", detail: "EHOSTUNREACH" }],
  ["ETIMEDOUT", "connect", { outcome: "timeout", detail: "ETIMEDOUT" }],
])("%s of %s tells of the service", (code, syscall, result) => {
  expect(outcomeOf(failure(code, syscall))).toEqual(result);
});

test("a hang-up that Node calls a reset is an orderly close", () => {
  expect(outcomeOf(failure("ECONNRESET", undefined))).toEqual({ outcome: "closed" });
});

test.each(["EMFILE", "EADDRNOTAVAIL"])("%s tells nothing of the service: it is the client's own", (code) => {
  expect(outcomeOf(failure(code, "connect"))).toEqual({ outcome: "indeterminate", detail: code });
});
