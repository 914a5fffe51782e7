import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

const system = "keeper-connection-manager";
const nodes = ["kcm1", "kcm2"] as const;
const undisturbed = { kind: "noop", hosts: [] } as const;

/**
 * Nothing is broken. Somebody new is given each instance in turn; whoever has a cookie stays: 60 requests at ten a second. Without
 * stickiness every second of them would go astray, all 60 to one instance by chance once in 10^17.
 */
export const steady = scenario({
  system,
  id: "kcm-steady",
  title:
    "the undisturbed system spreads logins, keeps users where they are, and shows everybody the same data",
  fault: undisturbed,
  healAfterMs: 6_000,
  expect: [
    expecting.that("KCM-01", { check: "served-by", probe: "login", servers: nodes, tolerance: 0.25 }),
    expecting.that("KCM-02", { check: "served-by", probe: "user-1", servers: ["kcm1"] }),
    expecting.that("KCM-02", { check: "stay-up", probe: "user-1", minSamples: 50 }),
    expecting.that("KCM-13", { check: "stay-up", probe: "consistency", minSamples: 15 }),
    expecting.that("KCM-27", { check: "stay-up", probe: "certificate", minSamples: 30 }),
    expecting.that("KCM-27", { check: "stay-up", probe: "tunnel-1", minSamples: 50 }),
    expecting.that("KCM-30", { check: "stay-up", probe: "preflight", minSamples: 5 }),
  ],
});

/** Recordings: what a session on one instance left is played there, and the other has no such file although both know of the session. */
export const recordings = scenario({
  byDay: false,
  system,
  profiles: ["tuned"],
  id: "kcm-19-local-recordings",
  title: "a recording is on the instance of its session and on no other",
  fault: undisturbed,
  healAfterMs: 4_000,
  expect: [
    expecting.that("KCM-19", { check: "stay-up", probe: "record-1", minSamples: 4 }),
    expecting.that("KCM-19", {
      check: "outcomes",
      probe: "elsewhere",
      allowed: ["wrong"],
      minSamples: 4,
    }),
  ],
});

/** Each instance lets six tunnels in. Two rounds of a ramp of four seconds. */
export const capacity = scenario({
  byDay: false,
  system,
  profiles: ["tuned"],
  id: "kcm-04-capacity",
  title: "two active instances hold twice as many tunnels as one",
  fault: undisturbed,
  healAfterMs: 9_000,
  expect: [expecting.that("KCM-04", { check: "stay-up", probe: "capacity", minSamples: 2 })],
});

/** A user who comes back again and again for a minute, longer than HAProxy's timeouts of 50 s: 600 requests. */
export const minute = scenario({
  byDay: false,
  system,
  id: "kcm-02-minute",
  title: "a user stays on one instance for a minute",
  nightly: true,
  fault: undisturbed,
  healAfterMs: 60_000,
  expect: [
    expecting.that("KCM-02", { check: "served-by", probe: "user-1", servers: ["kcm1"] }),
    expecting.that("KCM-02", { check: "stay-up", probe: "user-1", minSamples: 500 }),
  ],
});

/** The challenge lies on the first instance only. Passed on in turn, every second question goes astray. */
export const challenge = scenario({
  byDay: false,
  system,
  id: "kcm-37-challenge",
  title: "the challenge of Let's Encrypt comes to the instance that asked for a certificate",
  profiles: ["tuned"],
  fault: undisturbed,
  healAfterMs: 3_000,
  expect: [expecting.that("KCM-37", { check: "stay-up", probe: "challenge", minSamples: 20 })],
});
