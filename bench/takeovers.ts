import system from "../fixtures/systems/cosmian-kms/system.ts";
import { faultOf } from "../src/faults/catalogue.ts";
import { captureObserver } from "../src/observers/capture/observer.ts";
import type { Capture } from "../src/observers/capture/observer.ts";
import { now } from "../src/timeline/clock.ts";
import { formatDuration } from "../src/timeline/duration.ts";
import type { DurationMs } from "../src/timeline/duration.ts";
import type { SampleEvent } from "../src/timeline/events.ts";
import { outagesOf } from "../src/timeline/outage.ts";
import { senderQuality } from "../src/timeline/sender.ts";
import { recentMs, steady } from "../src/trial/rig.ts";
import type { Rig } from "../src/trial/rig.ts";
import { onRig } from "./bench-rig.ts";
import { printGoals } from "./goal.ts";
import { asSeenEvery, slowerToolText } from "./slower-tool.ts";
import type { SlowerTool } from "./slower-tool.ts";
import { wireSamples } from "./wire-samples.ts";

const probe = "connect";
/** What people use: `ping -i 0.1`, and a loop around `curl` with a second's sleep. */
const toolsEveryMs = [100, 1_000] as const;
/** Watched before the fault and after clients are well, so that a tool that asks every second has good answers on both sides. */
const quietMs = 1_500;
const movedWithinMs = 10_000;

interface Takeover {
  readonly felt: DurationMs;
  readonly wire: DurationMs | undefined;
  readonly lagP999Ms: number;
  readonly slower: readonly SlowerTool[];
}

/** Real takeovers: the VIP's holder is cut off, clients feel it; and what a tool that asks more seldom makes of the same outage. */
export async function takeovers({ times = 6 }: { readonly times?: number } = {}): Promise<void> {
  console.log(`Takeovers: the VIP's holder is cut off, ${times} times, as new connections feel it`);
  const stack = await system.stack({ profile: "tuned", variant: "three-balancers" });
  await onRig(stack, async (rig) => {
    const capture = captureObserver();
    await capture.attach(rig.lab, rig.lab.host("client"));
    rig.clients.start();
    try {
      const all: Takeover[] = [];
      for (let time = 0; time < times; time++) {
        const one = await takeover(rig, capture);
        if (one === undefined) console.log("  not measured because clients felt no outage, or more than one");
        else {
          console.log(`  ${line(one)}`);
          all.push(one);
        }
      }
      summary(all, times);
    } finally {
      await rig.clients.stop();
      await capture.stop();
    }
  });
}

async function takeover(rig: Rig, capture: Capture): Promise<Takeover | undefined> {
  const { lab, state } = rig;
  const [vip] = lab.stack.vips;
  const spec = lab.stack.probes.find(({ name }) => name === probe);
  if (vip === undefined || spec === undefined) return undefined;
  await steady(rig);
  const holder = state.holdersOf(vip.address)[0] ?? "";
  const mark = capture.mark();
  const collected = rig.collect();
  await state.until(() => false, now() + quietMs);
  const active = await faultOf({ kind: "partition", hosts: [holder] }).inject(lab);
  // Whoever is cut off goes on holding the VIP; clients are well again after another has taken it, and were still well before.
  const isMoved = (): boolean => state.holdersOf(vip.address).some((name) => name !== holder);
  await state.until(isMoved, now() + movedWithinMs);
  await state.until(
    () => state.isWell(probe, { atLeast: 100, withinMs: recentMs(spec) }),
    now() + movedWithinMs,
  );
  await state.until(() => false, now() + quietMs);
  const events = collected.stop();
  await capture.settle();
  const service = { address: vip.address, port: Number(spec.options["port"]) };
  const seen = capture
    .since(mark)
    .flatMap(({ pcap }) => wireSamples(pcap, service, (wallMs) => lab.clock.instantOf(wallMs)));
  await active.heal();
  const samples = events.filter(
    (event): event is SampleEvent => event.kind === "sample" && event.probe === probe,
  );
  const until = Math.max(...samples.map(({ scheduledAt }) => scheduledAt));
  const felt = onlyOutage(samples);
  if (felt === undefined) return undefined;
  return {
    felt,
    wire: onlyOutage(seen.filter(({ scheduledAt }) => scheduledAt <= until)),
    lagP999Ms: senderQuality(samples, spec.everyMs).lagP999Ms,
    slower: toolsEveryMs.map((everyMs) => asSeenEvery(samples, { everyMs, sampledEveryMs: spec.everyMs })),
  };
}

/** Undefined where there was none, or more than one, or an end of it was not seen: that is no measurement of a takeover. */
function onlyOutage(samples: readonly SampleEvent[]): DurationMs | undefined {
  const { outages } = outagesOf(samples);
  const [only, another] = outages;
  return another === undefined && Number.isFinite(only?.lastedMs.maxMs) ? only?.lastedMs : undefined;
}

function line({ felt, wire, lagP999Ms, slower }: Takeover): string {
  const seen = wire === undefined ? "not seen as one" : formatDuration(wire);
  const lag = `lag p99.9 ${lagP999Ms.toFixed(1)} ms`;
  return `probe ${formatDuration(felt)}; capture ${seen}; ${lag}; ${slower.map(slowerToolText).join("; ")}`;
}

function summary(all: readonly Takeover[], times: number): void {
  const errors = all.flatMap(({ felt, wire }) =>
    wire === undefined ? [] : [Math.abs(middle(felt) - middle(wire))],
  );
  const offs = toolsEveryMs.map((everyMs, index) => {
    const worst = all.flatMap(({ felt, slower }) => {
      const tool = slower[index];
      return tool === undefined || Number.isNaN(tool.maxMs)
        ? []
        : [tool.maxMs - middle(felt), middle(felt) - tool.minMs];
    });
    return `every ${everyMs} ms up to ${Math.max(0, ...worst).toFixed(0)} ms off`;
  });
  const worstMs = Math.max(...errors);
  printGoals([
    {
      what: "an outage as the probe tells it, against the capture",
      goal: "within 10 ms",
      measured: errors.length === 0 ? undefined : `${worstMs.toFixed(1)} ms at most`,
      met: errors.length === times && worstMs <= 10,
      because: `${errors.length} of ${times} takeovers seen as one outage by both`,
      beside: offs.join(", "),
    },
    {
      what: "sender lag of the 5 ms probe, p99.9, in each of these windows",
      goal: "at most 3 ms",
      measured:
        all.length === 0
          ? undefined
          : `${Math.max(...all.map(({ lagP999Ms }) => lagP999Ms)).toFixed(2)} ms in the worst`,
      met: all.every(({ lagP999Ms }) => lagP999Ms <= 3),
    },
  ]);
}

function middle({ minMs, maxMs }: DurationMs): number {
  return (minMs + maxMs) / 2;
}
