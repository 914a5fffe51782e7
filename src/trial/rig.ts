import { HarnessError } from "../errors.ts";
import type { Engine } from "../lab/engine/engine.ts";
import type { Owner } from "../lab/labels.ts";
import { startLab } from "../lab/lab.ts";
import type { Lab } from "../lab/lab.ts";
import type { Scope } from "../lab/scope.ts";
import type { ProbeSpec, Stack } from "../lab/stack.ts";
import { balancerObserver } from "../observers/balancer.ts";
import { clusterObserver } from "../observers/cluster.ts";
import type { Clients } from "../observers/clients.ts";
import { openClients } from "../observers/clients.ts";
import { captureObserver } from "../observers/capture/observer.ts";
import type { Capture } from "../observers/capture/observer.ts";
import { starvationObserver } from "../observers/starvation.ts";
import { watchEngine } from "../observers/engine-events.ts";
import { now } from "../timeline/clock.ts";
import type { TimelineEvent } from "../timeline/events.ts";
import { balancerTexts, instancesOn } from "./balancer-texts.ts";
import { clusterTroubles } from "./cluster-state.ts";
import { LabState } from "./lab-state.ts";
import { watchedChecks } from "./wire-terms.ts";
import { releasesOn, type ProgramReleases } from "./program-releases.ts";

/** A probe that asks at least as often has answers of the last moment, in milliseconds. */
const seldomMs = 700;

/** Longest wait for a steady state: a healed split brain can keep clients away for 53 s (timing-model.md 4.4). */
const steadyWithinMs = 75_000;

/** A lab with its observers and clients running: what trials are run on, one after the other. */
export interface Rig {
  readonly lab: Lab;
  readonly state: LabState;
  readonly clients: Clients;
  readonly capture: Capture;
  /** Probes that fail in a healthy stack, on purpose. */
  readonly failingByDesign: readonly string[];
  /** What the balancers' programs say of themselves. */
  readonly releases: ProgramReleases;
  /** Collects everything recorded from now on, until `stop`, which returns it. */
  collect(): { stop(): readonly TimelineEvent[] };
}

export interface RigOptions {
  readonly owner: Owner;
  readonly scope: Scope;
  readonly images: Readonly<Record<string, string>>;
  /** What the balancers' images ship, for what is read before they can be asked; absent: the default release's programs. */
  readonly shipped?: ProgramReleases | undefined;
  /** Ends the wait for the steady state. */
  readonly signal?: AbortSignal;
  /** Called when every host is up and before any service runs. */
  readonly beforeServices?: (lab: Lab) => Promise<void>;
  /** Longest wait for the first steady state, in milliseconds; absent: as long as a healed split brain may take. */
  readonly firstSteadyWithinMs?: number;
}

/** Starts a stack with everything that watches it, and waits for its steady state. Throws NOT_STEADY, ENGINE_FAILED. */
export async function startRig(
  engine: Engine,
  stack: Stack,
  {
    owner,
    scope,
    images,
    shipped = {},
    signal,
    beforeServices,
    firstSteadyWithinMs = steadyWithinMs,
  }: RigOptions,
): Promise<Rig> {
  const state = new LabState();
  const collectors = new Set<TimelineEvent[]>();
  const checks = watchedChecks({ stack }, balancerTexts(stack.hosts), shipped);
  const capture = captureObserver(checks === undefined ? {} : { checks });
  const observers = [
    balancerObserver(),
    starvationObserver(),
    capture,
    ...(stack.cluster === undefined ? [] : [clusterObserver(stack.cluster)]),
  ];
  const lab = await startLab(engine, stack, {
    owner,
    scope,
    images,
    onBoot: async (booting, host) => {
      state.forget(host.name);
      for (const observer of observers) if (observer.watches(host)) await observer.attach(booting, host);
    },
    onDown: ({ name }) => state.forget(name),
    onEvent: (event) => {
      state.take(event);
      for (const events of collectors) events.push(event);
    },
  });
  const stopEvents = await watchEngine(lab);
  scope.defer("engine events", () => {
    stopEvents();
    return Promise.resolve();
  });
  scope.defer("captures", () => capture.stop());
  const releases = await releasesOn(lab);
  await beforeServices?.(lab);
  await lab.startServices(lab.hosts);
  const clients = await openClients(lab);
  clients.start();
  const rig: Rig = {
    lab,
    state,
    clients,
    capture,
    releases,
    failingByDesign: stack.probes
      .filter(({ failsByDesign }) => failsByDesign === true)
      .map(({ name }) => name),
    collect: () => {
      const events: TimelineEvent[] = [];
      collectors.add(events);
      return {
        stop: () => {
          collectors.delete(events);
          return events;
        },
      };
    },
  };
  await steady(rig, {
    withinMs: firstSteadyWithinMs,
    signal: signal === undefined ? lab.lost : AbortSignal.any([signal, lab.lost]),
  });
  await clients.stop();
  return rig;
}

