import type { Claim, Promised } from "../verdict/claim.ts";
import type { Budgets, CheckName, Expectation } from "../verdict/expectation.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { isInReach, type Reach } from "../predict/advise/reach.ts";
import type { Scenario } from "./scenario.ts";

/** What is asked of a user's files, by the check that answers it. No document speaks of them: the user does, with budgets. */
const asked = {
  takeover: "OWN-1",
  eviction: "OWN-2",
  readmission: "OWN-3",
  failback: "OWN-4",
  outage: "OWN-5",
  "dual-master": "OWN-6",
} as const satisfies Partial<Record<CheckName, string>>;

type Asked = keyof typeof asked;

const texts: Readonly<Record<Asked, string>> = {
  takeover: "The VIP leaves a balancer that fails",
  eviction: "A server that fails leaves rotation",
  readmission: "A server that is well again comes back",
  failback: "After the heal the VIP comes back, or stays where it is, as the priorities say",
  outage: "Clients of the VIP are served again before the window of its takeover ends",
  "dual-master": "Where two balancers hold the VIP, they do so no sooner and no later than predicted",
};

export interface OwnClaimOptions {
  readonly system: string;
  readonly profile: string;
  readonly source: string;
  readonly budgets: Budgets;
  /** Whether the balancer with the highest priority leaves the VIP where it is when it comes back. */
  readonly nopreempt: boolean;
}

/** The questions that a run on a user's own files answers, in the place of the document's promises. */
export function ownClaims({
  system,
  profile,
  source,
  budgets,
  nopreempt,
}: OwnClaimOptions): readonly Claim[] {
  const within = (check: Asked): Promised => {
    const latestMs = budgets[check];
    return latestMs === undefined ? { kind: "happens" } : { kind: "at-latest", latestMs };
  };
  const promises: Readonly<Record<Asked, Promised>> = {
    takeover: within("takeover"),
    eviction: within("eviction"),
    readmission: { kind: "happens" },
    failback: { kind: nopreempt ? "never" : "happens" },
    outage: { kind: "happens" },
    "dual-master": { kind: "silent", because: "two hold the address, and no setting prevents it" },
  };
  return Object.entries(asked).map(([check, id]) => ({
    id,
    system,
    text: texts[check as Asked],
    source,
    promise: promises[check as Asked],
    decidedBy: "real",
    profiles: [profile],
  }));
}

/** What part of the failure matrix can be asked of a user's files. */
export interface OwnScope {
  /** Hosts that no file of the user's names: nodes without a server, the database. No window says what their loss does. */
  readonly unnamed: readonly string[];
  readonly balancers: number;
  readonly reach: Reach;
}

/** Where every balancer is hurt there is none to take over, whatever the files say. */
function sparesOne({ hosts }: FaultPlan, balancers: number): boolean {
  return hosts.filter((host) => host.startsWith("@") || host.startsWith("lb")).length < balancers;
}

/**
 * The system's failure matrix for a user's files: every fault of its scenarios, but those of a variant or of one profile, and
 * of each the transitions that the files predict. A budget is asked where a setting of these files can see the fault.
 */
export function ownScenarios(scenarios: readonly Scenario[], scope: OwnScope): readonly Scenario[] {
  const hurts = (host: string): boolean =>
    !scope.unnamed.includes(host) && (host !== "@standby" || scope.balancers > 1);
  return scenarios
    .filter(({ variant, profiles }) => variant === undefined && profiles === undefined)
    .filter(({ fault, scene }) => [fault, ...scene].every(({ hosts }) => hosts.some(hurts)))
    .map((scenario) => ({ ...scenario, expect: expectationsOf(scenario, scope) }))
    .filter(({ expect }) => expect.length > 0);
}

function expectationsOf({ expect, fault }: Scenario, { reach, balancers }: OwnScope): readonly Expectation[] {
  const couldHelp = isInReach(fault, reach) && sparesOne(fault, balancers);
  const unasked = couldHelp ? {} : { withoutBudget: true };
  const own = expect.flatMap(({ measure, expect: expected, profiles, watchMs }): Expectation[] => {
    const { check } = measure;
    const predicted = expected.kind === "as-predicted" || expected.kind === "by-window-end";
    if (profiles !== undefined || !predicted || !(check in asked)) return [];
    const claim = asked[check as Asked];
    // The user's servers have names of their own.
    const whole = "subject" in measure ? { check: measure.check } : measure;
    return [
      { claim, measure: whole, expect: expected, ...(watchMs === undefined ? {} : { watchMs }), ...unasked },
    ];
  });
  return [...new Map(own.map((each) => [JSON.stringify(each), each])).values()];
}
