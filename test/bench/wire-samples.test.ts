import { expect, test } from "vitest";
import { wireSamples } from "../../bench/wire-samples.ts";
import { pcapHeader, pcapRecord } from "../../src/observers/capture/pcap-record.ts";
import { instant } from "../../src/timeline/clock.ts";
import type { SampleEvent } from "../../src/timeline/events.ts";
import { outagesOf } from "../../src/timeline/outage.ts";
import { client, clientMac, tcp, vip, type SegmentText } from "../observers/capture/frames.ts";

const syn = (port: number): SegmentText => ({ flags: "S", ports: [port, 5696] });
const answer = (port: number, flags: "SA" | "R"): SegmentText => ({
  flags,
  source: vip,
  target: client,
  ports: [5696, port],
  to: clientMac,
});

function seen(script: readonly (readonly [atMs: number, segment: SegmentText])[]): readonly SampleEvent[] {
  const records = script.map(([atMs, segment]) => {
    const bytes = tcp(segment);
    const stamp = { seconds: 0, nanoseconds: Math.round(atMs * 1e6) };
    return pcapRecord({ ...stamp, originalLength: bytes.length, bytes });
  });
  const pcap = Buffer.concat([pcapHeader(), ...records]);
  return wireSamples(pcap, { address: vip, port: 5696 }, (wallMs) => instant(wallMs));
}

test("an attempt is as good as its answer, at the instant of its SYN", () => {
  const samples = seen([
    [10, syn(40_000)],
    [10.2, answer(40_000, "SA")],
    [15, syn(40_001)],
    [20, syn(40_002)],
    [20.1, answer(40_002, "R")],
  ]);
  expect(samples.map(({ scheduledAt, outcome }) => [scheduledAt, outcome])).toEqual([
    [10, "ok"],
    [15, "timeout"],
    [20, "refused"],
  ]);
});

test("a reset after the handshake is how the prober hangs up, and no refusal", () => {
  const samples = seen([
    [10, syn(40_000)],
    [10.2, answer(40_000, "SA")],
    [10.4, answer(40_000, "R")],
  ]);
  expect(samples.map(({ outcome }) => outcome)).toEqual(["ok"]);
});

test("a port that is used again is another attempt", () => {
  const samples = seen([
    [10, syn(40_000)],
    [10.2, answer(40_000, "SA")],
    [900, syn(40_000)],
  ]);
  expect(samples.map(({ outcome }) => outcome)).toEqual(["ok", "timeout"]);
});

test("a gap is measured from its unanswered SYNs, with the resolution that they give", () => {
  const attempts = Array.from({ length: 40 }, (_, k) => 5 * k);
  const samples = seen(
    attempts.flatMap((atMs, k) => {
      const asked = [atMs, syn(40_000 + k)] as const;
      return atMs >= 52 && atMs < 102 ? [asked] : [asked, [atMs + 0.1, answer(40_000 + k, "SA")] as const];
    }),
  );
  expect(outagesOf(samples).outages.map(({ lastedMs }) => lastedMs)).toEqual([{ minMs: 45, maxMs: 55 }]);
});
