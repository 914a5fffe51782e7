import { timings } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import type { Profile } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { Scenario } from "../../src/trial/scenario.ts";

const system = "kong-ingress-controller";
const undisturbed = { kind: "noop", hosts: [] } as const;

/**
 * Nothing is broken for a lease, in which every follower tries at least once, for L is more than (1 + J) · R. All of these share one trial
 * in a profile, in which an operator changes a route four times a second.
 */
function steady(profile: Profile, asked: Pick<Scenario, "id" | "title" | "expect">): Scenario {
  return scenario({
    system,
    profiles: [profile],
    fault: undisturbed,
    healAfterMs: timings[profile].leases.v1.leaseMs,
    ...asked,
    id: `${asked.id}-${profile}`,
  });
}

const oneLeader = {
  id: "kic-06-one-leader",
  title: "of three controllers one leads",
  expect: [
    expecting.that("KIC-06", { check: "served-by", probe: "term", servers: ["1. leader"] }),
    expecting.that("KIC-06", { check: "stay-up", probe: "term", minSamples: 50 }),
    expecting.that("KIC-06", { check: "served-by", probe: "believers", servers: ["1 leads"] }),
  ],
};
/** Four changes a second are more than twenty in a lease. */
const oneWriter = {
  id: "kic-07-one-writer",
  title: "only the leader writes Kong's database, whatever is changed",
  expect: [
    expecting.that("KIC-07", { check: "stay-up", probe: "writers", minSamples: 25 }),
    expecting.that("KIC-26", { check: "stay-up", probe: "writers", minSamples: 25 }),
    expecting.that("KIC-07", { check: "stay-up", probe: "config", minSamples: 20 }),
  ],
};
const lockName = {
  id: "kic-18-lock-name",
  title: "the lock has the document's name, in the controllers' namespace",
  expect: [expecting.that("KIC-18", { check: "stay-up", probe: "leader", minSamples: 50 })],
};
const loaded = {
  id: "kic-21-loaded",
  title: "every Kong routes by what was asked for, loaded from the database",
  expect: [
    expecting.that("KIC-21", { check: "stay-up", probe: "config", minSamples: 20 }),
    expecting.that("KIC-21", { check: "stay-up", probe: "agreement", minSamples: 20 }),
  ],
};

export const oneLeaderTuned = steady("tuned", oneLeader);
export const oneLeaderPublished = steady("published", oneLeader);
export const oneWriterTuned = steady("tuned", oneWriter);
export const oneWriterPublished = steady("published", oneWriter);
export const lockNameTuned = steady("tuned", lockName);
export const lockNamePublished = steady("published", lockName);
export const loadedTuned = steady("tuned", loaded);
export const loadedPublished = steady("published", loaded);

/** A controller that does not lead is killed: nothing else happens for a lease. */
function follower(profile: Profile): ReturnType<typeof scenario> {
  return scenario({
    system,
    id: `kic-12-follower-${profile}`,
    title: "the loss of a controller that does not lead changes nothing",
    profiles: [profile],
    byDay: false,
    fault: { kind: "process-crash", hosts: ["@not-leader"], process: "sidecar" },
    healAfterMs: timings[profile].leases.v1.leaseMs,
    expect: [
      expecting.that("KIC-12", { check: "served-by", probe: "term", servers: ["1. leader"] }),
      expecting.that("KIC-12", { check: "stay-up", probe: "term" }),
      expecting.that("KIC-12", { check: "stay-up", probe: "config" }),
      expecting.that("KIC-12", { check: "stay-up", probe: "proxy" }),
      expecting.that("KIC-01", { check: "stay-up", probe: "proxy" }, { promise: { kind: "holds" } }),
    ],
  });
}

export const followerTuned = follower("tuned");
export const followerPublished = follower("published");

/** A follower's clock is an hour ahead: by it every lease has run out long ago. It takes changes of the lock for signs of life, and no times. */
export const clockAhead = scenario({
  system,
  nightly: true,
  profiles: ["tuned"],
  id: "kic-12-clock-ahead",
  title: "a controller whose clock is an hour ahead does not take the lock away",
  fault: { kind: "clock-skew", hosts: ["@not-leader"], process: "sidecar", skewMs: 3_600_000 },
  healAfterMs: 2 * timings.tuned.leases.v1.leaseMs,
  expect: [
    expecting.that("KIC-12", { check: "served-by", probe: "term", servers: ["1. leader"] }),
    expecting.that("KIC-12", { check: "stay-up", probe: "term" }),
  ],
});

/** Everybody pushes, and everybody wants something else. Two syncs of each lie between two looks: the same rows change hands. */
export const everybodyWrites = scenario({
  system,
  variant: "no-election",
  id: "kic-26-no-election",
  title: "without an election several controllers write the same routes over and over",
  fault: undisturbed,
  healAfterMs: 8_000,
  profiles: ["tuned"],
  expect: [
    expecting.that("KIC-26", { check: "stay-up", probe: "conflict", minSamples: 3 }),
    expecting.that("KIC-26", { check: "outcomes", probe: "config", allowed: ["ok", "stale"] }),
  ],
});
