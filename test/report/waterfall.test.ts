import { expect, it } from "vitest";
import type { CertifiedTransition } from "../../src/report/certificate.ts";
import { waterfall } from "../../src/report/waterfall.ts";

const transition: CertifiedTransition = {
  transition: "takeover",
  subject: "10.0.0.100",
  by: "lb2",
  from: "inject",
  exact: {
    since: "the last accepted advertisement",
    wait: { minMs: 1_800, maxMs: 1_800 },
    measuredBy: "its first advertisement",
    residual: { minMs: 0.1, maxMs: 0.3 },
  },
  parts: [
    { from: "fault", to: "lb2 is MASTER", took: { minMs: 1_500, maxMs: 1_500 }, knob: "advert_int <1 s>" },
    { to: "first gratuitous ARP", knob: "none", missing: "nothing was captured" },
    { from: "lb2 is MASTER", to: "first success", took: { minMs: 500, maxMs: 500 }, knob: "clients" },
  ],
};

it("draws every part from where the one before ended, and escapes what it was given", () => {
  const html = waterfall(transition).toString();
  expect(html).toContain("advert_int &lt;1 s&gt;");
  // 2 s are 300 wide: the first part takes 225 of them, the last one the other 75.
  expect(html).toContain('x="0.0" y="1" width="225.0"');
  expect(html).toContain('x="225.0" y="1" width="75.0"');
  expect(html).toContain("off by");
});

it("says what nothing showed, and why there is no exact prediction", () => {
  const without = { ...transition, exact: undefined, inexact: "the checks were not captured" };
  const html = waterfall(without).toString();
  expect(html).toContain("No exact prediction for this run: the checks were not captured.");
  expect(html).toContain("nothing was captured");
});
