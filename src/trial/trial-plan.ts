import { HarnessError } from "../errors.ts";
import type { Host } from "../lab/host.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import type { Expectation } from "../verdict/expectation.ts";

/** One fault to be tried on a running lab, with everything that shall be judged by it. Plain data. */
export interface TrialPlan {
  /** Unique in the run and usable as a file name. */
  readonly id: string;
  readonly scenario: string;
  readonly title: string;
  readonly round: number;
  /** Hosts may be written as roles of the moment: "@active", "@standby" (see `resolve`). */
  readonly fault: FaultPlan;
  /** Faults that are in force before the baseline begins: the scene. Healed after the trial, latest first. */
  readonly scene?: readonly FaultPlan[];
  readonly expectations: readonly Expectation[];
  /** How long something predicted never to come is watched for, in milliseconds. */
  readonly watchMs: number;
  /** Heal after this long whatever has happened by then, in milliseconds: a blip. */
  readonly healAfterMs?: number;
  /** Watch for this long after the heal, in milliseconds; absent: until the system is steady. */
  readonly afterHealMs?: number;
  /** The shortest baseline, in milliseconds; absent: as the runner has it. */
  readonly baselineMs?: number;
}

/** Who is what at this moment. */
export interface Moment {
  /** The balancer that has the VIP. */
  readonly holder: string | undefined;
  readonly balancers: readonly Pick<Host, "name">[];
  /** Who gave a probe its last good answer; undefined where nobody did, or there is no such probe. */
  readonly lastServedBy: (probe: string) => string | undefined;
  readonly hosts: readonly Pick<Host, "name" | "spec" | "isUp">[];
  /** The database that takes writes, and all that could; absent where no cluster is. */
  readonly primary?: string | undefined;
  readonly members?: readonly string[];
}

/**
 * Puts the hosts of the moment in place of the roles that a plan names: "@active" holds the VIP, "@standby" is the next balancer;
 * "@leader" is the host that answered the probe "leader" last, "@not-leader" the first other host of its role; "@primary" is the
 * database that takes writes and "@replica" the next one. Throws NOTHING_TO_JUDGE when nobody is that.
 */
export function resolve(plan: FaultPlan, moment: Moment): FaultPlan {
  const { holder, balancers } = moment;
  const named = (name: string): string => {
    if (!name.startsWith("@")) return name;
    const found = servedRole(name, moment) ?? databaseRole(name, moment);
    if (found !== undefined) return found;
    if (holder === undefined)
      throw new HarnessError("NOTHING_TO_JUDGE", `nobody holds the VIP, so nobody is ${name}`);
    if (name === "@active") return holder;
    const standby = balancers.find((balancer) => balancer.name !== holder)?.name;
    if (name === "@standby" && standby !== undefined) return standby;
    throw new HarnessError("BAD_INPUT", `a plan names ${name}, which is nobody here`);
  };
  return {
    ...plan,
    hosts: plan.hosts.map(named),
    ...(plan.from === undefined ? {} : { from: plan.from.map(named) }),
  };
}

/** The host that a probe's last good answer names, or with "not-" another one of its role that is up. */
function servedRole(name: string, { lastServedBy, hosts }: Moment): string | undefined {
  const host = (probe: string): Moment["hosts"][number] | undefined =>
    hosts.find((one) => one.name === lastServedBy(probe));
  const server = host(name.slice(1));
  if (server !== undefined || !name.startsWith("@not-")) return server?.name;
  const other = host(name.slice("@not-".length));
  return hosts.find((one) => one.isUp && one !== other && one.spec.role === other?.spec.role)?.name;
}

/** Undefined for a name that is no database's. */
function databaseRole(name: string, { primary, members = [] }: Moment): string | undefined {
  if (name !== "@primary" && name !== "@replica") return undefined;
  const meant = name === "@primary" ? primary : members.find((member) => member !== primary);
  if (primary !== undefined && meant !== undefined) return meant;
  throw new HarnessError("NOTHING_TO_JUDGE", `no database takes writes, so none is ${name}`);
}
