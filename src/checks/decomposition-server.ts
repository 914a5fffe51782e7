import { instant, type Instant } from "../timeline/clock.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";
import { partsOf, type Decomposition, type Step } from "./decomposition.ts";
import { eviction } from "./eviction.ts";
import { checkEvents, checksOf, endOf, hasFailed, isGood, type WatchedServer } from "./exact-server.ts";
import { afterFault, afterHeal, canFollow } from "./observation.ts";
import { readmission } from "./readmission.ts";
import type { ServerView } from "./server-history.ts";

/** Where the wire shows a server's checks; without it the parts that only the wire can tell are missing. */
export type OnWire = Pick<WatchedServer, "address" | "ports">;

/**
 * What an eviction was made of: fault → the first check that fails begins → it has failed → DOWN → the last error of each client probe.
 * `ignoring` names probes that fail in a healthy stack on purpose. Throws NOTHING_TO_JUDGE where the server was not taken out, and as
 * `eviction` does.
 */
export function decomposeEviction(
  timeline: Timeline,
  view: ServerView,
  { wire, ignoring = [] }: { wire?: OnWire; ignoring?: readonly string[] } = {},
): Decomposition {
  const down = eviction(timeline, view);
  if (down.kind === "not-seen") throw nothing(down.detail);
  const observation = afterFault(timeline);
  const failed = checkEvents(timeline, view).find(
    (check) => hasFailed(check) && canFollow(observation, check.at),
  );
  const begun = firstFailing(timeline, { view, wire, until: down.at });
  const steps: Step[] = [
    {
      name: "the first failing check begins",
      at: begun,
      knob: "inter: where in it the fault came is chance",
      why: wire === undefined ? "the checks were not captured" : "no failing check was seen on the wire",
    },
    {
      name: "the first check has failed",
      at: failed?.at,
      knob: "timeout check, timeout connect, inter (how long a failing check may last)",
      why: `${view.balancer} told of no failed check`,
    },
    {
      name: `${view.balancer} has it DOWN`,
      at: down.at,
      knob: "fall, fastinter or inter, timeout check, timeout connect",
      why: "",
    },
  ];
  const probes = timeline.probes().filter(({ probe }) => !ignoring.includes(probe));
  const ends = probes.map(({ probe }) => lastError(timeline, { probe, cause: observation.cause }));
  const parts = partsOf({ name: "fault", at: observation.cause }, steps, ends);
  return { of: "eviction", subject: view.server, by: view.balancer, parts };
}

/**
 * What a re-admission was made of: heal → the first good check → UP → the first answer that the server gives to each client probe
 * that says who answered. Throws NOTHING_TO_JUDGE where the server was not taken back, and as `readmission` does.
 */
export function decomposeReadmission(
  timeline: Timeline,
  view: ServerView,
  { wire }: { wire?: OnWire } = {},
): Decomposition {
  const up = readmission(timeline, view);
  if (up.kind === "not-seen") throw nothing(up.detail);
  const observation = afterHeal(timeline);
  const onWire =
    wire === undefined
      ? undefined
      : checksOf(timeline, { ...view, ...wire }).find(
          (check) => isGood(check) && canFollow(observation, endOf(check)),
        );
  const told = checkEvents(timeline, view).find(({ passed, at }) => passed && canFollow(observation, at));
  const steps: Step[] = [
    {
      name: "the first good check",
      at: onWire === undefined ? told?.at : endOf(onWire),
      knob: "downinter or inter, and what is left of the check under way (timeout check, timeout connect)",
      why: `no good check by ${view.balancer} was seen`,
    },
    { name: `${view.balancer} has it UP`, at: up.at, knob: "rise, fastinter or inter", why: "" },
  ];
  const ends = timeline
    .probes()
    .filter(({ probe }) => timeline.sampled(probe).some(({ servedBy }) => servedBy !== undefined))
    .map(({ probe }) => firstAnswer(timeline, { probe, view, up: up.at }));
  const parts = partsOf({ name: "heal", at: observation.cause }, steps, ends);
  return { of: "readmission", subject: view.server, by: view.balancer, parts };
}

/** The check after the last good one before DOWN; it may have begun before the fault that it failed of. */
function firstFailing(
  timeline: Timeline,
  { view, wire, until }: { view: ServerView; wire: OnWire | undefined; until: Instant },
): Instant | undefined {
  if (wire === undefined) return undefined;
  const checks = checksOf(timeline, { ...view, ...wire }).filter(({ at }) => at.notBefore <= until.notAfter);
  const lastGood = checks.findLastIndex((check) => isGood(check) && endOf(check).notAfter <= until.notAfter);
  return checks[lastGood + 1]?.at;
}

function lastError(timeline: Timeline, { probe, cause }: { probe: string; cause: Instant }): Step {
  const healedAt = timeline.healed()?.at.notBefore ?? Infinity;
  const failed = timeline
    .sampled(probe)
    .filter(
      ({ outcome, scheduledAt, doneAt }) =>
        outcome !== "ok" && doneAt >= cause.notBefore && scheduledAt <= healedAt,
    )
    .sort((a, b) => a.doneAt - b.doneAt)
    .at(-1);
  return {
    name: `last error of probe ${probe}`,
    at: failed === undefined ? undefined : instant(failed.doneAt),
    knob: "retries, timeout connect, option redispatch, on-marked-down, timeout server",
    why: `probe ${probe} had no error`,
  };
}

function firstAnswer(
  timeline: Timeline,
  { probe, view, up }: { probe: string; view: ServerView; up: Instant },
): Step {
  const name = view.server.slice(view.server.indexOf("/") + 1);
  const answer = timeline
    .sampled(probe)
    .filter(
      ({ outcome, servedBy, doneAt }) => outcome === "ok" && servedBy === name && doneAt >= up.notBefore,
    )
    .sort((a, b) => a.doneAt - b.doneAt)[0];
  return {
    name: `first answer of ${name} to probe ${probe}`,
    at: answer === undefined ? undefined : instant(answer.sentAt, answer.doneAt),
    knob: "balance, slowstart; which balancer the clients use",
    why: `${name} answered no probe ${probe} after that`,
  };
}
