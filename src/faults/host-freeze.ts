import { setTimeout } from "node:timers/promises";
import { HarnessError, messageOf } from "../errors.ts";
import type { Done } from "../lab/hand.ts";
import type { Instant } from "../timeline/clock.ts";
import { now } from "../timeline/clock.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { active, injecting } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { hostOf } from "./processes.ts";

/** The heart of the host's hand beats this often around the freeze; its last beat tells when it came, in milliseconds. */
const beatMs = 1;
/** So many beats missed in a row witness the freeze. */
const missedBeats = 50;
/** How often the harness looks whether they were missed, in milliseconds. */
const lookEveryMs = 10;

/**
 * A virtual machine that is paused, in so far as a container can be: the engine freezes every process, but the kernel goes on
 * answering ARP and accepting connections for it (timing-model.md 4.3, 7). The hand freezes with its host, so its heartbeat is the
 * witness and only the engine can heal.
 */
export function hostFreeze(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const host = lab.host(hostOf(plan));
        let lastBeat: Instant | undefined;
        const deafen = host.hand.onBeat((beat) => (lastBeat = beat));
        const calm = async (): Promise<Done> => {
          const awake = await host.hand.run("kill -KILL $beater; wait $beater 2>/dev/null; true");
          deafen();
          return awake;
        };
        undo(calm);
        await host.hand.must(`beat ${beatMs / 1000} & beater=$!`);
        undo(() => host.unpause());
        await engine(`freeze ${host.name}`, () => host.pause());
        const paused = now();
        const before = await stillness(() => lastBeat);
        const isPaused = await host.isPaused();
        const stopped = before !== undefined && lastBeat === before;
        const injected = {
          at: {
            notBefore: before?.notBefore ?? paused,
            notAfter: Math.max(paused, before?.notAfter ?? paused),
          },
          witnessed: isPaused && stopped,
          witness: `${host.name} is ${isPaused ? "paused" : "not paused"}; its heart ${stopped ? "stopped" : "beats on"}`,
        };
        return active(injected, async () => {
          const called = now();
          await engine(`thaw ${host.name}`, () => host.unpause());
          const awake = await calm();
          return {
            at: { notBefore: called, notAfter: awake.at.notAfter },
            witnessed: true,
            witness: `${host.name} answers`,
          };
        });
      }),
  };
}

/** Waits until enough beats are missed and resolves with the last one; undefined where they never were. */
async function stillness(last: () => Instant | undefined): Promise<Instant | undefined> {
  const givenUpAt = now() + 10 * beatMs * missedBeats;
  while (now() < givenUpAt) {
    const beat = last();
    await setTimeout(lookEveryMs);
    // What was on its way when the harness itself was late has arrived by now.
    if (beat !== undefined && beat === last() && now() - beat.notAfter >= beatMs * missedBeats) return beat;
  }
  return undefined;
}

async function engine(what: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    throw new HarnessError("FAULT_FAILED", `could not ${what}: ${messageOf(cause)}`, { cause });
  }
}
