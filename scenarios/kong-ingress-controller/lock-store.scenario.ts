import * as asking from "../../fixtures/systems/kong-ingress-controller/asked.ts";
import {
  giveUp,
  releasedTakeover,
  silentTakeover,
} from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";

const { lookMs, leaseOf, named, twin } = asking;
const system = "kong-ingress-controller";

/**
 * Who leads by its own account while the lock cannot be written. With controller-runtime nobody does, D after the first renewal that
 * failed. 1.x cannot give its lock up either, so that it goes on taking itself for the leader.
 */
function leadership(claim: "KIC-13" | "KIC-15", asked: asking.Asked): Expectation {
  const { earliestMs, latestMs } = giveUp(leaseOf(asked));
  if (asked.flavour === "v1")
    return expecting.that(
      claim,
      {
        check: "served-by",
        probe: "believers",
        servers: ["1 leads"],
        span: { since: "in-force", until: "heal" },
      },
      {
        promise: {
          kind: "silent",
          because:
            "1.x takes itself for the leader for as long as it cannot write the lock; the document does not say it",
        },
      },
    );
  return expecting.of(
    claim,
    { check: "first-served", probe: "believers", servedBy: "0 lead" },
    { kind: "within", window: { earliestMs, latestMs: latestMs + lookMs } },
    { promise: { kind: "happens" } },
  );
}

interface Away {
  readonly nightly?: boolean;
  readonly id: string;
  readonly title: string;
  readonly fault: FaultPlan;
}

/**
 * Nobody can read or write the lock for as long as a lease and its tries last, so that nobody else can have led either. Traffic goes on.
 * When the store is back, a leader of 1.x still takes itself for it and renews at its next try, (1 + J) · R later at the latest, unless a
 * follower that had seen its last renewal is sooner. With controller-runtime the former leader is another by then; who had not seen its
 * last renewal takes it for a sign of life, and waits as after any leader that fell silent.
 */
function storeAway(
  asked: asking.Asked,
  { id, title, fault, nightly = false }: Away,
): ReturnType<typeof scenario> {
  const lease = leaseOf(asked);
  const { latestMs } = asked.flavour === "v1" ? releasedTakeover(lease) : silentTakeover(lease);
  return scenario({
    system,
    ...twin(asked),
    byDay: false,
    id: named(id, asked),
    nightly,
    title,
    fault,
    healAfterMs: silentTakeover(lease).latestMs,
    afterHealMs: latestMs + lookMs,
    expect: [
      leadership("KIC-13", asked),
      expecting.that("KIC-13", { check: "stay-up", probe: "proxy" }),
      expecting.of("KIC-13", { check: "outage", probe: "config" }, { kind: "happens" }),
      expecting.of(
        "KIC-13",
        { check: "first-served", probe: "anybody", servedBy: "a leader", from: "heal" },
        { kind: "within", window: { earliestMs: 0, latestMs: latestMs + lookMs } },
      ),
    ],
  });
}

const etcd: Away = {
  id: "kic-13-store",
  title: "traffic goes on while the store of the lock is stopped, and somebody leads when it is back",
  fault: { kind: "database-stop", hosts: ["kube"] },
};
const server: Away = {
  id: "kic-13-server",
  title: "traffic goes on while Kubernetes' server is dead, and somebody leads when it is back",
  nightly: true,
  fault: { kind: "process-crash", hosts: ["kube"], process: "app" },
};

/**
 * The right to update the lock is taken away while it is held. It is renewed no more. With controller-runtime the leader ends; 1.x reads
 * on, and goes on writing Kong's configuration.
 */
function revoked(asked: asking.Asked): ReturnType<typeof scenario> {
  return scenario({
    system,
    ...twin(asked),
    byDay: false,
    id: named("kic-15-revoked", asked),
    title: "a leader that may no longer update its lock does not keep it",
    fault: { kind: "rights-revoked", hosts: ["kube"], process: "app", right: "update" },
    // That it is renewed no more is seen when a lease has passed since the last renewal, which a leader that gives up ends sooner.
    healAfterMs: leaseOf(asked).leaseMs + leaseOf(asked).retryMs + 2 * lookMs,
    expect: [
      leadership("KIC-15", asked),
      expecting.of("KIC-15", { check: "outage", probe: "leader" }, { kind: "happens" }),
      expecting.that("KIC-24", { check: "stay-up", probe: "proxy" }),
      ...(asked.flavour === "v1"
        ? [
            expecting.that(
              "KIC-15",
              { check: "stay-up", probe: "config", span: { since: "in-force", until: "heal" } },
              {
                promise: {
                  kind: "silent",
                  because: "1.x goes on writing without the right; the document does not say it",
                },
              },
            ),
          ]
        : [expecting.of("KIC-25", { check: "outage", probe: "config" }, { kind: "happens" })]),
    ],
  });
}

/** No right to create the lock, and none is there: nobody ever leads or writes, and what was in the database is served. */
export const noCreate = scenario({
  system,
  variant: "no-create",
  id: "kic-14-no-create",
  title: "nobody leads where nobody may create the lock, and Kong serves what it has",
  fault: { kind: "noop", hosts: [] },
  // Longer than a takeover of the published profile's would be seldom shows more: eight seconds are some tries of every controller.
  healAfterMs: 8_000,
  expect: [
    expecting.that("KIC-14", {
      check: "outcomes",
      probe: "term",
      allowed: ["server-error"],
      minSamples: 50,
    }),
    expecting.that("KIC-14", { check: "served-by", probe: "believers", servers: ["0 lead"] }),
    expecting.that("KIC-14", { check: "stay-up", probe: "refused", minSamples: 20 }),
    expecting.that("KIC-14", { check: "outcomes", probe: "config", allowed: ["stale"], minSamples: 20 }),
    expecting.that("KIC-14", { check: "stay-up", probe: "by-hand", minSamples: 50 }),
  ],
});

export const etcdTuned = storeAway(asking.v1Tuned, etcd);
export const etcdPublished = storeAway(asking.v1Published, etcd);
export const etcdTuned3 = storeAway(asking.v3Tuned, etcd);
export const etcdPublished3 = storeAway(asking.v3Published, etcd);
export const serverTuned = storeAway(asking.v1Tuned, server);
export const revokedTuned = revoked(asking.v1Tuned);
export const revokedPublished = revoked(asking.v1Published);
export const revokedTuned3 = revoked(asking.v3Tuned);
export const revokedPublished3 = revoked(asking.v3Published);
