import type { FaultPlan } from "../../timeline/fault-plan.ts";
import type { HaproxyConfig } from "../haproxy/config.ts";
import type { KeepalivedConfig } from "../keepalived/config.ts";
import type { Window } from "../prediction.ts";

/** One balancer with its two files read. */
export interface Balancer {
  readonly host: string;
  readonly haproxy: HaproxyConfig;
  readonly keepalived: KeepalivedConfig;
}

/** What the files do not say and a prediction may need. Everything has a default. */
export interface Surroundings {
  /** The addresses of hosts, where servers do not bear the host's name. */
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
  /** The interface by which balancers reach a network: { back: "eth1" }. "front" is the one that carries VRRP. */
  readonly interfaces?: Readonly<Record<string, string>>;
  /** Whether keepalived runs in a container, where it cannot follow processes; undefined: not known. */
  readonly containers?: boolean;
  /** How long after the heal a started program runs; zero where heal means "it runs again". */
  readonly startMs?: Window;
}

/** Everything that a prediction is computed from. */
export interface Scene {
  readonly balancers: readonly Balancer[];
  readonly plan: FaultPlan;
  /** Who held the VIPs when the fault came; the highest priority where not given. */
  readonly holder: string | undefined;
  readonly surroundings: Surroundings;
}
