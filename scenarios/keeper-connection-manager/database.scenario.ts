import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";

const system = "keeper-connection-manager";

/**
 * The database is shut down: the full health check of every instance says so within its age, and all leave rotation. Nobody logs in
 * until it is back. Tunnels that are open need no database, and no balancer cuts them.
 */
function withoutDatabase(claim: "KCM-15" | "KCM-16"): readonly Expectation[] {
  return [
    expecting.of(claim, { check: "eviction" }, { kind: "happens" }),
    expecting.that(claim, {
      check: "outcomes",
      probe: "login",
      allowed: ["server-error", "timeout"],
      span: { since: "eviction", until: "heal" },
    }),
    expecting.that(claim, { check: "stay-up", probe: "tunnel-1" }),
    expecting.that(claim, { check: "stay-up", probe: "tunnel-2" }),
    expecting.that(claim, { check: "moves", count: 0 }),
    expecting.of(claim, { check: "readmission" }, { kind: "happens" }),
  ];
}

/**
 * Longest until every instance is DOWN, in milliseconds: the age of a health answer (5 s, tuned 1 s), the node's own wait of 2 s for an
 * answer, and HAProxy's checks (9 s, tuned 5 s).
 */
const noticedMs = { published: 16_000, tuned: 8_000 } as const;

function databaseStops(profile: keyof typeof noticedMs): ReturnType<typeof scenario> {
  return scenario({
    byDay: false,
    system,
    profiles: [profile],
    nightly: profile === "published",
    id: `kcm-15-database-stop-${profile}`,
    title: "nobody logs in while the database is lost, and open tunnels go on",
    fault: { kind: "database-stop", hosts: ["db"] },
    watchMs: noticedMs[profile],
    expect: withoutDatabase("KCM-15"),
  });
}

export const stopped = databaseStops("tuned");
export const stoppedPublished = databaseStops("published");

/** The same with the other database. */
export const postgresqlStopped = scenario({
  byDay: false,
  system,
  variant: "postgresql",
  nightly: true,
  id: "kcm-16-postgresql-stop",
  title: "the loss of PostgreSQL is felt as that of MariaDB",
  profiles: ["tuned"],
  fault: { kind: "database-stop", hosts: ["db"] },
  watchMs: noticedMs.tuned,
  expect: withoutDatabase("KCM-16"),
});

export const postgresql = scenario({
  byDay: false,
  system,
  variant: "postgresql",
  id: "kcm-16-postgresql",
  title: "instances with PostgreSQL serve, agree and fail over as those with MariaDB",
  profiles: ["tuned"],
  fault: { kind: "process-crash", hosts: ["kcm1"], process: "app" },
  expect: [
    expecting.eviction("KCM-16", "kcm_backend/kcm1"),
    expecting.that("KCM-16", { check: "served-by", probe: "login", servers: ["kcm1", "kcm2"] }),
    expecting.of(
      "KCM-16",
      { check: "outage", probe: "user-1" },
      { kind: "by-window-end", against: "eviction" },
    ),
    expecting.that("KCM-16", { check: "stay-up", probe: "tunnel-2" }),
    expecting.that("KCM-16", {
      check: "stay-up",
      probe: "consistency",
      span: { since: "readmission" },
    }),
  ],
});

/** Each instance with a database of its own, and one setting that differs: the preflight names both, and the second misses the first's rows. */
export const unlike = scenario({
  byDay: false,
  system,
  variant: "unlike",
  id: "kcm-14-unlike",
  title: "the preflight names what is not the same on all instances",
  profiles: ["published"],
  fault: { kind: "noop", hosts: [] },
  healAfterMs: 3_000,
  expect: [
    expecting.that("KCM-14", { check: "stay-up", probe: "preflight", minSamples: 4 }),
    expecting.that("KCM-30", { check: "stay-up", probe: "preflight", minSamples: 4 }),
    expecting.that("KCM-14", {
      check: "outcomes",
      probe: "consistency",
      allowed: ["stale"],
      minSamples: 5,
    }),
  ],
});

/**
 * The shared database was filled by `mysqldump` of a local one before the instances started. It has the same rows, both instances log
 * users in from it, and a dump of it is restored into an empty database again and again, the time of each in the recording.
 */
export const migrated = scenario({
  byDay: false,
  system,
  variant: "migrated",
  id: "kcm-32-migrated",
  title: "a migrated database has every row, and its dumps can be restored",
  profiles: ["tuned"],
  fault: { kind: "noop", hosts: [] },
  healAfterMs: 5_000,
  expect: [
    expecting.that("KCM-32", { check: "stay-up", probe: "migrated", minSamples: 3 }),
    expecting.that("KCM-32", {
      check: "served-by",
      probe: "login",
      servers: ["kcm1", "kcm2"],
      tolerance: 0.25,
    }),
    expecting.that("KCM-31", { check: "stay-up", probe: "restored", minSamples: 2 }),
  ],
});
