import { askedOf, exchange, saysOf } from "../http-exchange.ts";
import type { Journey, JourneyOptions } from "../journey.ts";

/** A new connection, one GET, its whole answer. Options: see `askedOf`. */
export function http(options: JourneyOptions): Journey {
  const asked = askedOf(options);
  return {
    clientClass: "new-connection",
    says: `${saysOf(asked)}, a new connection each`,
    operate: (deadline) => exchange(asked, deadline, false),
  };
}
