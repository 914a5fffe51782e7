import { cpus, loadavg } from "node:os";
import { predictAccuracy } from "./predict-accuracy.ts";
import { predictSpeed } from "./predict-speed.ts";
import { proberLag } from "./prober-lag.ts";

/**
 * `npm run bench`: the figures that haproof holds itself to, beside what a user would use instead. `npm run bench -- predict` prints
 * one part only. Nothing here needs an engine.
 */
const parts: Readonly<Record<string, () => unknown>> = {
  prober: () => proberLag(),
  predict: async () => {
    predictSpeed();
    await predictAccuracy();
  },
};

const asked = process.argv.slice(2);
console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(2) ?? "unknown"}`);
for (const [name, part] of Object.entries(parts))
  if (asked.length === 0 || asked.includes(name)) await part();
