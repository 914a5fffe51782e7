import { expect, test } from "vitest";
import { answersFor } from "../../src/checks/split-brain-answers.ts";
import { splitBrain } from "../../src/checks/split-brain.ts";
import { instant } from "../../src/timeline/clock.ts";
import type { ConnectionEvent, TimelineEvent } from "../../src/timeline/events.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import { freeze, healed, held, injected, released, vip } from "../timeline/recording.ts";

const [frozenMac, newMac] = ["02:00:00:00:00:01", "02:00:00:00:00:02"];

const reply = (mac: string, at: number, gratuitous = false): TimelineEvent => ({
  ...{ kind: "arp", operation: "reply", gratuitous, address: vip, mac },
  at: instant(at),
});
const connection = (
  sentTo: string,
  outcome: ConnectionEvent["outcome"],
  at: number,
  port = 5696,
): TimelineEvent => ({
  ...{ kind: "connection", host: "client", purpose: "client", client: "10.9.0.50", address: vip },
  ...{ port, sentTo, outcome, at: instant(at) },
});

const span = { since: 4000, until: 6000 };

test("ARP replies are counted by who sent them, gratuitous ones and others' are not", () => {
  const events = [
    ...[reply(frozenMac, 4100), reply(frozenMac, 4300), reply(newMac, 4300.2), reply(newMac, 4001, true)],
    ...[reply(frozenMac, 3000), reply(frozenMac, 6100)],
  ];
  expect(answersFor(new Timeline(events), vip, span)).toEqual([
    `${frozenMac} answered ARP 2 times`,
    `${newMac} answered ARP 1 times`,
  ]);
  expect(answersFor(new Timeline(events), "10.9.0.101", span)).toEqual([]);
});

test("connections count for as long as nothing about them changes, each port for itself", () => {
  const events = [
    connection(frozenMac, "silence", 3500),
    connection(newMac, "accepted", 4500),
    connection(frozenMac, "accepted", 5800),
    connection(newMac, "refused", 4200, 9998),
  ];
  expect(answersFor(new Timeline(events), vip, span)).toEqual([
    `connections to port 5696 went to ${frozenMac} (silence) for 500 ms`,
    `connections to port 9998 went to ${newMac} (refused) for 1.800 s`,
    `connections to port 5696 went to ${newMac} (accepted) for 1.300 s`,
    `connections to port 5696 went to ${frozenMac} (accepted) for 200 ms`,
  ]);
});

test("a split brain says who answered while it lasted", () => {
  const events = [
    ...[held("lb1", -50), injected(freeze), held("lb2", 4000), healed(freeze, 6000), released("lb2", 6000)],
    ...[reply(frozenMac, 4100), reply(frozenMac, 6500)],
  ];
  expect(splitBrain(new Timeline(events), vip)).toMatchObject({
    detail: `lb1 and lb2 both held ${vip} for 2.000 s ± 0 ms; ${frozenMac} answered ARP 1 times`,
  });
});
