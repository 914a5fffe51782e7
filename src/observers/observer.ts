import type { Host } from "../lab/host.ts";
import type { Lab } from "../lab/lab.ts";

/**
 * Records what one vantage point saw, through `lab.record`. It judges nothing, and that the system under test is down is
 * something it records, never an error.
 */
export interface Observer {
  readonly name: string;
  /** The hosts it has to be in. Called after every boot of such a host, before its services run. */
  watches(host: Host): boolean;
  attach(lab: Lab, host: Host): Promise<void>;
}
