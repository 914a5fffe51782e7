import { z } from "zod";

/** Milliseconds; null stands for "without end", which JSON cannot write. */
const bound = z.number().nullable();
const duration = z.strictObject({ minMs: z.number(), maxMs: bound }).meta({ id: "duration" });
const behaviour = z.enum(["pass", "fail", "inconclusive", "not-judged"]);
const promiseAnswer = z.enum(["HOLDS", "REFUTED", "GAP", "UNDECIDED"]);
const promiseVerdict = z.enum([...promiseAnswer.options, "HOLDS WITH TUNING", "MODELLED", "NOT APPLICABLE"]);
const budgetVerdict = z.enum(["met", "missed", "inconclusive"]);
const verdicts = { behaviour, promise: promiseAnswer, budget: budgetVerdict.optional() };

const quantile = z.strictObject({
  value: duration,
  /** Bounds of the 95 % confidence interval; absent where there were too few trials for one. */
  lowerMs: bound.optional(),
  upperMs: bound.optional(),
});

const figures = z
  .strictObject({
    seen: z.int(),
    notSeen: z.int(),
    min: duration,
    median: quantile,
    p95: quantile,
    max: duration,
  })
  .meta({ id: "figures" });

const predicted = z
  .strictObject({
    transition: z.string(),
    subject: z.string(),
    by: z.string(),
    from: z.enum(["inject", "heal"]),
    outcome: z.enum(["within", "never"]),
    earliestMs: bound,
    latestMs: bound,
    grainMs: z.number(),
    knob: z.string(),
    formula: z.string(),
    source: z.string(),
    note: z.string().optional(),
  })
  .meta({ id: "prediction" });

const measured = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("seen"),
      took: duration,
      by: z.string().optional(),
      detail: z.string(),
    }),
    z.strictObject({ kind: z.literal("not-seen"), observedMs: z.number(), detail: z.string() }),
    z.strictObject({ kind: z.literal("condition"), holds: z.boolean(), detail: z.string() }),
  ])
  .meta({ id: "measured" });

const round = z.strictObject({
  trial: z.string(),
  measured: measured.optional(),
  ...verdicts,
  reasons: z.array(z.string()),
});

const measure = z.strictObject({
  check: z.string(),
  subject: z.string(),
  promised: z.string(),
  budgetMs: z.number().optional(),
  predicted: predicted.optional(),
  figures: figures.optional(),
  /** Of a row with a limit (budget, else promise): its judged trials, and what share of all keeps to it at least, at 95 % confidence. */
  kept: z
    .strictObject({
      limitMs: z.number(),
      within: z.int(),
      beyond: z.int(),
      shareAtLeast: z.number(),
      /** Where trials were repeated until it was: whether the share that was asked for is decided. */
      decided: z.enum(["holds", "refuted", "open"]).optional(),
    })
    .optional(),
  ...verdicts,
  rounds: z.array(round),
});

const faultKind = z.strictObject({ faultKind: z.string(), ...verdicts, measures: z.array(measure) });

const profile = z.strictObject({
  profile: z.string(),
  asPublished: z.boolean(),
  ...verdicts,
  faultKinds: z.array(faultKind),
});

const claim = z.strictObject({
  id: z.string(),
  text: z.string(),
  source: z.string(),
  decidedBy: z.enum(["real", "model"]),
  promised: z.string(),
  behaviour,
  promise: promiseVerdict,
  budget: budgetVerdict.optional(),
  skipped: z.string().optional(),
  profiles: z.array(profile),
});

const faultMoment = z.strictObject({
  /** Milliseconds after the middle of the instant at which the fault was injected; 0 for the injection itself. */
  afterInjectMs: z.number(),
  uncertaintyMs: bound,
  witnessed: z.boolean(),
  witness: z.string(),
});

const outage = z.strictObject({
  /** From the middle of the injection's instant to the first failed operation; negative before the fault. */
  afterInjectMs: z.number(),
  lasted: duration,
  failed: z.int(),
  outcomes: z.record(z.string(), z.int()),
  recovered: z.boolean(),
});

const probe = z.strictObject({
  probe: z.string(),
  clientClass: z.string(),
  journey: z.string(),
  everyMs: z.number(),
  deadlineMs: z.number(),
  samples: z.int(),
  failed: z.int(),
  senderLagP999Ms: z.number(),
  outages: z.array(outage),
  longest: duration,
  total: duration,
  brownOuts: z.int(),
  brownOutTotal: duration,
});

