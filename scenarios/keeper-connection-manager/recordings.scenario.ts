import { syncPeriodMs } from "../../fixtures/systems/keeper-connection-manager/sync-period.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

const system = "keeper-connection-manager";

/** One copy: rsync's start, its greeting and some files of a kilobyte take a tenth of this on a busy machine, in milliseconds. */
const copyMs = 1_000;

/**
 * The first instance's disk is full for three seconds: five sessions, one every 0.6 s, go on unrecorded. What was recorded before
 * can be played, byte for byte, the other instance records, and this one does so again as soon as there is room.
 */
export const full = scenario({
  byDay: false,
  system,
  variant: "small-disk",
  id: "kcm-20-disk-full",
  title: "new recordings fail while the disk is full, old ones remain, and sessions go on",
  profiles: ["tuned"],
  fault: { kind: "disk-full", hosts: ["kcm1"], mount: "/var/lib/guacamole/recordings" },
  healAfterMs: 3_000,
  baselineMs: 2_000,
  expect: [
    expecting.of(
      "KCM-20",
      { check: "notice", probe: "record-1" },
      { kind: "happens" },
      { promise: { kind: "happens" } },
    ),
    // A wrong answer is a recording that is missing or cut: its session went on to its end.
    expecting.that("KCM-20", {
      check: "outcomes",
      probe: "record-1",
      allowed: ["ok", "wrong"],
      minSamples: 5,
    }),
    expecting.ledger("KCM-20", "record-1"),
    expecting.that("KCM-20", { check: "stay-up", probe: "tunnel-1" }),
    expecting.that("KCM-20", { check: "stay-up", probe: "archive" }),
    expecting.that("KCM-21", { check: "stay-up", probe: "record-2" }),
    expecting.that(
      "KCM-22",
      { check: "stay-up", probe: "record-1", span: { since: "heal" } },
      { promise: { kind: "holds" } },
    ),
  ],
});

/** Both instances have their recordings on one volume; the first is lost, and what it recorded is played by the other one. */
export const shared = scenario({
  byDay: false,
  system,
  variant: "shared-recordings",
  id: "kcm-23-shared",
  title: "recordings on a shared drive are there whichever instance is lost",
  profiles: ["tuned"],
  fault: { kind: "host-loss", hosts: ["kcm1"] },
  expect: [
    expecting.eviction("KCM-05", "kcm_backend/kcm1"),
    expecting.that("KCM-23", {
      check: "stay-up",
      probe: "archive",
      span: { since: "eviction", until: "heal" },
    }),
    expecting.ledger("KCM-23", "record-1"),
  ],
});

/**
 * The first instance is lost with its disk, which is empty when it returns. What was copied to the other one is there: nothing older
 * than a period and one copy is gone. The baseline is longer than that, or nothing would be old enough to be proof. Published: cron's
 * shortest period, a minute, and a baseline of two; tuned: a loop of 4 s.
 */
function lostWithItsDisk(profile: "published" | "tuned", nightly: boolean): ReturnType<typeof scenario> {
  const periodMs = syncPeriodMs[profile];
  return scenario({
    byDay: false,
    system,
    variant: "synced-recordings",
    id: `kcm-24-synced-${profile}`,
    title: "an instance that is lost with its disk loses no recording older than a period of its cron job",
    profiles: [profile],
    nightly,
    fault: { kind: "host-loss", hosts: ["kcm1"] },
    baselineMs: 2 * (periodMs + copyMs),
    expect: [
      expecting.rpo("KCM-24", "record-1", periodMs + copyMs),
      expecting.eviction("KCM-05", "kcm_backend/kcm1"),
    ],
  });
}

export const synced = lostWithItsDisk("tuned", false);
export const syncedByTheMinute = lostWithItsDisk("published", true);
