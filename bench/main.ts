import { cpus, loadavg } from "node:os";
import { errorCodes, HarnessError } from "../src/errors.ts";

interface Part {
  readonly says: string;
  /** Takes so long, or so many images, that it is no part of "everything". */
  readonly onlyWhenAsked?: boolean;
  /** Loaded only when it is asked for, and after the parts before it have ended. */
  readonly run: () => Promise<unknown>;
}

/**
 * `npm run bench`: the figures that haproof holds itself to, beside what a user would use instead. `npm run bench -- predict` prints
 * one part only. The first two need no engine.
 */
const parts: Readonly<Record<string, Part>> = {
  prober: {
    says: "how well the agent keeps a schedule, beside a plain loop",
    run: async () => (await import("./prober-lag.ts")).proberLag(),
  },
  predict: {
    says: "stored transitions in their windows, how tight these are, and how fast the readers are",
    run: async () => {
      (await import("./predict-speed.ts")).predictSpeed();
      await (await import("./predict-accuracy.ts")).predictAccuracy();
    },
  },
  calibration: {
    says: "known gaps, measured by probes and by a capture",
    run: async () => (await import("./calibration.ts")).calibration(),
  },
  takeovers: {
    says: "real takeovers, beside what a slower tool would have said of them",
    run: async () => (await import("./takeovers.ts")).takeovers(),
  },
  faults: {
    says: "from the call until a fault is in force, beside the engine's own command",
    run: async () => (await import("./fault-latency.ts")).faultLatency(),
  },
  "bring-up": {
    says: "a stack from nothing to steady, beside docker compose",
    run: async () => (await import("./bring-up.ts")).bringUp(),
  },
  oracle: {
    says: "what the readers say, held against the programs of both releases",
    onlyWhenAsked: true,
    run: async () => (await import("./oracle/oracle.ts")).oracle(),
  },
  advised: {
    says: "certifies what `haproof advise` makes of the published files",
    onlyWhenAsked: true,
    run: async () => (await import("./advised.ts")).advised(),
  },
};

async function main(asked: readonly string[]): Promise<void> {
  const unknown = asked.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0) {
    const known = Object.entries(parts).map(([name, { says }]) => `  ${name.padEnd(12)} ${says}`);
    console.error([`no such part: ${unknown.join(", ")}; there are`, ...known].join("\n"));
    process.exitCode = errorCodes.BAD_INPUT;
    return;
  }
  console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(2) ?? "unknown"}`);
  for (const [name, { run, onlyWhenAsked }] of Object.entries(parts)) {
    if (asked.length > 0 ? !asked.includes(name) : onlyWhenAsked === true) continue;
    try {
      await run();
    } catch (error) {
      if (!(error instanceof HarnessError)) throw error;
      console.error(`  ${name}: not measured because ${error.message}`);
      process.exitCode = error.exitCode;
    }
  }
}

await main(process.argv.slice(2));
