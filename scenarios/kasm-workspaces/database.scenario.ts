import { rowOf } from "../../fixtures/systems/kasm-workspaces/blast-radius.ts";
import { webs } from "../../fixtures/systems/kasm-workspaces/places.ts";
import type { Profile } from "../../fixtures/systems/kasm-workspaces/timing.ts";
import { cutOffWindow } from "../../fixtures/systems/kasm-workspaces/windows.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { Scenario } from "../../src/trial/scenario.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";

const system = "kasm-workspaces";

/** Nobody is let in, nobody gets a session, no administrator sees anything. */
function unavailable(claim: string): readonly Expectation[] {
  return ["login", "create", "agents"].map((probe) =>
    expecting.that(claim, {
      check: "outcomes",
      probe,
      allowed: ["server-error", "timeout"],
      span: { since: "in-force", until: "heal" },
    }),
  );
}

/**
 * The database is shut down: every Web App says so, and the balancers have none left. Streams that are open ask nothing of it; the
 * document says that the entire platform is unavailable, so that theirs are noted and not judged.
 */
function stops(profile: Profile): Scenario {
  const { latestMs } = cutOffWindow(profile);
  return scenario({
    system,
    id: `kasm-06-database-stop-${profile}`,
    title: "without the database nobody is let in, and nothing new begins anywhere",
    profiles: [profile],
    byDay: false,
    fault: { kind: "database-stop", hosts: ["db"] },
    healAfterMs: latestMs + 2_000,
    expect: [
      ...unavailable("KASM-06"),
      ...unavailable("KASM-35"),
      ...webs.map((web) =>
        expecting.of(
          "KASM-06",
          { check: "eviction", subject: `web/${web}` },
          { kind: "within", window: { earliestMs: 0, latestMs } },
          { promise: { kind: "happens" } },
        ),
      ),
      expecting.that(
        "KASM-01",
        rowOf("the database", {
          "log in": "lost",
          "create a session": "lost",
          "keep a stream": "silent",
          "keep a stream of the agent": "silent",
          "keep a relayed stream": "silent",
          "keep a stream through A's proxies": "silent",
          "new RDP": "lost",
          "live RDP": "silent",
          administer: "lost",
          "create in zone B": "lost",
          "keep a stream in zone B": "silent",
        }),
      ),
    ],
  });
}

export const stopScaled = stops("tuned");
export const stopReal = stops("published");

/** Nothing is broken and every component's logs are kept: rows pile up, and whoever wants a session waits longer for the database. */
export const keptLogs = scenario({
  system,
  id: "kasm-11-kept-logs",
  title: "logs that are kept make the database slower for its users",
  profiles: ["tuned"],
  variant: "kept-logs",
  fault: { kind: "noop", hosts: [] },
  healAfterMs: 20_000,
  expect: [
    expecting.that("KASM-11", { check: "slowed", probe: "create", by: "log-flood" }),
    expecting.that("KASM-11", {
      check: "served-by",
      probe: "logs",
      servers: ["rows"],
      span: { since: "in-force" },
    }),
  ],
});

/** The same logs are passed on: the database has none of them. */
export const passedOn = scenario({
  system,
  id: "kasm-11-passed-on",
  title: "without retention no log comes into the database",
  profiles: ["tuned"],
  byDay: false,
  fault: { kind: "noop", hosts: [] },
  healAfterMs: 6_000,
  expect: [
    expecting.that("KASM-11", { check: "stay-up", probe: "log-flood", minSamples: 3 }),
    expecting.that("KASM-11", { check: "served-by", probe: "logs", servers: ["no rows"] }),
    expecting.that(
      "KASM-12",
      { check: "served-by", probe: "logs", servers: ["no rows"] },
      { promise: { kind: "holds" } },
    ),
  ],
});

/**
 * The database's disk has no room left, and logs are written all the while, into room that older ones have left in their table: it is the
 * journal that has none. Its segments are of 16 MB, and the flood writes several of these in ten seconds. PostgreSQL ends, as it must
 * where its journal cannot be written, and with it the platform, until there is room again.
 */
export const diskFull = scenario({
  system,
  id: "kasm-12-disk-full",
  title: "logs that fill the database's disk stop the platform",
  profiles: ["tuned"],
  variant: "small-disk",
  baselineMs: 6_000,
  fault: { kind: "disk-full", hosts: ["db"], mount: "/var/lib/postgresql" },
  healAfterMs: 12_000,
  expect: [
    expecting.of("KASM-12", { check: "notice", probe: "log-flood" }, { kind: "happens" }),
    expecting.of("KASM-12", { check: "notice", probe: "create" }, { kind: "happens" }),
    expecting.of("KASM-12", { check: "notice", probe: "login" }, { kind: "happens" }),
  ],
});
