import { cpus, loadavg } from "node:os";
import { advised } from "./advised.ts";
import { oracle } from "./oracle/oracle.ts";
import { predictAccuracy } from "./predict-accuracy.ts";
import { predictSpeed } from "./predict-speed.ts";
import { proberLag } from "./prober-lag.ts";

/**
 * `npm run bench`: the figures that haproof holds itself to, beside what a user would use instead. `npm run bench -- predict` prints
 * one part only. What needs an engine is run only when asked for.
 */
const parts: Readonly<Record<string, () => unknown>> = {
  prober: () => proberLag(),
  predict: async () => {
    predictSpeed();
    await predictAccuracy();
  },
};
const onDemand: typeof parts = { advised, oracle };

const asked = process.argv.slice(2);
console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(2) ?? "unknown"}`);
for (const [name, part] of Object.entries(parts))
  if (asked.length === 0 || asked.includes(name)) await part();
for (const [name, part] of Object.entries(onDemand)) if (asked.includes(name)) await part();