/** The writes of one probe that were read back after the heal, by what became of them. */
const ledger = z.strictObject({
  probe: z.string(),
  writes: z.int(),
  stable: z.int(),
  lost: z.int(),
  duplicated: z.int(),
  neverRead: z.int(),
  indeterminate: z.int(),
  /** Of the indeterminate ones, how many are there. */
  tookEffect: z.int(),
  /** The age, at the fault, of the oldest acknowledged write that was lost. */
  rpo: duration,
});

const bar = z.strictObject({
  fromMs: z.number(),
  toMs: z.number(),
  what: z.enum(["held", "down", "outage", "window"]),
});

const part = z.strictObject({
  /** What the part ends with, and what it begins with; without a duration nothing shows it, and `missing` says why. */
  to: z.string(),
  from: z.string().optional(),
  took: duration.optional(),
  /** The settings that this part depends on. */
  knob: z.string(),
  missing: z.string().optional(),
});

const transition = z
  .strictObject({
    transition: z.string(),
    subject: z.string(),
    by: z.string(),
    from: z.enum(["inject", "heal"]),
    /** When it had to come in this one run, by what the wire showed; the residual is measured minus exact. */
    exact: z
      .strictObject({ since: z.string(), wait: duration, measuredBy: z.string(), residual: duration })
      .optional(),
    /** Why that cannot be said. */
    inexact: z.string().optional(),
    parts: z.array(part),
  })
  .meta({ id: "transition" });

const trial = z
  .strictObject({
    id: z.string(),
    scenario: z.string(),
    title: z.string(),
    profile: z.string(),
    round: z.int(),
    fault: z.string(),
    faultKind: z.string(),
    startedAt: z.string(),
    tookMs: z.number(),
    injected: faultMoment.optional(),
    healed: faultMoment.optional(),
    /** Why nothing of it may be judged; empty where it is fit. */
    unfit: z.array(z.string()),
    /** Set where the harness itself failed. */
    error: z.string().optional(),
    noiseFloorMs: z.number(),
    machine: z.strictObject({ cores: z.number(), load1: z.number(), steal: z.number().optional() }),
    discarded: z.array(z.strictObject({ reason: z.string(), waitedMs: z.number() })),
    /** Where in each cycle of the protocols the fault came: so long after the last of these. */
    phases: z.array(z.strictObject({ of: z.string(), afterMs: z.number(), cycleMs: z.number() })).optional(),
    predictions: z.array(predicted),
    transitions: z.array(transition),
    probes: z.array(probe),
    ledgers: z.array(ledger),
    /** What a drawing of the trial shows, in milliseconds after the injection. */
    lanes: z.array(
      z.strictObject({
        label: z.string(),
        bars: z.array(bar),
        instants: z.array(z.strictObject({ atMs: z.number(), text: z.string() })),
      }),
    ),
    evidence: z.strictObject({
      record: z.string(),
      recording: z.string(),
      recordSha256: z.string(),
      recordingSha256: z.string(),
      captures: z.array(z.strictObject({ path: z.string(), sha256: z.string() })),
    }),
  })
  .meta({ id: "trial" });

const topology = z
  .strictObject({
    networks: z.array(z.strictObject({ name: z.string(), prefix: z.string() })),
    hosts: z.array(
      z.strictObject({
        name: z.string(),
        role: z.string(),
        /** Network → address, as the configuration files have it. */
        addresses: z.record(z.string(), z.string()),
      }),
    ),
    vips: z.array(z.strictObject({ address: z.string(), network: z.string() })),
  })
  .meta({ id: "topology" });

const effect = z.enum(["untouched", "degraded", "lost"]);

/** What one role's failure did to what users do. */
const blastRow = z
  .strictObject({
    trial: z.string(),
    profile: z.string(),
    role: z.string(),
    fault: z.string(),
    /** Why nothing of it may be judged; then no journeys are told. */
    unfit: z.array(z.string()),
    journeys: z.array(
      z.strictObject({
        journey: z.string(),
        probe: z.string(),
        effect,
        samples: z.int(),
        failed: z.int(),
        /** From the first failed operation to the first good one after the last failed one; without end where none came before the heal. */
        lasted: duration.optional(),
        /** Effect and duration in words. */
        said: z.string(),
        /** The effects that the document allows; absent where it is silent. */
        documented: z.array(effect).optional(),
        agrees: z.boolean().optional(),
      }),
    ),
  })
  .meta({ id: "blastRow" });

