import { describe, expect, test } from "vitest";
import { takeover } from "../../src/checks/takeover.ts";
import { instant } from "../../src/timeline/clock.ts";
import type { TimelineEvent } from "../../src/timeline/events.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import {
  failover,
  freeze,
  healed,
  held,
  hostLoss,
  injected,
  noop,
  probed,
  released,
  vip,
} from "../timeline/recording.ts";

describe("takeover", () => {
  test("is measured from the fault's instant to the claim's, with the uncertainty of both", () => {
    const timeline = new Timeline(failover({ tookMs: 2900 }));
    expect(takeover(timeline, vip)).toMatchObject({
      kind: "seen",
      by: "lb2",
      tookMs: { minMs: 2896, maxMs: 2901 },
    });
  });

  test("did not happen where nothing was broken: the length of the observation is told", () => {
    const timeline = new Timeline([held("lb1", -50), injected(noop), ...probed(), healed(noop)]);
    expect(takeover(timeline, vip)).toMatchObject({ kind: "not-seen", observedMs: 5000 });
  });

  test("by the same host is none: an address that leaves and comes back has not moved", () => {
    const events = [held("lb1", -50), injected(hostLoss), held("lb1", 1500), healed(hostLoss)];
    expect(takeover(new Timeline(events), vip)).toMatchObject({ kind: "not-seen" });
  });

  test("after the heal is none: it is no longer the fault's doing", () => {
    const events = [held("lb1", -50), injected(hostLoss), healed(hostLoss, 2000), held("lb2", 2500)];
    expect(takeover(new Timeline(events), vip)).toMatchObject({ kind: "not-seen", observedMs: 1000 });
  });

  test("of a frozen host is seen although the old holder never lets go", () => {
    const events = [held("lb1", -50), injected(freeze), held("lb2", 3500), healed(freeze)];
    expect(takeover(new Timeline(events), vip)).toMatchObject({ kind: "seen", by: "lb2" });
  });

  test("while the fault was still being witnessed has a lower bound of zero, not a negative one", () => {
    const events = [
      held("lb1", -50),
      injected(hostLoss, instant(1000, 1040)),
      held("lb2", instant(1010, 1012)),
    ];
    expect(takeover(new Timeline(events), vip)).toMatchObject({ tookMs: { minMs: 0, maxMs: 12 } });
  });

  test("is read from keepalived where no address was observed", () => {
    const vrrp = (host: string, at: number): TimelineEvent => ({
      kind: "vrrp",
      host,
      instance: "VI_1",
      state: "MASTER",
      at: instant(at),
    });
    const events = [vrrp("lb1", 0), injected(hostLoss), vrrp("lb2", 4000), healed(hostLoss)];
    expect(takeover(new Timeline(events), vip)).toMatchObject({ by: "lb2", tookMs: { minMs: 3000 } });
  });

  test("names what keepalived and the wire saw of the same claim", () => {
    const garp: TimelineEvent = {
      kind: "arp",
      operation: "request",
      gratuitous: true,
      address: vip,
      mac: "02:42:0a:09:00:03",
      at: instant(3898),
    };
    const found = takeover(new Timeline([...failover({ tookMs: 2900 }), garp]), vip);
    expect(found.detail).toContain("gratuitous ARP from 02:42:0a:09:00:03 2.5 ms ± 0.5 ms before");
  });

  test.each([
    ["without a fault", [held("lb1", 0)]],
    ["where nobody held the address", [injected(hostLoss), held("lb2", 2000)]],
    ["where its only holder had let go before", [held("lb1", 0), released("lb1", 500), injected(hostLoss)]],
    ["where the address was never seen", [injected(hostLoss), ...probed()]],
  ])("cannot be judged %s", (_, events) => {
    expect(() => takeover(new Timeline(events), vip)).toThrow(
      expect.objectContaining({ code: "NOTHING_TO_JUDGE" }),
    );
  });
});
