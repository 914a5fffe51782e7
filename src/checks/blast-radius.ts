import type { Timeline } from "../timeline/timeline.ts";
import { addressesOf } from "./holding.ts";
import type { Condition } from "./measured.ts";
import { outagesFelt } from "./outage.ts";
import { afterFault } from "./observation.ts";
import { serverName } from "./server-history.ts";
import { takeover } from "./takeover.ts";

/** Everything that a fault touched, by name. */
export interface BlastRadius {
  readonly probes: readonly string[];
  readonly servers: readonly string[];
  readonly vips: readonly string[];
}

/**
 * Which probes failed, which servers left rotation and which addresses moved after the fault.
 * `ignoring` names probes that fail in a healthy stack on purpose. Throws NOTHING_TO_JUDGE without a fault or probes.
 */
export function blastRadius(timeline: Timeline, ignoring: readonly string[] = []): BlastRadius {
  const { cause } = afterFault(timeline);
  const names = new Set(timeline.ofKind("sample").map(({ probe }) => probe));
  const probes = [...names].filter((probe) => !ignoring.includes(probe));
  const downs = timeline
    .ofKind("server")
    .filter((event) => event.state === "DOWN" && event.at.notAfter >= cause.notBefore);
  return {
    probes: probes.filter((probe) => outagesFelt(timeline, probe).outages.length > 0),
    servers: [...new Set(downs.map(serverName))],
    vips: addressesOf(timeline).filter((address) => takeover(timeline, address).kind === "seen"),
  };
}

/** Whether a fault touched nothing but what is named. What is not named must be untouched. */
export function affectsOnly(
  timeline: Timeline,
  allowed: Partial<BlastRadius>,
  ignoring: readonly string[] = [],
): Condition {
  const hit = blastRadius(timeline, ignoring);
  const stray = [
    ...hit.probes.filter((probe) => !(allowed.probes ?? []).includes(probe)).map((name) => `probe ${name}`),
    ...hit.servers
      .filter((server) => !(allowed.servers ?? []).includes(server))
      .map((name) => `server ${name}`),
    ...hit.vips.filter((vip) => !(allowed.vips ?? []).includes(vip)).map((name) => `address ${name}`),
  ];
  const touched = [...hit.probes, ...hit.servers, ...hit.vips];
  const named = touched.length === 0 ? "nothing" : touched.join(", ");
  return {
    kind: "condition",
    holds: stray.length === 0,
    detail: stray.length === 0 ? `touched ${named}` : `touched ${named}; not expected: ${stray.join(", ")}`,
  };
}
