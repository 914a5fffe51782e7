import { webs } from "../../fixtures/systems/kasm-workspaces/places.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

/**
 * Nothing is broken, for eight seconds: 16 logins, of which each Web App has some, and as many sessions of three requests each, which
 * come to other Web Apps than the login that they stand on. Eight sessions are ended and looked for.
 */
export const steady = scenario({
  system: "kasm-workspaces",
  id: "kasm-13-steady",
  title: "any Web App serves any request, sessions run on agents, and nothing of them is left when they end",
  fault: { kind: "noop", hosts: [] },
  healAfterMs: 8_000,
  // Its inventory may meet a desk that was just replaced, and the agent ends that one's processes at its next check-in only.
  byDay: false,
  expect: [
    expecting.that("KASM-13", { check: "served-by", probe: "login", servers: webs }),
    expecting.that("KASM-13", { check: "stay-up", probe: "create", minSamples: 14 }),
    expecting.that("KASM-20", { check: "stay-up", probe: "inventory", minSamples: 6 }),
    expecting.that("KASM-20", { check: "stay-up", probe: "stream-a1", minSamples: 28 }),
    expecting.that("KASM-21", { check: "stay-up", probe: "ending", minSamples: 6 }),
    expecting.that("KASM-14", { check: "served-by", probe: "served", servers: ["30 sessions"] }),
    expecting.that("KASM-14", { check: "stay-up", probe: "lint", minSamples: 5 }),
    expecting.that("KASM-34", { check: "stay-up", probe: "lint", minSamples: 5 }),
    expecting.that("KASM-35", { check: "stay-up", probe: "lint", minSamples: 5 }),
    expecting.that("KASM-38", { check: "stay-up", probe: "lint", minSamples: 5 }),
  ],
});
