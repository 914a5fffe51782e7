import { expect, it } from "vitest";
import { expecting } from "../../src/trial/expect.ts";
import { probesAsked } from "../../src/trial/probes-asked.ts";

it("finds every probe that an expectation names, in whatever way", () => {
  const expectations = [
    expecting.takeover("KMS-36"),
    expecting.that("KMS-28", { check: "stay-up", probe: "kmip" }),
    expecting.that("KMS-28", { check: "affects-only", probes: ["stream", "held"] }),
    expecting.ledger("KMS-10", "write"),
  ];
  expect([...probesAsked({ expectations })].sort()).toEqual(["held", "kmip", "stream", "write"]);
});
