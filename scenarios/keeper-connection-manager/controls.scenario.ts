import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

const system = "keeper-connection-manager";
const undisturbed = { kind: "noop", hosts: [] } as const;
const profiles = ["published"] as const;

/** No cookie: every second request of a user goes to the instance that does not know the token. */
export const noStickiness = scenario({
  byDay: false,
  system,
  profiles,
  variant: "no-stickiness",
  id: "kcm-02-no-stickiness",
  title: "without sticky sessions users are refused again and again",
  fault: undisturbed,
  healAfterMs: 3_000,
  expect: [
    // Both answer the same user, each after it has refused a token that it does not know.
    expecting.that("KCM-02", { check: "served-by", probe: "user-1", servers: ["kcm1", "kcm2"] }),
    expecting.that("KCM-02", {
      check: "outcomes",
      probe: "user-1",
      allowed: ["ok", "wrong"],
      minSamples: 20,
    }),
  ],
});

/** A client of one instance, without a balancer: it is gone for as long as its instance is. */
export const noBalancer = scenario({
  byDay: false,
  system,
  profiles,
  variant: "no-balancer",
  id: "kcm-17-no-balancer",
  title: "without a balancer a lost instance is lost for its users until it returns",
  fault: { kind: "host-loss", hosts: ["kcm1"] },
  // Longer than the published eviction of a silent instance behind a balancer may take: 18 s is for the night.
  healAfterMs: 8_000,
  expect: [
    expecting.that("KCM-17", {
      check: "outcomes",
      probe: "login",
      allowed: ["timeout", "unreachable", "refused", "reset", "server-error"],
      span: { since: "in-force", until: "heal" },
      minSamples: 20,
    }),
  ],
});

/** The same for a minute. */
export const noBalancerMinute = scenario({
  byDay: false,
  system,
  profiles,
  nightly: true,
  variant: "no-balancer",
  id: "kcm-17-no-balancer-minute",
  title: "without a balancer a lost instance is lost for its users for as long as a minute",
  fault: { kind: "host-loss", hosts: ["kcm1"] },
  healAfterMs: 60_000,
  expect: [
    expecting.that("KCM-17", {
      check: "outcomes",
      probe: "login",
      allowed: ["timeout", "unreachable", "refused", "reset", "server-error"],
      span: { since: "in-force", until: "heal" },
      minSamples: 200,
    }),
  ],
});

/** TLS ends at the instances: one certificate, whoever answers. But the balancer can set no cookie, and users go astray. */
export const passthrough = scenario({
  byDay: false,
  system,
  profiles,
  variant: "passthrough",
  id: "kcm-28-passthrough",
  title: "all instances show one certificate, and users go astray where the balancer cannot set a cookie",
  fault: undisturbed,
  healAfterMs: 4_000,
  expect: [
    expecting.that("KCM-26", { check: "stay-up", probe: "certificate", minSamples: 30 }),
    expecting.that("KCM-26", { check: "served-by", probe: "certificate", servers: ["kcm1", "kcm2"] }),
    expecting.broken("KCM-28", { check: "stay-up", probe: "user-1", minSamples: 20 }),
  ],
});

/** The client's address decides instead: users stay where they are. */
export const bySource = scenario({
  byDay: false,
  system,
  profiles,
  variant: "passthrough-source",
  id: "kcm-28-source",
  title: "a balancer that passes TLS on keeps users on an instance by their address",
  fault: undisturbed,
  healAfterMs: 3_000,
  expect: [expecting.that("KCM-28", { check: "stay-up", probe: "user-1", minSamples: 20 })],
});

/** One instance's certificate has run out. The balancer passes TLS on, its check asks for none, and every second handshake fails. */
export const expired = scenario({
  byDay: false,
  system,
  profiles,
  variant: "expired-certificate",
  id: "kcm-29-expired",
  title: "a check that asks for no certificate never notices that one instance's has run out",
  fault: undisturbed,
  healAfterMs: 4_000,
  expect: [
    expecting.broken("KCM-29", { check: "stay-up", probe: "certificate", minSamples: 30 }),
    expecting.that("KCM-29", { check: "server-views" }),
  ],
});

/**
 * One instance's certificate runs out in two days, and the balancer's clock is three days ahead: a balancer that verifies takes the
 * instance out. HAProxy is started anew for the clock, so that a single failed check is enough.
 */
export const expiring = scenario({
  byDay: false,
  system,
  profiles: ["tuned"],
  variant: "expiring-certificate",
  id: "kcm-29-verified",
  title: "a balancer that verifies certificates takes out the instance whose certificate has run out",
  fault: { kind: "clock-skew", hosts: ["lb1"], process: "haproxy", skewMs: 259_200_000 },
  watchMs: 6_000,
  expect: [
    expecting.of(
      "KCM-29",
      { check: "eviction", subject: "kcm_backend/kcm1", by: "lb1" },
      { kind: "happens" },
      { promise: { kind: "at-latest", latestMs: 9_000 } },
    ),
  ],
});

/** The challenge lies on the first instance only. Passed on in turn, every second question goes astray. */
export const challenge = scenario({
  byDay: false,
  system,
  profiles,
  id: "kcm-37-challenge-astray",
  title: "the challenge of Let's Encrypt goes astray where it is passed on in turn",
  fault: undisturbed,
  healAfterMs: 3_000,
  expect: [expecting.broken("KCM-37", { check: "stay-up", probe: "challenge", minSamples: 20 })],
});
