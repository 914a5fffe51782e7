import { describe, expect, test } from "vitest";
import "../../src/matchers/register.ts";
import { instant } from "../../src/timeline/clock.ts";
import type { WireTerms } from "../../src/verdict/trial-record.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import type { TimelineEvent } from "../../src/timeline/events.ts";
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
  vip,
} from "../timeline/recording.ts";
import { predicted, trial } from "../verdict/trial.ts";

/** What a matcher says when it fails; fails itself where it does not. */
function complaint(assertion: () => void): string {
  try {
    assertion();
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
  return expect.fail("the matcher did not fail");
}

const moved = new Timeline(failover({ tookMs: 2900 }));
const out = new Timeline(evicted());
const server = "kms/kms1";
const nothingToJudge = expect.objectContaining({ code: "NOTHING_TO_JUDGE" }) as unknown;

describe("each matcher is satisfied by what it asks for, and not by less", () => {
  describe("toAgree", () => {
    const mac = "02:42:0a:09:00:0c";
    const claimant = { address: vip, host: "lb2", macs: [mac] } as unknown as WireTerms["claimants"][number];
    /** lb2 took the address between 3900 and 3901 ms; the capture saw its gratuitous ARP then. */
    const seen = (arpAt: number): ReturnType<typeof trial> => {
      const arp: TimelineEvent = {
        ...{ kind: "arp", operation: "request", gratuitous: true, address: vip, mac },
        at: instant(arpAt),
      };
      return trial({ wire: { claimants: [claimant], servers: [] } }, [...failover(), arp]);
    };

    test("where two instruments date a takeover alike", () => {
      expect(seen(3903)).toAgree({ probe: "vip" });
    });

    test("not where they lie further apart than both doubts and a step of the programs", () => {
      expect(complaint(() => expect(seen(3950)).toAgree({ probe: "vip" }))).toMatch(
        /^lb2 took 10\.9\.0\.100: the capture, by gratuitous ARP, dates it 49\.5 ms/,
      );
    });

    test("proves nothing where nobody saw the same", () => {
      expect(() => expect(trial({}, failover())).toAgree({ probe: "vip" })).toThrow(nothingToJudge);
    });
  });

  test("toMoveVipWithin", () => {
    expect(moved).toMoveVipWithin(3000);
    expect(moved).not.toMoveVipWithin(2000);
    expect(complaint(() => expect(moved).toMoveVipWithin(2000))).toMatch(
      /^takeover of 10\.9\.0\.100: 2\.899 s ± 3 ms \(lb2 took .*\); the budget is 2\.000 s$/,
    );
  });

  test("toEvictWithin", () => {
    expect(out).toEvictWithin(2500, { server });
    expect(complaint(() => expect(out).toEvictWithin(1000, { server }))).toMatch(
      /^eviction of kms\/kms1 by lb1: /,
    );
  });

  test("toReadmitWithin", () => {
    expect(out).toReadmitWithin(1500, { server, balancer: "lb2" });
    expect(complaint(() => expect(out).toReadmitWithin(900, { server }))).toMatch(
      /^readmission of kms\/kms1 by lb1: /,
    );
  });

  test("toRecoverWithin", () => {
    expect(moved).toRecoverWithin(3000, { probe: "vip" });
    expect(complaint(() => expect(moved).toRecoverWithin(2000, { probe: "vip" }))).toMatch(
      /^longest outage of probe vip: 2\.900 s ± 10 ms \(probe vip failed 290 times \(timeout\).*the budget is 2\.000 s$/,
    );
  });

  test("toStayUp", () => {
    const steady = new Timeline([...failover(), ...probed({ probe: "web" })]);
    expect(steady).toStayUp({ probe: "web", minSamples: 500 });
    expect(steady).not.toStayUp({ probe: "vip" });
    expect(complaint(() => expect(steady).toStayUp({ probe: "vip" }))).toBe(
      "probe vip, 701 samples: 290 timeout, 411 ok",
    );
  });

  test("toAffectOnly", () => {
    expect(moved).toAffectOnly({ probes: ["vip"], vips: [vip] });
    expect(complaint(() => expect(moved).toAffectOnly({ vips: [vip] }))).toBe(
      "touched vip, 10.9.0.100; not expected: probe vip",
    );
  });
});

test("a whole trial brings its prediction into the message: measured, predicted, budget", () => {
  const result = trial({ predictions: [predicted([2600, 3600])] });
  expect(complaint(() => expect(result).toMoveVipWithin(2000))).toMatch(
    /^takeover .*: 2\.899 s ± 3 ms .*; predicted 2\.600 s – 3\.600 s \(advert_int 1\); the budget is 2\.000 s$/,
  );
});

describe("what never came", () => {
  const stayed = new Timeline([...probed(), held("lb1", -50), injected(hostLoss), healed(hostLoss)]);

  test("misses a budget that was watched for", () => {
    expect(complaint(() => expect(stayed).toMoveVipWithin(2000))).toMatch(/not seen in 5\.000 s/);
  });

  test("is inconclusive where the observation was shorter than the budget, also for .not", () => {
    expect(complaint(() => expect(stayed).toMoveVipWithin(20_000))).toMatch(/^INCONCLUSIVE: /);
    expect(complaint(() => expect(stayed).not.toMoveVipWithin(20_000))).toMatch(/^INCONCLUSIVE: /);
  });
});

describe("what cannot be decided fails with and without .not", () => {
  const unwitnessed = new Timeline([
    ...failover().filter(({ kind }) => kind !== "fault"),
    ...[injected(hostLoss, 1000, false), healed(hostLoss)],
  ]);

  test.each([
    ["an unwitnessed fault", unwitnessed],
    ["a noisy machine", new Timeline(failover({ lagMs: 200 }))],
    ["a trial that was stopped", trial({ stopped: "SIGSTOP" })],
  ])("%s", (_, recording) => {
    expect(complaint(() => expect(recording).toMoveVipWithin(3000))).toMatch(/^INCONCLUSIVE: /);
    expect(complaint(() => expect(recording).not.toMoveVipWithin(3000))).toMatch(/^INCONCLUSIVE: /);
  });

  test("a measurement that straddles the budget", () => {
    expect(complaint(() => expect(moved).toMoveVipWithin(2898))).toMatch(/^INCONCLUSIVE: .*straddles/);
  });

  test("a condition of an unwitnessed fault", () => {
    expect(complaint(() => expect(unwitnessed).toStayUp({ probe: "vip" }))).toMatch(/^INCONCLUSIVE: /);
    expect(complaint(() => expect(unwitnessed).not.toStayUp({ probe: "vip" }))).toMatch(/^INCONCLUSIVE: /);
  });
});

describe("the inverted twin: with nothing broken, every matcher refuses", () => {
  const events: readonly TimelineEvent[] = [
    ...failover({ plan: noop }).filter((event) => event.kind !== "address" || event.host === "lb1"),
    ...evicted({ plan: noop }).filter((event) => event.kind === "server" && event.state === "UP"),
  ];
  const quiet = new Timeline(events);

  test.each([
    ["toMoveVipWithin", () => expect(quiet).toMoveVipWithin(3000)],
    ["toEvictWithin", () => expect(quiet).toEvictWithin(9000, { server })],
    ["toReadmitWithin", () => expect(quiet).toReadmitWithin(6000, { server })],
    ["toRecoverWithin", () => expect(quiet).toRecoverWithin(2000, { probe: "vip" })],
    ["toStayUp", () => expect(quiet).toStayUp({ probe: "vip" })],
    ["toAffectOnly", () => expect(quiet).toAffectOnly({})],
  ])("%s", (_, assertion) => {
    expect(assertion).toThrow(nothingToJudge);
  });
});

describe("a recording that cannot bear the question is refused", () => {
  const untouched = new Timeline([...probed(), held("lb1", -50), injected(crash), healed(crash)]);

  test.each([
    ["no outage to recover from", () => expect(untouched).toRecoverWithin(2000, { probe: "vip" })],
    ["nothing touched of what is named", () => expect(untouched).toAffectOnly({ probes: ["vip"] })],
    [
      "no balancer that knows the server",
      () => expect(untouched).toEvictWithin(9000, { server: "kms/kms9" }),
    ],
  ])("%s", (_, assertion) => {
    expect(assertion).toThrow(nothingToJudge);
  });

  test("and so is anything but a timeline or a trial", () => {
    expect(() => expect("nonsense").toMoveVipWithin(1)).toThrow(
      expect.objectContaining({ code: "BAD_INPUT" }),
    );
  });
});
