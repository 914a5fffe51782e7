import type { CampaignPlan } from "../trial/campaign-plan.ts";
import type { Progress } from "../trial/run-trial.ts";
import type { RepeatRecord } from "../verdict/run-record.ts";
import type { TrialRecord } from "../verdict/trial-record.ts";

/** What a person sees while a run is under way. */
export interface ProgressLines {
  say(line: string): void;
  progress(now: Progress & { readonly lane: string }): void;
  over(trial: TrialRecord): void;
  end(): void;
}

/** A status line that changes in place takes this long to be worth repainting, in milliseconds. */
const repaintMs = 250;

/**
 * One line for everything that is over, and, on a terminal, one that changes: which trial, what is waited for, and until when at the
 * latest. Without a terminal only the lasting lines are written.
 */
export function progressLines(
  say: (line: string) => void,
  plan: CampaignPlan,
  { rounds, until }: RepeatRecord,
): ProgressLines {
  const trials = [...plan.together, ...plan.afterwards].reduce((sum, lane) => sum + lane.trials.length, 0);
  const total = `${until === undefined ? "" : "at most "}${trials * rounds}`;
  const began = performance.now();
  const lanes = new Map<string, { now: Progress; since: number }>();
  const terminal = process.stderr.isTTY;
  let over = 0;
  let painted = false;
  const erase = (): void => {
    if (painted) process.stderr.write("\r\u001b[K");
    painted = false;
  };
  const paint = (): void => {
    erase();
    const status = [...lanes.entries()].map(([lane, { now, since }]) => {
      const leftMs = Math.max(0, now.atMostMs - (performance.now() - since));
      return `${lane}: ${now.trial} · ${now.waitingFor}, ${(leftMs / 1000).toFixed(0)} s at most`;
    });
    const line = `[${over}/${total}] ${status.join(" | ")}`;
    process.stderr.write(line.slice(0, (process.stderr.columns || 80) - 1));
    painted = true;
  };
  const timer = terminal ? setInterval(paint, repaintMs) : undefined;
  timer?.unref();
  const lasting = (line: string): void => {
    erase();
    say(line);
  };
  return {
    say: lasting,
    progress: (now) => void lanes.set(now.lane, { now, since: performance.now() }),
    over: (trial) => {
      over++;
      const seconds = ((performance.now() - began) / 1000).toFixed(0).padStart(4);
      const trouble = trial.error?.message ?? trial.stopped;
      const end =
        trouble === undefined ? `${(trial.tookMs / 1000).toFixed(1)} s` : `not finished: ${trouble}`;
      lasting(`${seconds} s  [${over}/${total}] ${trial.profile}: ${trial.title} (${end})`);
    },
    end: () => {
      clearInterval(timer);
      erase();
    },
  };
}
