import type { At, Instant } from "../timeline/clock.ts";

/** The middle of an instant, for drawing; figures keep the interval. */
export function middle({ notBefore, notAfter }: Instant): At {
  return Number.isFinite(notAfter) ? (notBefore + notAfter) / 2 : notBefore;
}
