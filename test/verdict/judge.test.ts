import { describe, expect, test } from "vitest";
import { instant } from "../../src/timeline/clock.ts";
import type { Prediction } from "../../src/predict/prediction.ts";
import { judgeTrial } from "../../src/verdict/judge.ts";
import type { Judgement } from "../../src/verdict/judgement.ts";
import type { TimelineEvent } from "../../src/timeline/events.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";
import type { TrialRecord } from "../../src/verdict/trial-record.ts";
import {
  crash,
  evicted,
  failover,
  healed,
  held,
  hostLoss,
  injected,
  noop,
  probed,
} from "../timeline/recording.ts";
import { claim, predicted, takeoverAsPredicted, trial } from "./trial.ts";

function judge(
  rest: Partial<TrialRecord> = {},
  events: readonly TimelineEvent[] = failover(),
  budgets = {},
): readonly Judgement[] {
  return judgeTrial(trial(rest, events), { claims: [claim], budgets });
}

function expecting(rest: Partial<Expectation>): Partial<TrialRecord> {
  return { expectations: [{ ...takeoverAsPredicted, ...rest }] };
}

describe("a takeover as predicted", () => {
  test("passes and refutes the promise of 2 s", () => {
    expect(judge()).toMatchObject([
      {
        claim: "X-1",
        faultKind: "host-loss",
        subject: "takeover of 10.9.0.100 by lb2",
        behaviour: "pass",
        promise: "REFUTED",
      },
    ]);
  });

  test("that comes too late fails, and its promise is not asked", () => {
    expect(judge({}, failover({ tookMs: 4200 }))).toMatchObject([
      { behaviour: "fail", promise: "UNDECIDED" },
    ]);
  });

  test("that comes too late while a program of the lab was starved is inconclusive; one in time passes", () => {
    const starved: TimelineEvent = {
      ...{ kind: "disturbance", what: "starved", host: "lb2", detail: "keepalived waited" },
      at: instant(2000, 2500),
    };
    expect(judge({}, [...failover({ tookMs: 4200 }), starved])).toMatchObject([
      {
        behaviour: "inconclusive",
        reasons: ["the machine starved the lab meanwhile: keepalived waited"],
      },
    ]);
    expect(judge({}, [...failover(), starved])).toMatchObject([{ behaviour: "pass" }]);
    const afterwards = { ...starved, at: instant(9000, 9500) };
    expect(judge({}, [...failover({ tookMs: 4200 }), afterwards])).toMatchObject([{ behaviour: "fail" }]);
  });

  test("that does not come while nothing was broken proves nothing", () => {
    const events = failover({ plan: noop }).filter(
      (event) => event.kind !== "address" || event.host === "lb1",
    );
    expect(judge({ plan: noop }, events)).toMatchObject([
      { behaviour: "inconclusive", reasons: ["nothing was broken, so nothing is proved"] },
    ]);
  });

  test("of an unwitnessed fault is inconclusive, however good it looks", () => {
    const events = [
      ...failover().filter(({ kind }) => kind !== "fault"),
      ...[injected(hostLoss, 1000, false), healed(hostLoss)],
    ];
    expect(judge({}, events, { takeover: 5000 })).toMatchObject([
      { behaviour: "inconclusive", promise: "UNDECIDED", budget: { verdict: "inconclusive" } },
    ]);
  });

  test("on a noisy machine is inconclusive by the tight bound and fit by a loose one", () => {
    const events = failover({ lagMs: 150 });
    expect(judge({ predictions: [predicted([2600, 2900])] }, events)).toMatchObject([
      { behaviour: "inconclusive" },
    ]);
    expect(judge({ predictions: [predicted([2600, 3600])] }, events)).toMatchObject([{ behaviour: "pass" }]);
  });

  test("that nobody predicted cannot be judged", () => {
    expect(judge({ predictions: [] })).toMatchObject([
      {
        behaviour: "inconclusive",
        reasons: ["nothing to judge: no takeover was predicted or can be seen in this recording"],
      },
    ]);
  });

  test("of a harness that failed is inconclusive, even without a recording", () => {
    const error = { code: "FAULT_FAILED", message: "no shell" } as const;
    expect(judge({ error }, [])).toMatchObject([
      { behaviour: "inconclusive", reasons: [expect.stringContaining("no shell"), expect.any(String)] },
    ]);
  });
});

describe("a budget", () => {
  test("is the expectation's own, else the run's", () => {
    expect(judge(expecting({ budgetMs: 3000 }), failover(), { takeover: 1000 })).toMatchObject([
      { budget: { budgetMs: 3000, verdict: "met" } },
    ]);
    expect(judge({}, failover(), { takeover: 1000 })).toMatchObject([{ budget: { verdict: "missed" } }]);
  });

  test("of the run is not asked where nothing can be in time", () => {
    const [judgement] = judge(expecting({ withoutBudget: true }), failover(), { takeover: 1000 });
    expect(judgement).not.toHaveProperty("budget");
    expect(judgement?.behaviour).toBe("pass");
  });

  test("is not asked of what must never happen", () => {
    const events = evicted();
    const never: Partial<Expectation> = {
      expect: { kind: "never" },
      promise: { kind: "never" },
      watchMs: 3000,
    };
    const [judgement] = judge({ ...expecting(never), predictions: [] }, [...events, held("lb1", -50)], {
      takeover: 1,
    });
    expect(judgement).toMatchObject({ behaviour: "pass", promise: "HOLDS" });
    expect(judgement).not.toHaveProperty("budget");
  });
});

