import type { Host } from "../src/lab/host.ts";
import type { Lab } from "../src/lab/lab.ts";
import { captureObserver } from "../src/observers/capture/observer.ts";
import type { Capture } from "../src/observers/capture/observer.ts";
import type { DurationMs } from "../src/timeline/duration.ts";
import type { SampleEvent } from "../src/timeline/events.ts";
import { outagesOf } from "../src/timeline/outage.ts";
import { quantile } from "../src/timeline/quantile.ts";
import { senderQuality } from "../src/timeline/sender.ts";
import type { Rig } from "../src/trial/rig.ts";
import { nineContainers, onRig, targetPort } from "./bench-rig.ts";
import { gapOf, makeWayForGaps, tickMs } from "./gap.ts";
import type { Gap } from "./gap.ts";
import { printGoals } from "./goal.ts";
import { asSeenEvery, slowerToolText } from "./slower-tool.ts";
import { wireSamples } from "./wire-samples.ts";

/** The gaps of the project's own goal, in milliseconds: one below, one beside, two far above a slow probe's interval. */
const gapsMs = [50, 137, 500, 2_000] as const;
const probesEveryMs = [1, 5] as const;
const deadlineMs = 400;
const lagGoalMs = 3;
/** Good samples on both sides of a gap, enough for a tool that asks every second to have one there. */
const quietMs = 1_100;

interface Measured {
  readonly gap: Gap;
  readonly wire: DurationMs | undefined;
  readonly probes: ReadonlyMap<number, DurationMs | undefined>;
}

/**
 * Known gaps, made by the kernel of a lab's host without a second command, and what a client's probes and a capture say of them while
 * all nine containers of the lab do their work.
 */
export async function calibration({ times = 12 }: { readonly times?: number } = {}): Promise<void> {
  const probes = probesEveryMs.map((everyMs) => ({
    name: nameOf(everyMs),
    journey: "tcp",
    everyMs,
    deadlineMs,
  }));
  console.log(`Calibration: gaps of ${gapsMs.join(", ")} ms, ${times} of each`);
  await onRig(await nineContainers(probes), async (rig) => {
    const target = rig.lab.host("target");
    const capture = captureObserver();
    await capture.attach(seeing(rig.lab, target), rig.lab.host("client"));
    const collected = rig.collect();
    rig.clients.start();
    try {
      await makeWayForGaps(target, { device: target.on("front").device, port: targetPort });
      const wire: SampleEvent[] = [];
      const gaps: Gap[] = [];
      for (const ms of gapsMs) {
        const mark = capture.mark();
        for (let time = 0; time < times; time++) gaps.push(await gapOf(target, { ms, quietMs }));
        await capture.settle();
        wire.push(...seenOnWire(capture, mark, rig.lab, target));
      }
      await rig.clients.stop();
      report(rig, { gaps, wire, events: collected.stop() });
    } finally {
      await capture.stop();
    }
  });
}

/** The same lab, as a capture sees it that watches the target's address in the place of a VIP. */
function seeing(lab: Lab, target: Host): Lab {
  return {
    ...lab,
    stack: { ...lab.stack, vips: [{ address: target.on("front").address, network: "front" }] },
  };
}

function seenOnWire(
  capture: Capture,
  mark: ReturnType<Capture["mark"]>,
  lab: Lab,
  target: Host,
): readonly SampleEvent[] {
  const service = { address: target.on("front").address, port: targetPort };
  return capture.since(mark).flatMap(({ name, pcap, lostBytes }) => {
    if (lostBytes > 0) console.log(`  ${name} forgot ${lostBytes} bytes: the gaps in them are not measured`);
    return wireSamples(pcap, service, (wallMs) => lab.clock.instantOf(wallMs));
  });
}

interface Evidence {
  readonly gaps: readonly Gap[];
  readonly wire: readonly SampleEvent[];
  readonly events: ReturnType<ReturnType<Rig["collect"]>["stop"]>;
}

function report(rig: Rig, { gaps, wire, events }: Evidence): void {
  const samplesOf = (everyMs: number): readonly SampleEvent[] =>
    events.filter(
      (event): event is SampleEvent => event.kind === "sample" && event.probe === nameOf(everyMs),
    );
  const samples = new Map(probesEveryMs.map((everyMs) => [everyMs, samplesOf(everyMs)]));
  const measured = gaps.map((gap) => ({
    gap,
    wire: lasted(around(wire, gap)),
    probes: new Map([...samples].map(([everyMs, some]) => [everyMs, lasted(around(some, gap))] as const)),
  }));
  for (const ms of gapsMs) {
    const some = measured.filter(({ gap }) => gap.ms === ms);
    console.log(`  ${ms} ms: capture ${spread(some.flatMap(({ wire: each }) => each ?? []))}`);
    for (const everyMs of probesEveryMs) console.log(`    probe ${everyMs} ms: ${compared(some, everyMs)}`);
    const [first] = some;
    if (first !== undefined) console.log(`    ${besides(samplesOf(5), first.gap)}`);
  }
  const disturbances = events.filter(({ kind }) => kind === "disturbance").length;
  console.log(`  disturbances recorded: ${disturbances}; lab ${rig.lab.id}`);
  goals(measured, samples);
}

/** The samples from well before a gap to well after it. */
function around(samples: readonly SampleEvent[], { ms, since, until }: Gap): readonly SampleEvent[] {
  return samples.filter(
    ({ scheduledAt }) => scheduledAt >= since - quietMs && scheduledAt <= until + ms + quietMs,
  );
}

