import type { Journey } from "../../src/agent/journey.ts";
import { runAgent } from "../../src/agent/run.ts";

function faulty(operate: Journey["operate"]): () => Journey {
  return () => ({ clientClass: "new-connection", says: "breaks its contract", operate });
}

/** An agent with journeys of its own, as a system has; these break their contract. */
runAgent({
  rejects: faulty(() => Promise.reject(new TypeError("not a result"))),
  crashes: faulty(() => {
    setImmediate(() => {
      throw new TypeError("thrown where nobody catches");
    });
    return new Promise(() => undefined);
  }),
});
