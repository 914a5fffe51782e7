import { Agent } from "node:http";
import { askedOf, exchange, saysOf } from "../http-exchange.ts";
import type { Journey, JourneyOptions } from "../journey.ts";

/**
 * GETs over a kept-alive connection, as an HTTP client with a pool does it: the next request takes the connection that is
 * free, a request that finds none opens one, and one is kept. A request that fails on a kept connection is not
 * repeated. Options: see `askedOf`.
 */
export function httpKept(options: JourneyOptions): Journey {
  const asked = askedOf(options);
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 1 });
  return {
    clientClass: "kept-alive",
    says: `${saysOf(asked)}, over a kept-alive connection`,
    operate: (deadline) => exchange(asked, deadline, agent),
    close: () => agent.destroy(),
  };
}
