import { describe, expect, test } from "vitest";
import { journeys, journeysFelt, type Effect } from "../../src/checks/journeys.ts";
import { outpaces } from "../../src/checks/outpaces.ts";
import { recovered } from "../../src/checks/recovered.ts";
import { slowed } from "../../src/checks/slowed.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import type { TimelineEvent } from "../../src/timeline/events.ts";
import { crash, healed, injected, probed, samples, type Down } from "../timeline/recording.ts";

const nothingToJudge = expect.objectContaining({ code: "NOTHING_TO_JUDGE" }) as unknown;

/** The fault lasts from 1000 to 6000 ms. */
function recording(probes: Readonly<Record<string, readonly Down[]>>): Timeline {
  const clients = Object.entries(probes).flatMap(([probe, down]) => probed({ probe, down, everyMs: 100 }));
  return new Timeline([...clients, injected(crash), healed(crash)]);
}

function effectOf(...down: readonly Down[]): Effect | undefined {
  const [felt] = journeysFelt(recording({ login: down }), [{ journey: "log in", probe: "login" }]);
  return felt?.effect;
}

describe("what a fault does to a journey", () => {
  test("is nothing where every operation succeeded, whatever was before and after", () => {
    expect(effectOf()).toBe("untouched");
    expect(effectOf([0, 900], [6000, 7000])).toBe("untouched");
  });

  test("is its loss where none succeeded in the second half of the fault's time", () => {
    expect(effectOf([1000, 6000])).toBe("lost");
    expect(effectOf([3000, 6000])).toBe("lost");
  });

  test("is a degradation where it came back, or failed now and then to the end", () => {
    expect(effectOf([1000, 3000])).toBe("degraded");
    expect(effectOf([1000, 5800])).toBe("degraded");
    expect(effectOf([5900, 6000])).toBe("degraded");
  });

  test("lasts from the first failure to the first success after the last one", () => {
    const felt = journeysFelt(
      recording({
        login: [
          [1500, 1600],
          [2500, 2600],
        ],
      }),
      [{ journey: "log in", probe: "login" }],
    );
    expect(felt).toMatchObject([{ failed: 2, lasted: { minMs: 1000, maxMs: 1200 } }]);
  });

  test("has no end where it had not come back when the fault was healed", () => {
    const felt = journeysFelt(recording({ login: [[2000, 7000]] }), [{ journey: "log in", probe: "login" }]);
    expect(felt[0]?.lasted?.maxMs).toBe(Infinity);
  });

  test("cannot be told of a probe without samples, or with too few", () => {
    expect(() => journeysFelt(recording({}), [{ journey: "log in", probe: "login" }])).toThrow();
    const seldom: TimelineEvent[] = [
      ...samples({ probe: "login", everyMs: 2000 }),
      injected(crash),
      healed(crash),
    ];
    expect(() => journeysFelt(new Timeline(seldom), [{ journey: "log in", probe: "login" }])).toThrow(
      nothingToJudge,
    );
  });
});

describe("a row of the matrix", () => {
  const asked = (documented?: readonly Effect[]): Parameters<typeof journeys>[1] => ({
    role: "a role",
    journeys: [
      { journey: "log in", probe: "login", ...(documented === undefined ? {} : { documented }) },
      { journey: "stream", probe: "stream", documented: ["untouched"] },
    ],
  });
  const half = recording({ login: [[1000, 2000]], stream: [] });

  test("agrees where every journey was touched as the document says", () => {
    expect(journeys(half, asked(["untouched", "degraded"])).holds).toBe(true);
  });

  test("does not where one was touched otherwise, and says which", () => {
    expect(journeys(half, asked(["lost"]))).toMatchObject({
      holds: false,
      detail: "log in degraded for 950 ms ± 50 ms, documented lost; stream untouched",
    });
    const cascade = recording({ login: [[1000, 2000]], stream: [[1000, 1200]] });
    expect(journeys(cascade, asked(["degraded"])).holds).toBe(false);
  });

  test("holds nothing against what the document is silent of", () => {
    expect(journeys(half, asked()).holds).toBe(true);
  });

  test("of an undisturbed system cannot agree with a role that is said to be lost", () => {
    expect(journeys(recording({ login: [], stream: [] }), asked(["lost"])).holds).toBe(false);
  });
});

describe("recovered", () => {
  test("is when the last of several outages is over", () => {
    const timeline = recording({
      login: [
        [1200, 1300],
        [3000, 3100],
      ],
    });
    expect(recovered(timeline, "login")).toMatchObject({
      kind: "seen",
      tookMs: { minMs: 2000, maxMs: 2100 },
    });
  });

  test("has no end where the service was away at the heal", () => {
    expect(recovered(recording({ login: [[1200, 7000]] }), "login")).toMatchObject({
      kind: "seen",
      tookMs: { maxMs: Infinity },
    });
  });

  test("is not seen where nothing failed", () => {
    expect(recovered(recording({ login: [] }), "login")).toMatchObject({ kind: "not-seen" });
  });
});

describe("slowed", () => {
  /** Operations of 1 ms every 100 ms, and of `lateMs` in every second second, in which the load runs. */
  function loaded(lateMs: number, everyMs = 100): Timeline {
    const load = samples({ probe: "load", everyMs: 2000 }).map((each) => ({
      ...each,
      doneAt: each.sentAt + 1000,
    }));
    const create = samples({ probe: "create", everyMs }).map((each) => ({
      ...each,
      doneAt: each.sentAt + (each.scheduledAt % 2000 < 1000 ? lateMs : 1),
    }));
    return new Timeline([...load, ...create, injected(crash), healed(crash)]);
  }

  test("is true where operations beside the load took longer", () => {
    expect(slowed(loaded(40), { probe: "create", by: "load" })).toMatchObject({
      holds: true,
      detail: expect.stringContaining("40.0 times") as unknown,
    });
  });

  test("is not where they did not", () => {
    expect(slowed(loaded(1), { probe: "create", by: "load" }).holds).toBe(false);
  });

  test("cannot be told of too few", () => {
    expect(() => slowed(loaded(40, 1000), { probe: "create", by: "load" })).toThrow(nothingToJudge);
  });
});

describe("outpaces", () => {
  const times = (down: readonly Down[]): boolean =>
    outpaces(recording({ lb: down, names: [[1000, 4000]] }), { probe: "lb", than: "names", times: 5 }).holds;

  test("is true of one that was well so many times sooner, and of one that felt nothing", () => {
    expect(times([[1000, 1400]])).toBe(true);
    expect(times([])).toBe(true);
  });

  test("is not of one that took longer than that, though it was sooner", () => {
    expect(times([[1000, 1700]])).toBe(false);
  });

  test("is not where the slower one felt nothing: then nothing is compared", () => {
    const timeline = recording({ lb: [], names: [] });
    expect(outpaces(timeline, { probe: "lb", than: "names", times: 5 }).holds).toBe(false);
  });
});
