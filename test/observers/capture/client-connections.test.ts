import { describe, expect, test } from "vitest";
import { ClientConnections } from "../../../src/observers/capture/client-connections.ts";
import { decode } from "../../../src/observers/capture/decode.ts";
import { instant } from "../../../src/timeline/clock.ts";
import type { ConnectionEvent } from "../../../src/timeline/events.ts";
import { client, clientMac, lb1, lb2, tcp, vip, type SegmentText } from "./frames.ts";

/** Plays segments at instants and collects what is told. */
function told(
  script: readonly (readonly [at: number, segment: SegmentText])[],
  follower = new ClientConnections("client", [vip]),
): readonly ConnectionEvent[] {
  return script.flatMap(([at, segment]) => {
    const decoded = decode(tcp(segment));
    return decoded?.kind === "tcp" ? [...follower.take(decoded, instant(at))] : [];
  });
}

const syn = (port: number, to = lb1): SegmentText => ({ flags: "S", ports: [port, 5696], to });
const answer = (port: number, flags: "SA" | "R", from = lb1): SegmentText => ({
  flags,
  source: vip,
  target: client,
  ports: [5696, port],
  from,
  to: clientMac,
});

describe("connections of clients", () => {
  test("are told of once while nothing changes, however many there are", () => {
    const script = Array.from({ length: 100 }, (_, k) => [
      [k * 5, syn(40_000 + k)] as const,
      [k * 5 + 0.1, answer(40_000 + k, "SA")] as const,
    ]).flat();
    expect(told(script)).toEqual([
      {
        kind: "connection",
        host: "client",
        purpose: "client",
        client,
        address: vip,
        port: 5696,
        sentTo: lb1,
        outcome: "accepted",
        answeredBy: lb1,
        answeredAt: instant(0.1),
        at: instant(0),
      },
    ]);
  });

  test("are told of again when they are refused, and when they are accepted again", () => {
    const events = told([
      [0, syn(1)],
      [0.1, answer(1, "SA")],
      [5, syn(2)],
      [5.1, answer(2, "R")],
      [10, syn(3)],
      [10.1, answer(3, "R")],
      [15, syn(4)],
      [15.1, answer(4, "SA")],
    ]);
    expect(events.map(({ outcome, at }) => [outcome, at.notBefore])).toEqual([
      ["accepted", 0],
      ["refused", 5],
      ["accepted", 15],
    ]);
  });

  test("show at which SYN the silence began, and by which machine it ended", () => {
    const events = told([
      [0, syn(1)],
      [0.1, answer(1, "SA")],
      ...Array.from({ length: 60 }, (_, k) => [5 + k * 5, syn(100 + k)] as const),
      [310, syn(2, lb2)],
      [310.2, answer(2, "SA", lb2)],
    ]);
    expect(events).toMatchObject([
      { outcome: "accepted", answeredBy: lb1 },
      { outcome: "silence", sentTo: lb1, at: instant(5) },
      { outcome: "accepted", sentTo: lb2, answeredBy: lb2, at: instant(310), answeredAt: instant(310.2) },
    ]);
    expect(events[1]).not.toHaveProperty("answeredBy");
  });

  test("that were lost before others were answered are no silence after it", () => {
    const events = told([
      [0, syn(1)],
      [0.1, answer(1, "SA")],
      [5, syn(2)],
      [10, syn(3)],
      [10.1, answer(3, "SA")],
      [400, syn(4)],
      [400.1, answer(4, "SA")],
    ]);
    expect(events).toHaveLength(1);
  });

  test("whose SYN was sent again count from the one that was answered, and from where that was sent to", () => {
    const events = told([
      [0, syn(1, lb1)],
      [150, syn(1, lb2)],
      [150.1, answer(1, "SA", lb2)],
    ]);
    expect(events).toMatchObject([{ sentTo: lb2, answeredBy: lb2, at: instant(150) }]);
  });

  test("show that a client asks one machine and another one answers", () => {
    const events = told([
      [0, syn(1, lb1)],
      [0.1, answer(1, "SA", lb2)],
    ]);
    expect(events).toMatchObject([{ sentTo: lb1, answeredBy: lb2 }]);
  });

  test("of each service and client are told of apart", () => {
    const other: SegmentText = { flags: "S", ports: [7, 9998] };
    const events = told([
      [0, syn(1)],
      [0.1, answer(1, "SA")],
      [1, other],
      [1.1, { ...answer(7, "R"), ports: [9998, 7] }],
    ]);
    expect(events.map(({ port, outcome }) => [port, outcome])).toEqual([
      [5696, "accepted"],
      [9998, "refused"],
    ]);
  });

  test("are told of anew when that is asked for", () => {
    const follower = new ClientConnections("client", [vip]);
    const round = (k: number): readonly ConnectionEvent[] =>
      told([[k * 5, syn(k)] as const, [k * 5 + 0.1, answer(k, "SA")] as const], follower);
    expect(round(1)).toHaveLength(1);
    expect(round(2)).toHaveLength(0);
    follower.forget();
    expect(round(3)).toHaveLength(1);
    expect(round(4)).toHaveLength(0);
  });

  test("that end, and resets of established ones, are nothing new", () => {
    const events = told([
      [0, { flags: "FA", ports: [1, 5696] }],
      [1, answer(1, "R")],
      [2, { flags: "R", ports: [1, 5696] }],
    ]);
    expect(events).toEqual([]);
  });
});