describe("never", () => {
  const frozen = { plan: crash, predictions: [predicted("never", { knob: "killall -0" })] };
  const events = [...evicted(), held("lb1", -50)];

  test("passes when it was watched for as long as the promise would have had it, and is a gap", () => {
    expect(judge(frozen, events)).toMatchObject([
      {
        behaviour: "pass",
        promise: "GAP",
        reasons: ["not seen; watched for 4.996 s", expect.stringContaining("killall -0")],
      },
    ]);
  });

  test("is inconclusive when it was not watched for long enough", () => {
    expect(judge({ ...frozen, ...expecting({ watchMs: 30_000 }) }, events)).toMatchObject([
      { behaviour: "inconclusive" },
    ]);
  });
});

describe("evictions", () => {
  const evictions = ["lb1", "lb2"].map((by) =>
    predicted([1500, 2500], { transition: "eviction", subject: "kms/kms1", by, grainMs: 100 }),
  );
  const asked = { ...takeoverAsPredicted, measure: { check: "eviction" } } as const;

  test("are judged for every balancer that is predicted to act", () => {
    expect(judge({ plan: crash, predictions: evictions, expectations: [asked] }, evicted())).toMatchObject([
      { subject: "eviction of kms/kms1 by lb1", behaviour: "pass" },
      { subject: "eviction of kms/kms1 by lb2", behaviour: "pass" },
    ]);
  });

  test("can be asked of one balancer alone", () => {
    const one = { ...asked, measure: { check: "eviction", by: "lb2" } } as const;
    expect(judge({ plan: crash, predictions: evictions, expectations: [one] }, evicted())).toHaveLength(1);
  });
});

