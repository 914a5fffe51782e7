import { HarnessError } from "../errors.ts";
import type { Instant } from "../timeline/clock.ts";
import { nowWithin } from "../timeline/clock.ts";
import type { TimelineEvent } from "../timeline/events.ts";
import { addressMap } from "./addresses.ts";
import type { AddressMap } from "./addresses.ts";
import { createContainer } from "./container.ts";
import type { Engine } from "./engine/engine.ts";
import { createGuests } from "./guest.ts";
import { Host } from "./host.ts";
import type { Owner } from "./labels.ts";
import { createNetworks } from "./networks.ts";
import { createVolumes } from "./volumes.ts";
import type { Scope } from "./scope.ts";
import type { HostSpec, Role, Stack } from "./stack.ts";
import { WallClock } from "./wall-clock.ts";

/** A stack that runs. It owns everything it made and undoes it when its scope closes. */
export interface Lab {
  /** Unique in the engine; the names of everything in it begin with this. */
  readonly id: string;
  /** The run it belongs to, as its labels say. */
  readonly run: string;
  readonly engine: Engine;
  /** The stack with every address mapped to this lab's. */
  readonly stack: Stack;
  readonly addresses: AddressMap;
  readonly hosts: readonly Host[];
  readonly clock: WallClock;
  /** Throws BAD_INPUT when the stack has no such host. */
  host(name: string): Host;
  withRole(role: Role): readonly Host[];
  /** Everything that any observer of this lab records goes through here. */
  record(event: TimelineEvent): void;
  onEvent(listener: (event: TimelineEvent) => void): () => void;
  /** Aborted, with a HarnessError as its reason, when the lab can never be steady again: somebody else took a part of it away. */
  readonly lost: AbortSignal;
  lose(reason: HarnessError): void;
  /** Starts the services of hosts, wave by wave; the last began to serve inside the instant returned. */
  startServices(hosts: readonly Host[]): Promise<Instant>;
}

export interface LabOptions {
  readonly owner: Owner;
  readonly scope: Scope;
  /** Image name → reference in the engine. */
  readonly images: Readonly<Record<string, string>>;
  /** Called with every host before any service starts, and again after each later boot. */
  readonly onBoot?: (lab: Lab, host: Host) => Promise<void>;
  /** Called whenever a host goes down. */
  readonly onDown?: (host: Host) => void;
  /** Hears everything that is recorded, from the first boot on. */
  readonly onEvent?: (event: TimelineEvent) => void;
}

let labs = 0;

/** Makes networks and containers and boots every host; no service runs yet. Throws ENGINE_FAILED. */
export async function startLab(engine: Engine, written: Stack, options: LabOptions): Promise<Lab> {
  const { owner, scope, images, onBoot, onDown, onEvent } = options;
  const id = `${owner.run}-${++labs}`;
  await createVolumes(engine, written.hosts, { id, owner, scope });
  const networks = await createNetworks(engine, written.networks, { id, owner, scope });
  const addresses = addressMap(networks.prefixes);
  const stack = mapStack(written, addresses);

  const loss = new AbortController();
  const listeners = new Set<(event: TimelineEvent) => void>(onEvent === undefined ? [] : [onEvent]);
  const record = (event: TimelineEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const clock = new WallClock(record);
  scope.defer("wall clock", () => {
    clock.stop();
    return Promise.resolve();
  });

  const hosts = await Promise.all(
    stack.hosts.map((spec) =>
      scope.acquire(
        `host ${spec.name}`,
        async () => {
          const container = await createContainer(engine, spec, {
            id,
            owner,
            networks,
            image: imageOf(spec, images),
          });
          const guests = await createGuests(engine, { id, owner, spec, host: container });
          return new Host(spec, container, { clock, networks: networks.byEngineName, guests });
        },
        (host) => host.remove(),
      ),
    ),
  );
  const lab: Lab = {
    id,
    run: owner.run,
    engine,
    stack,
    addresses,
    hosts,
    clock,
    host: (name) => find(hosts, name),
    withRole: (role) => hosts.filter(({ spec }) => spec.role === role),
    record,
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    lost: loss.signal,
    lose: (reason) => loss.abort(reason),
    startServices: (some) => startServices(some),
  };
  if (onBoot !== undefined) for (const host of hosts) host.onBoot((booted) => onBoot(lab, booted));
  if (onDown !== undefined) for (const host of hosts) host.onDown(() => onDown(host));
  await Promise.all(hosts.map((host) => host.boot()));
  return lab;
}

async function startServices(hosts: readonly Host[]): Promise<Instant> {
  let last = nowWithin();
  const waves = new Set(hosts.flatMap(({ spec }) => spec.services.map(({ wave }) => wave)));
  for (const wave of [...waves].sort((a, b) => a - b)) {
    const started = hosts.flatMap((host) =>
      host.spec.services
        .filter((service) => service.wave === wave)
        .map(({ name }) => host.startService(name)),
    );
    for (const since of await Promise.all(started)) if (since.notAfter > last.notAfter) last = since;
  }
  return last;
}

function imageOf(spec: HostSpec, images: Readonly<Record<string, string>>): string {
  return images[spec.image] ?? spec.image;
}

function find(hosts: readonly Host[], name: string): Host {
  const host = hosts.find((candidate) => candidate.name === name);
  if (host === undefined) {
    const known = hosts.map((candidate) => candidate.name).join(", ");
    throw new HarnessError("BAD_INPUT", `no host "${name}" in this stack; it has ${known}`);
  }
  return host;
}

function mapStack(stack: Stack, addresses: AddressMap): Stack {
  const address = (written: string): string => addresses.address(written);
  const text = (written: string): string => addresses.text(written);
  const mapValues = <T>(record: Readonly<Record<string, T>>, map: (value: T) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
  return {
    ...stack,
    networks: stack.networks.map((network) => ({
      ...network,
      prefix: address(`${network.prefix}.0`).slice(0, -2),
    })),
    vips: stack.vips.map((vip) => ({ ...vip, address: address(vip.address) })),
    probes: stack.probes.map((probe) => ({
      ...probe,
      options: mapValues(probe.options, (value) => (typeof value === "string" ? text(value) : value)),
    })),
    hosts: stack.hosts.map((host) => ({
      ...host,
      addresses: mapValues(host.addresses, address),
      files: mapValues(host.files, text),
      environment: mapValues(host.environment, text),
    })),
  };
}