/**
 * Waits until every balancer that runs has every server in rotation, each VIP is held exactly once, a replicated database is whole, and
 * every client is well. `unguarded`: whether its standby could inherit already is not asked. Throws NOT_STEADY naming what is not.
 */
export async function steady(
  rig: Rig,
  {
    withinMs = steadyWithinMs,
    signal,
    unguarded = false,
  }: { withinMs?: number; signal?: AbortSignal; unguarded?: boolean } = {},
): Promise<void> {
  const rest = (): readonly string[] => troubles(rig, { unguarded });
  const reached = await rig.state.until(() => rest().length === 0, now() + withinMs, signal);
  if (reached) return;
  throw new HarnessError("NOT_STEADY", `no steady state within ${withinMs / 1000} s: ${rest().join("; ")}`);
}

/** What keeps a rig from being steady; empty when it is. */
export function troubles(
  { lab, state, clients, releases }: Pick<Rig, "lab" | "state" | "clients" | "releases">,
  { unguarded = false }: { unguarded?: boolean } = {},
): readonly string[] {
  const balancers = lab.withRole("balancer").filter(({ isUp }) => isUp);
  const views = balancers.map(({ name }) => ({ name, servers: state.healthyServers(name) }));
  const most = Math.max(0, ...lab.withRole("balancer").map(({ name }) => state.serversKnown(name)));
  return [
    ...(lab.stack.cluster === undefined ? [] : clusterTroubles(lab.stack.cluster, state, { unguarded })),
    ...views
      .filter(({ servers }) => servers.length < most || most === 0)
      .map(({ name, servers }) => `${name} has ${servers.length} of ${most} servers in rotation`),
    ...lab.stack.vips.flatMap(({ address }) => {
      const holders = state.holdersOf(address);
      const home = homeOf({ lab, releases });
      if (home !== undefined && holders.length === 1 && holders[0] !== home) {
        return [`${address} is on its way from ${holders[0] ?? ""} back to ${home}`];
      }
      return holders.length === 1
        ? []
        : [`${address} is held by ${holders.length === 0 ? "nobody" : holders.join(" and ")}`];
    }),
    ...lab.stack.probes
      .filter(
        (probe) =>
          clients.running.has(probe.name) &&
          probe.failsByDesign !== true &&
          !state.isWell(probe.name, { atLeast: enough(probe), withinMs: recentMs(probe) }),
      )
      .map(({ name }) => `the client probe "${name}" is not well`),
  ];
}

/**
 * The balancer that the VIPs will return to while it is up: the one with the highest priority, unless it was told not to preempt.
 * A stack in which a failback is still to come is not steady.
 */
function homeOf({ lab, releases }: Pick<Rig, "lab" | "releases">): string | undefined {
  const candidates = lab
    .withRole("balancer")
    .filter(({ isUp }) => isUp)
    .flatMap(({ name, spec }) => {
      const [instance] = instancesOn(spec, releases);
      return instance === undefined
        ? []
        : [{ name, priority: instance.basePriority, nopreempt: instance.nopreempt }];
    })
    .sort((one, other) => other.priority - one.priority);
  const [first] = candidates;
  return first === undefined || first.nopreempt ? undefined : first.name;
}

/** How long ago an answer may lie that says how a probe is now, in milliseconds; one that asks seldom or waits long has no younger one. */
export function recentMs({ everyMs, deadlineMs }: Pick<ProbeSpec, "everyMs" | "deadlineMs">): number {
  return everyMs < seldomMs ? seldomMs : everyMs + deadlineMs;
}

/** Samples that have to be good before a probe counts as well: half a second's worth, but five at most. */
function enough({ everyMs }: ProbeSpec): number {
  return Math.max(1, Math.min(5, Math.floor(500 / everyMs)));
}