const counts = z.record(z.string(), z.int());

/** The certificate as programs read it. `format` changes with every change that an old reader could not bear. */
export const certificateSchema = z
  .strictObject({
    format: z.literal("haproof-certificate/1"),
    run: z.string(),
    system: z.string(),
    startedAt: z.string(),
    finishedAt: z.string(),
    wallMs: z.number(),
    protocolMs: z.number(),
    harness: z.strictObject({
      version: z.string(),
      commit: z.string().optional(),
      seed: z.string(),
      replay: z.string(),
    }),
    /** Rounds of each trial at most, and what share of them, at which confidence, they went on to decide; absent: one round. */
    repeat: z
      .strictObject({
        rounds: z.int(),
        until: z.strictObject({ share: z.number(), confidence: z.number() }).optional(),
      })
      .optional(),
    environment: z.record(z.string(), z.string()),
    profiles: z.array(
      z.strictObject({
        name: z.string(),
        asPublished: z.boolean(),
        description: z.string(),
        /** The digest is that of the file as it was written; in the text its secrets are masked. */
        files: z.array(z.strictObject({ path: z.string(), sha256: z.string(), text: z.string().optional() })),
        topology: topology.optional(),
      }),
    ),
    /** What hosts were made of; the id is the engine's digest of the contents. */
    images: z.array(z.strictObject({ name: z.string(), reference: z.string(), id: z.string() })),
    /** The run's own record, which is evidence like those of its trials. */
    record: z.strictObject({ path: z.string(), sha256: z.string() }),
    /** Only of a run that was killed or stopped before its end: the certificate is one of what was finished until then. */
    unfinished: z
      .strictObject({ planned: z.int(), recorded: z.int(), missing: z.array(z.string()) })
      .optional(),
    budgets: z.record(z.string(), z.number()),
    requireHolds: z.boolean(),
    summary: z.strictObject({
      exitCode: z.union([z.literal(0), z.literal(1), z.literal(2)]),
      behaviours: counts,
      promises: counts,
      budgets: counts,
      /** Promises decided by real software, and by stand-ins of haproof's own. */
      real: z.int(),
      modelled: z.int(),
    }),
    findings: z.array(
      z.strictObject({
        severity: z.enum(["failed", "missed", "refuted", "gap", "inconclusive", "note"]),
        title: z.string(),
        detail: z.string(),
        claim: z.string().optional(),
        profile: z.string().optional(),
      }),
    ),
    /** How far transitions lay from their exact predictions, in milliseconds: of fit trials only. */
    residuals: z.array(
      z.strictObject({
        transition: z.string(),
        n: z.int(),
        medianMs: z.number(),
        p95Ms: z.number(),
        worstMs: z.number(),
      }),
    ),
    /** Of trials that were repeated: the phases at which their faults came, as shares of a cycle, and the largest gap among them. */
    coverage: z
      .array(
        z.strictObject({
          profile: z.string(),
          scenario: z.string(),
          title: z.string(),
          of: z.string(),
          phases: z.array(z.number()),
          largestGap: z.number(),
        }),
      )
      .optional(),
    claims: z.array(claim),
    /** The matrix of roles and journeys, a row for each trial that asks for one; absent where none does. */
    blastRadius: z.array(blastRow).optional(),
    trials: z.array(trial),
    standIns: z.array(z.string()),
    /** What no certificate of this harness can tell. */
    limits: z.array(z.string()),
    howToRead: z.array(z.string()),
  })
  .meta({ id: "certificate", title: "haproof certificate" });

export type Certificate = z.infer<typeof certificateSchema>;
export type CertifiedClaim = Certificate["claims"][number];
export type CertifiedProfile = CertifiedClaim["profiles"][number];
export type CertifiedFaultKind = CertifiedProfile["faultKinds"][number];
export type CertifiedMeasure = CertifiedFaultKind["measures"][number];
export type CertifiedTrial = Certificate["trials"][number];
export type CertifiedTransition = CertifiedTrial["transitions"][number];
export type CertifiedPrediction = CertifiedTrial["predictions"][number];
export type Finding = Certificate["findings"][number];
export type Lane = CertifiedTrial["lanes"][number];

/** The published JSON Schema (draft 2020-12) of `certificate.json`; docs/certificate.schema.json is this, written out. */
export function certificateJsonSchema(): object {
  return z.toJSONSchema(certificateSchema, { io: "input" });
}
