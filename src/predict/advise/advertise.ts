import type { VrrpInstance } from "../keepalived/instance-config.ts";
import { secondsText } from "../model/figures.ts";
import type { Balancer } from "../model/scene.ts";
import { falseTakeoversPerYear } from "../simulate/false-takeovers.ts";
import { hardLoss, type VrrpTimers } from "../timing/vrrp.ts";
import type { Change, Remedy } from "./change.ts";
import type { Draft } from "./draft.ts";
import { inKeepalived, rateText, usualBelow } from "./figures.ts";
import { forEachInstance, setGlobal, setIn, writtenBalancers } from "./keepalived-lines.ts";
import type { Targets } from "./targets.ts";

/** Whole seconds are all that version 2 can say. */
const finestOfVersion2 = 1_000;

/** Shorter advertisement intervals: for everything that is noticed by silence, and for the skew of version 3. */
export const advertise: Remedy = {
  aspects: ["takeover"],
  concerns: ({ plan }) => plan.process !== "haproxy",
  alternatives: (draft) => {
    const now = Math.max(...instancesOf(draft).map(({ advertInterval }) => advertInterval.inForceMs));
    if (instancesOf(draft).every(({ version }) => version === 3))
      return usualBelow(now).map((ms) => advertising(ms, { move: false }));
    const whole = usualBelow(now).filter((ms) => ms % finestOfVersion2 === 0);
    return [
      ...whole.map((ms) => advertising(ms, { move: false })),
      ...[now, ...usualBelow(now)].map((ms) => advertising(ms, { move: true })),
    ];
  },
};

/** `move`: to version 3, which all balancers have to speak together. */
function advertising(advertMs: number, { move }: { readonly move: boolean }): Change {
  const seconds = inKeepalived(advertMs);
  return {
    id: move ? "advertise-faster-version-3" : "advertise-faster",
    title: `${move ? "vrrp_version 3, " : ""}advert_int ${seconds}`,
    apply: (draft) =>
      forEachInstance(draft, (current, balancer, instance) => {
        const versioned = move ? withVersion3(current, balancer, instance) : current;
        const [again, same] = found(versioned, balancer, instance) ?? [balancer, instance];
        if (same.advertInterval.inForceMs === advertMs) return versioned;
        return setIn(versioned, again, same, [
          "advert_int",
          seconds,
          "priority",
          "virtual_router_id",
          "interface",
        ]);
      }),
    prices: (before, after, targets) => [
      ...silencePrices(before, after, targets),
      ...(move ? authenticationPrices(before) : []),
    ],
  };
}

function withVersion3(draft: Draft, balancer: Balancer, instance: VrrpInstance): Draft {
  if (instance.version === 3) return draft;
  if (instance.writtenAt["version"] !== undefined) return setIn(draft, balancer, instance, ["version", "3"]);
  return setGlobal(draft, balancer, "vrrp_version", "3");
}

function found(
  draft: Draft,
  { host }: Balancer,
  { name }: VrrpInstance,
): readonly [Balancer, VrrpInstance] | undefined {
  const balancer = writtenBalancers(draft).find((each) => each.host === host);
  const instance = balancer?.keepalived.instances.find((each) => each.name === name);
  return balancer === undefined || instance === undefined ? undefined : [balancer, instance];
}

function instancesOf(draft: Draft): readonly VrrpInstance[] {
  return writtenBalancers(draft).flatMap(({ keepalived }) => keepalived.instances);
}

function silencePrices(before: Draft, after: Draft, { loss }: Targets): readonly string[] {
  const [was, is] = [instancesOf(before)[0], instancesOf(after)[0]];
  if (was === undefined || is === undefined) return [];
  const [old, now] = [timersOf(was), timersOf(is)];
  const rate = (timers: VrrpTimers): string => rateText(1000 / timers.advertMs);
  const wrong = (timers: VrrpTimers): string => rateText(falseTakeoversPerYear(timers, loss));
  const stall = (timers: VrrpTimers, { basePriority }: VrrpInstance): string =>
    secondsText(hardLoss(timers, basePriority).earliestMs);
  return [
    `advertisements of each virtual router: ${rate(old)} → ${rate(now)} a second`,
    `takeovers from a healthy master if each packet is lost with probability ${loss}: ${wrong(old)} → ${wrong(now)} a year (losses that come alone)`,
    `a master that stands still for ${stall(now, is)} may lose the VIP, before ${stall(old, was)}`,
  ];
}

function timersOf({ version, advertInterval, downTimerAdverts }: VrrpInstance): VrrpTimers {
  return { version, advertMs: advertInterval.inForceMs, downTimerAdverts };
}

/** The block stays where it is: a patch that takes it out would print the password. */
function authenticationPrices(before: Draft): readonly string[] {
  const guarded = instancesOf(before).filter(({ authentication }) => authentication?.ignored === false);
  const [first] = guarded;
  if (first === undefined) return ["version 3 knows no authentication"];
  return [
    `authentication is lost: whoever may send VRRP (protocol 112) on ${first.interface ?? "the interface"} can take the VIP; let a firewall or unicast_peer say who may`,
    `take the authentication block out of ${[...new Set(guarded.map(({ name }) => name))].join(", ")} yourself: version 3 ignores it with a line in its log, and a patch would print your password`,
  ];
}