/** Whether the 5 ms probe kept its schedule in this window well enough to be judged by. */
function isQuiet(samples: readonly SampleEvent[]): boolean {
  return samples.length > 0 && senderQuality(samples, 5).lagP999Ms <= lagGoalMs;
}

/** Undefined where the gap was not felt, or fell apart: neither is a measurement of it. */
function lasted(samples: readonly SampleEvent[]): DurationMs | undefined {
  const { outages } = outagesOf(samples);
  return outages.length === 1 ? outages[0]?.lastedMs : undefined;
}

function compared(measured: readonly Measured[], everyMs: number): string {
  const pairs = pairsOf(measured, everyMs);
  const felt = measured.flatMap(({ probes }) => probes.get(everyMs) ?? []);
  const lost = measured.length - felt.length;
  const errors = pairs.map(({ errorMs }) => Math.abs(errorMs));
  const error =
    errors.length === 0
      ? "no pair"
      : `off the capture by p50 ${quantile(errors, 0.5).toFixed(1)}, at most ${quantile(errors, 1).toFixed(1)} ms`;
  const agree = pairs.filter(({ overlap }) => overlap).length;
  const covers = measured.filter(({ gap, probes }) => isCovered(gap.ms, probes.get(everyMs))).length;
  return (
    `${spread(felt)}; ${error}; agrees with the capture in ${agree} of ${measured.length}, ` +
    `contains the gap in ${covers} of ${measured.length}${lost === 0 ? "" : `; ${lost} NOT MEASURED (not felt as one)`}`
  );
}

/** Within its own interval, give or take the tick at which the kernel ended the gap. */
function isCovered(ms: number, felt: DurationMs | undefined): boolean {
  return felt !== undefined && felt.minMs <= ms + tickMs && felt.maxMs >= ms - tickMs;
}

function pairsOf(
  measured: readonly Measured[],
  everyMs: number,
): readonly { readonly errorMs: number; readonly overlap: boolean }[] {
  return measured.flatMap(({ wire, probes }) => {
    const felt = probes.get(everyMs);
    if (wire === undefined || felt === undefined) return [];
    const overlap = felt.minMs <= wire.maxMs && wire.minMs <= felt.maxMs;
    return [{ errorMs: middle(felt) - middle(wire), overlap }];
  });
}

function goals(measured: readonly Measured[], samples: ReadonlyMap<number, readonly SampleEvent[]>): void {
  const quiet = measured.filter(({ gap }) => isQuiet(around(samples.get(5) ?? [], gap)));
  const quietMsOff = pairsOf(quiet, 5).map(({ errorMs }) => Math.abs(errorMs));
  const inQuiet =
    quietMsOff.length === 0
      ? "no window was quiet"
      : `${Math.max(...quietMsOff).toFixed(1)} ms in the ${quiet.length} windows that the sender kept to`;
  const atFive = pairsOf(measured, 5);
  const worstMs = atFive.length === 0 ? NaN : Math.max(...atFive.map(({ errorMs }) => Math.abs(errorMs)));
  const every = atFive.length === measured.length;
  const lagOf = (everyMs: number): ReturnType<typeof senderQuality> =>
    senderQuality(samples.get(everyMs) ?? [], everyMs);
  printGoals([
    {
      what: "a 5 ms probe against the capture, nine containers running",
      goal: "within 10 ms",
      measured: Number.isNaN(worstMs) ? undefined : `${worstMs.toFixed(1)} ms at most`,
      met: every && worstMs <= 10,
      because: `${atFive.length} of ${measured.length} gaps felt as one by both; ${inQuiet}`,
      beside: "a 100 ms ping and a 1 s poll, as printed under each gap",
    },
    ...probesEveryMs.map((everyMs) => {
      const { lagP999Ms, lagMaxMs } = lagOf(everyMs);
      const count = samples.get(everyMs)?.length ?? 0;
      return {
        what: `sender lag of the ${everyMs} ms probe, p99.9`,
        goal: `at most ${lagGoalMs} ms`,
        measured: `${lagP999Ms.toFixed(2)} ms (worst ${lagMaxMs.toFixed(1)} ms, ${count} operations)`,
        met: count > 0 && lagP999Ms <= lagGoalMs,
        beside: "a plain setInterval loop, in `npm run bench -- prober`",
      };
    }),
  ]);
}

function besides(samples: readonly SampleEvent[], gap: Gap): string {
  const tools = [100, 1_000].map((everyMs) =>
    slowerToolText(asSeenEvery(around(samples, gap), { everyMs, sampledEveryMs: 5 })),
  );
  return `beside it, of the first of them: ${tools.join("; ")}`;
}

function spread(durations: readonly DurationMs[]): string {
  if (durations.length === 0) return "nothing";
  const middles = durations.map(middle);
  const widthMs = quantile(
    durations.map(({ minMs, maxMs }) => maxMs - minMs),
    0.5,
  );
  return `${quantile(middles, 0).toFixed(1)} to ${quantile(middles, 1).toFixed(1)} ms, ± ${(widthMs / 2).toFixed(1)}`;
}

function middle({ minMs, maxMs }: DurationMs): number {
  return (minMs + maxMs) / 2;
}

function nameOf(everyMs: number): string {
  return `gap-${everyMs}`;
}