describe("what clients feel", () => {
  const outage: Expectation = {
    claim: claim.id,
    measure: { check: "outage", probe: "vip" },
    expect: { kind: "by-window-end", against: "takeover" },
  };

  test("passes when it ends with the transition", () => {
    expect(judge({ expectations: [outage] })).toMatchObject([
      { subject: "longest outage of probe vip (new-connection)", behaviour: "pass", promise: "REFUTED" },
    ]);
  });

  test("fails when it outlasts it", () => {
    const events = [
      ...failover().filter(({ kind }) => kind !== "sample" && kind !== "probe"),
      ...probed({ down: [[1000, 5500]] }),
    ];
    expect(judge({ expectations: [outage] }, events)).toMatchObject([{ behaviour: "fail" }]);
  });

  describe("of clients that may be sent to the wrong holder", () => {
    const newcomers: Expectation = {
      ...outage,
      expect: { kind: "by-window-end", against: "dual-master", misled: true },
    };
    const until = (latestMs: number): Prediction =>
      predicted([2600, 3600], {
        transition: "dual-master",
        misled: { window: { earliestMs: 2600, latestMs }, knob: "garp_master_refresh", formula: "a sum" },
      });
    const events = [
      ...failover().filter(({ kind }) => kind !== "sample" && kind !== "probe"),
      ...probed({ down: [[1000, 5500]] }),
    ];

    test("is held against the window of these clients and not against the transition's", () => {
      expect(judge({ expectations: [newcomers], predictions: [until(5600)] }, events)).toMatchObject([
        { behaviour: "pass", prediction: { outcome: "within", knob: "garp_master_refresh" } },
      ]);
      expect(judge({ expectations: [newcomers], predictions: [until(4000)] }, events)).toMatchObject([
        { behaviour: "fail" },
      ]);
    });

    test("is reported, and refutes a promise, where nothing ends it", () => {
      expect(judge({ expectations: [newcomers], predictions: [until(Infinity)] }, events)).toMatchObject([
        { behaviour: "not-judged", promise: "REFUTED" },
      ]);
    });

    test("holds no promise by luck where nothing ends it", () => {
      const short = [
        ...failover().filter(({ kind }) => kind !== "sample" && kind !== "probe"),
        ...probed({ down: [[1000, 1500]] }),
      ];
      expect(judge({ expectations: [newcomers], predictions: [until(Infinity)] }, short)).toMatchObject([
        { behaviour: "not-judged", promise: "UNDECIDED" },
      ]);
    });

    test("proves nothing where nobody is predicted to be sent there, or nothing was broken", () => {
      const plain = predicted([2600, 3600], { transition: "dual-master" });
      expect(judge({ expectations: [newcomers], predictions: [plain] }, events)).toMatchObject([
        { behaviour: "inconclusive" },
      ]);
      const twin = [...events.filter(({ kind }) => kind !== "fault"), ...[injected(noop), healed(noop)]];
      expect(
        judge({ plan: noop, expectations: [newcomers], predictions: [until(5600)] }, twin),
      ).toMatchObject([{ behaviour: "inconclusive" }]);
    });
  });

  test.each([
    ["inside", [2800, 3000], "pass"],
    ["too late for", [1000, 2000], "fail"],
    ["too early for", [3500, 4000], "fail"],
    ["astride", [2895, 3000], "inconclusive"],
  ] as const)(
    "is judged by a window that the scenario derives itself: %s",
    (_, [earliestMs, latestMs], behaviour) => {
      const derived: Expectation = {
        ...outage,
        expect: { kind: "within", window: { earliestMs, latestMs } },
      };
      expect(judge({ expectations: [derived], predictions: [] })).toMatchObject([{ behaviour }]);
    },
  );

  test("is too noisy for a tight window of the scenario's, and not for a loose one", () => {
    const derived = (latestMs: number): Expectation => ({
      ...outage,
      expect: { kind: "within", window: { earliestMs: 0, latestMs } },
    });
    const events = failover({ lagMs: 150 });
    expect(judge({ expectations: [derived(2950)] }, events)).toMatchObject([{ behaviour: "inconclusive" }]);
    expect(judge({ expectations: [derived(6000)] }, events)).toMatchObject([{ behaviour: "pass" }]);
  });

  test("proves nothing when no outage was felt", () => {
    const events = [...failover().filter(({ kind }) => kind !== "sample" && kind !== "probe"), ...probed()];
    expect(judge({ expectations: [outage] }, events)).toMatchObject([{ behaviour: "inconclusive" }]);
  });

  test("passes unfelt where the scenario says that being spared is the best", () => {
    const spared: Expectation = {
      ...outage,
      expect: { kind: "by-window-end", against: "takeover", orNone: true },
    };
    const events = [...failover().filter(({ kind }) => kind !== "sample" && kind !== "probe"), ...probed()];
    expect(judge({ expectations: [spared] }, events)).toMatchObject([{ behaviour: "pass" }]);
  });

  describe("when its prober stalled in the middle of it", () => {
    const stalledFor = (ms: number): TimelineEvent[] => [
      ...failover(),
      { kind: "disturbance", what: "prober-stalled", detail: `${ms} ms`, at: instant(2000, 2000 + ms) },
    ];

    test("is inconclusive", () => {
      expect(judge({ expectations: [outage] }, stalledFor(300))).toMatchObject([
        { behaviour: "inconclusive", reasons: ["prober-stalled: 300 ms"] },
      ]);
    });

    test("is only less certain where that was less than a twentieth of the bound", () => {
      const [quiet] = judge({ expectations: [outage] });
      const [stalled] = judge({ expectations: [outage] }, stalledFor(100));
      const widthOf = (judged: typeof quiet): number =>
        judged?.measured?.kind === "seen" ? judged.measured.tookMs.maxMs - judged.measured.tookMs.minMs : NaN;
      expect(stalled).toMatchObject({ behaviour: "pass" });
      expect(widthOf(stalled) - widthOf(quiet)).toBeCloseTo(200, 6);
    });

    test("is inconclusive where it is decided only without that doubt", () => {
      const tight = [predicted([2600, 2960])];
      expect(judge({ expectations: [outage], predictions: tight })).toMatchObject([{ behaviour: "pass" }]);
      expect(judge({ expectations: [outage], predictions: tight }, stalledFor(100))).toMatchObject([
        { behaviour: "inconclusive" },
      ]);
    });
  });
});

describe("conditions", () => {
  const condition = (expect: Expectation["expect"]): Expectation => ({
    claim: claim.id,
    measure: { check: "stay-up", probe: "vip", span: { since: "heal" } },
    expect,
    promise: { kind: "holds" },
  });

  test.each([
    [{ kind: "holds" }, "pass", "HOLDS"],
    [{ kind: "broken" }, "fail", "UNDECIDED"],
    [{ kind: "reported" }, "not-judged", "HOLDS"],
  ] as const)("expected %o", (expected, behaviour, promise) => {
    expect(judge({ expectations: [condition(expected)] })).toMatchObject([{ behaviour, promise }]);
  });

  test("that broke while the prober stalled may have been broken by what stalled it", () => {
    const fromFault = {
      ...condition({ kind: "holds" }),
      measure: { check: "stay-up", probe: "vip" },
    } as const;
    const stall: TimelineEvent = {
      ...{ kind: "disturbance", what: "prober-stalled", detail: "20 ms" },
      at: instant(2000, 2020),
    };
    expect(judge({ expectations: [fromFault] })).toMatchObject([{ behaviour: "fail" }]);
    expect(judge({ expectations: [fromFault] }, [...failover(), stall])).toMatchObject([
      { behaviour: "inconclusive", reasons: ["prober-stalled: 20 ms"] },
    ]);
  });
});

test("an expectation is asked only in its profiles", () => {
  expect(judge(expecting({ profiles: ["tuned"] }))).toEqual([]);
});

test("an expectation of an unknown claim is refused", () => {
  expect(() => judge(expecting({ claim: "X-9" }))).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
});
