import type { Timeline } from "../timeline/timeline.ts";
import type { Condition } from "./measured.ts";
import { outcomes } from "./outcomes.ts";
import type { Span } from "./span.ts";

/**
 * Whether a probe had no outage at all in a span.
 * Throws NOTHING_TO_JUDGE where it has fewer samples there than asked for.
 */
export function stayUp(
  timeline: Timeline,
  asked: { probe: string; span?: Span | undefined; minSamples?: number | undefined },
): Condition {
  return outcomes(timeline, { ...asked, allowed: ["ok"] });
}
