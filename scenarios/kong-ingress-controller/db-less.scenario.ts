import { timings } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import type { Profile } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

const system = "kong-ingress-controller";
const variant = "kic-1-db-less";

/** Nothing is broken: there is no lock, three controllers push, each to the Kong beside it, and all Kongs route by what was asked for. */
export const everybodyPushes = scenario({
  system,
  variant,
  id: "kic-05-no-lock",
  title: "without a database nobody is elected, and every controller configures its own Kong",
  fault: { kind: "noop", hosts: [] },
  healAfterMs: 8_000,
  expect: [
    expecting.that("KIC-05", { check: "stay-up", probe: "no-lock", minSamples: 50 }),
    expecting.that("KIC-05", { check: "served-by", probe: "believers", servers: ["3 lead"] }),
    ...["config-1", "config-2", "config-3"].map((probe) =>
      expecting.that("KIC-04", { check: "stay-up", probe, minSamples: 20 }),
    ),
    expecting.that("KIC-21", { check: "stay-up", probe: "agreement", minSamples: 20 }),
  ],
});

/** One controller dies. Its own Kong serves what it had, is healthy for the balancer, and hears of no change; the others do. */
export const controllerDies = scenario({
  system,
  variant,
  id: "kic-04-controller",
  title: "a Kong whose controller is dead serves what it had, and the others what is new",
  fault: { kind: "process-crash", hosts: ["kong1"], process: "sidecar" },
  healAfterMs: 8_000,
  expect: [
    expecting.that("KIC-04", { check: "stay-up", probe: "config-2" }),
    expecting.that("KIC-04", { check: "stay-up", probe: "config-3" }),
    expecting.that("KIC-04", { check: "stay-up", probe: "proxy" }),
    expecting.that("KIC-04", { check: "stay-up", probe: "proxy-1" }),
    expecting.of(
      "KIC-04",
      { check: "outage", probe: "config-1" },
      { kind: "happens" },
      {
        promise: {
          kind: "silent",
          because: "no check sees that a Kong's configuration is old: it stays in rotation",
        },
      },
    ),
    expecting.that("KIC-01", { check: "stay-up", probe: "proxy" }, { promise: { kind: "holds" } }),
  ],
});

/**
 * Kong dies alone and comes back empty. 1.x has pushed this configuration already and pushes it no more: nothing is routed until
 * somebody changes something, every ten seconds here.
 */
export const restartsAlone = scenario({
  system,
  variant,
  id: "kic-27-alone-1.x",
  title: "a Kong that comes back empty is not configured by a controller of 1.x until something changes",
  fault: { kind: "process-crash", hosts: ["kong1"], process: "app" },
  healAfterMs: 3_000,
  expect: [
    expecting.broken("KIC-27", { check: "stay-up", probe: "proxy-1", span: { since: "heal" } }),
    expecting.that(
      "KIC-27",
      { check: "outcomes", probe: "change", allowed: ["ok"] },
      { promise: { kind: "silent", because: "what is done until it is configured again" } },
    ),
  ],
});

/** 3.x asks Kong what it has: an empty one is configured at the next sync. The push and a look at it are some tens of milliseconds. */
function configuredAgain(profile: Profile): ReturnType<typeof scenario> {
  const latestMs = timings[profile].syncMs["controller-runtime"] + 400;
  return scenario({
    system,
    variant: "kic-3-db-less",
    profiles: [profile],
    id: `kic-27-alone-3.x-${profile}`,
    title: "a Kong that comes back empty is configured again by a controller of 3.x at its next sync",
    fault: { kind: "process-crash", hosts: ["kong1"], process: "app" },
    healAfterMs: 3_000,
    expect: [
      expecting.of(
        "KIC-27",
        { check: "first-served", probe: "proxy-1", servedBy: "kong1", from: "heal" },
        { kind: "within", window: { earliestMs: 0, latestMs } },
        { promise: { kind: "at-latest", latestMs } },
      ),
    ],
  });
}

export const configuredTuned = configuredAgain("tuned");
export const configuredPublished = configuredAgain("published");
