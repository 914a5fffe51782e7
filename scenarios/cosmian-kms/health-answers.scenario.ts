import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

const server = "kmip_backend/kms2";

function answered(as: "health-204" | "health-301" | "health-500" | "health-503" | "health-empty"): {
  readonly id: string;
  readonly fault: { readonly kind: "misbehave"; readonly hosts: readonly string[]; readonly as: typeof as };
} {
  return { id: `kms-20-${as}`, fault: { kind: "misbehave", hosts: ["kms2"], as } };
}

/** As a refusal: the answer comes at once, so that the failing checks are `fastinter`, or `inter`, apart. */
const evicted = [expecting.eviction("KMS-20", server)];

/** A success that is not the one which was asked for. */
export const noContent = scenario({
  system: "cosmian-kms",
  title: "a node that answers 204 leaves rotation",
  byDay: false,
  ...answered("health-204"),
  expect: evicted,
});

export const moved = scenario({
  system: "cosmian-kms",
  title: "a node that answers 301 leaves rotation",
  nightly: true,
  ...answered("health-301"),
  expect: evicted,
});

export const failed = scenario({
  system: "cosmian-kms",
  title: "a node that answers 500 leaves rotation",
  nightly: true,
  ...answered("health-500"),
  expect: evicted,
});

export const unavailable = scenario({
  system: "cosmian-kms",
  title: "a node that answers 503 leaves rotation",
  nightly: true,
  ...answered("health-503"),
  expect: evicted,
});

/** The connection is closed without an answer. */
export const empty = scenario({
  system: "cosmian-kms",
  title: "a node that answers nothing leaves rotation",
  nightly: true,
  ...answered("health-empty"),
  expect: evicted,
});

/** The control: 200 is what the check wants, whatever is behind it. Longer than three checks of 3 s. */
export const well = scenario({
  system: "cosmian-kms",
  id: "kms-20-health-200",
  title: "a node that answers 200 stays in rotation",
  nightly: true,
  fault: { kind: "misbehave", hosts: ["kms2"], as: "health-200" },
  watchMs: 10_000,
  expect: [expecting.eviction("KMS-20", server, { watchMs: 10_000, promise: { kind: "never" } })],
});

/**
 * The database needs 3.5 s for its `SELECT 1`, longer than any check waits, and answers: every node is late at once. What the slow
 * database is in a node is played by the reference node, what that does to rotation is HAProxy's own.
 */
export const slowDatabase = scenario({
  system: "cosmian-kms",
  id: "kms-53-slow-database",
  title: "every node leaves rotation at once when the database is slow",
  nightly: true,
  fault: { kind: "misbehave", hosts: ["kms1", "kms2", "kms3"], as: "health-late" },
  expect: [expecting.eviction("KMS-53", undefined), expecting.that("KMS-53", { check: "moves", count: 0 })],
});

/**
 * Away for 4 s, there for 4 s, in turn. Published: checks are 3 s apart, so that at most two of them fall into 4 s, and one that
 * passes forgets those before it: three in a row never fail. Three whole turns, 24 s, are watched, and one second more. Tuned: after a failure the next checks come
 * every second, and a node that was away for 2 s more is out.
 */
export const flapping = scenario({
  system: "cosmian-kms",
  id: "kms-32-flapping",
  title:
    "a node that is away for 4 s again and again stays in rotation unless checks follow each other sooner",
  nightly: true,
  fault: { kind: "misbehave", hosts: ["kms2"], as: "flap" },
  healAfterMs: 25_000,
  expect: [
    expecting.of(
      "KMS-32",
      { check: "eviction", subject: server },
      { kind: "never" },
      { profiles: ["published"], watchMs: 24_000 },
    ),
    expecting.of(
      "KMS-32",
      { check: "eviction", subject: server },
      { kind: "happens" },
      { profiles: ["tuned"] },
    ),
  ],
});
