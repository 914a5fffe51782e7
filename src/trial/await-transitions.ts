import type { Prediction } from "../predict/prediction.ts";
import type { At, Instant } from "../timeline/clock.ts";
import { now } from "../timeline/clock.ts";
import type { TimelineEvent } from "../timeline/events.ts";
import type { LabState } from "./lab-state.ts";

/** How long beyond its window a transition is still waited for, in milliseconds, so that a late one is measured, not guessed. */
const graceMs = 3_000;

export interface Awaited {
  readonly predictions: readonly Prediction[];
  readonly since: Instant;
  /** How long what is predicted never to come is watched for. */
  readonly watchMs: number;
  readonly state: LabState;
  readonly onEvent: (listener: (event: TimelineEvent) => void) => () => void;
  readonly tell: (waitingFor: string, atMostMs: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** Waits until every transition predicted to come has been seen or is overdue, and every "never" has been watched. */
export async function awaitTransitions({
  predictions,
  since,
  watchMs,
  state,
  onEvent,
  tell,
  signal,
}: Awaited): Promise<void> {
  const comes = ({ outcome, window }: Prediction): boolean =>
    outcome === "within" && Number.isFinite(window.latestMs);
  const coming = new Set(predictions.filter(comes));
  // What may come or not is watched for as long as what never should.
  const never = predictions.some((prediction) => !comes(prediction));
  const forget = onEvent((event) => {
    for (const prediction of coming)
      if (fulfils(event, prediction, since.notBefore)) coming.delete(prediction);
  });
  try {
    const overdue = Math.max(0, ...[...coming].map(({ window }) => window.latestMs)) + graceMs;
    const deadline = since.notAfter + Math.max(coming.size > 0 ? overdue : 0, never ? watchMs : 0);
    for (const prediction of coming) if (alreadyTrue(state, prediction)) coming.delete(prediction);
    const words = [...coming].map(({ transition, subject }) => `${transition} of ${subject}`);
    tell(words.length > 0 ? words.slice(0, 2).join(", ") : "what should never come", deadline - now());
    const watched = since.notAfter + watchMs;
    await state.until(() => coming.size === 0 && (!never || now() >= watched), deadline, signal);
  } finally {
    forget();
  }
}

function fulfils(event: TimelineEvent, { transition, subject, by }: Prediction, since: At): boolean {
  if (event.kind === "address" && event.at.notAfter >= since) {
    const moved = transition === "takeover" || transition === "failback" || transition === "dual-master";
    return moved && event.held && event.address === subject && event.host === by;
  }
  if (event.kind === "server" && event.at.notAfter >= since) {
    const wanted = transition === "eviction" ? "DOWN" : transition === "readmission" ? "UP" : undefined;
    return event.state === wanted && event.balancer === by && `${event.backend}/${event.server}` === subject;
  }
  return false;
}

/** What came while the fault was still being witnessed. */
function alreadyTrue(state: LabState, { transition, subject, by }: Prediction): boolean {
  switch (transition) {
    case "takeover":
    case "failback":
    case "dual-master":
      return state.holdersOf(subject).includes(by);
    case "readmission":
      return state.healthyServers(by).includes(subject);
    case "eviction":
      return state.isDown(by, subject);
  }
}
