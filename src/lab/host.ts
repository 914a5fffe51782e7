import type Dockerode from "dockerode";
import { HarnessError, messageOf } from "../errors.ts";
import type { Instant } from "../timeline/clock.ts";
import { removeContainer } from "./container.ts";
import type { Guest } from "./guest.ts";
import { Hand, quote } from "./hand.ts";
import type { HostSpec, ServiceSpec } from "./stack.ts";
import type { WallClock } from "./wall-clock.ts";

/** Longest wait for a service to say that it is ready, in milliseconds. */
const readyWithinMs = 20_000;
const readyEveryMs = 10;
const readyLook = { tries: readyWithinMs / readyEveryMs, everyMs: readyEveryMs } as const;

/** Where a host hangs on a network, as the running container has it. */
export interface Interface {
  readonly network: string;
  readonly device: string;
  readonly address: string;
  readonly mac: string;
}

type BootListener = (host: Host) => Promise<void>;

/** One container of a lab, with the shell that stands ready in it. */
export class Host {
  readonly spec: HostSpec;
  readonly container: Dockerode.Container;
  readonly #clock: WallClock;
  readonly #networks: ReadonlyMap<string, string>;
  readonly #guests: ReadonlyMap<string, Guest>;
  readonly #bootListeners: BootListener[] = [];
  readonly #downListeners: (() => void)[] = [];
  #hand: Hand | undefined;
  #interfaces: readonly Interface[] = [];

  /**
   * @param networks engine's network name → the stack's
   * @param guests services that are images of the user's
   */
  constructor(
    spec: HostSpec,
    container: Dockerode.Container,
    {
      clock,
      networks,
      guests = new Map(),
    }: { clock: WallClock; networks: ReadonlyMap<string, string>; guests?: ReadonlyMap<string, Guest> },
  ) {
    this.spec = spec;
    this.container = container;
    this.#clock = clock;
    this.#networks = networks;
    this.#guests = guests;
  }

  get name(): string {
    return this.spec.name;
  }

  /** Throws FAULT_FAILED while the host is down. */
  get hand(): Hand {
    if (this.#hand?.isOpen !== true) throw new HarnessError("FAULT_FAILED", `${this.name} is down`);
    return this.#hand;
  }

  get isUp(): boolean {
    return this.#hand?.isOpen === true;
  }

  get interfaces(): readonly Interface[] {
    return this.#interfaces;
  }

  /** The host's interface on one of the stack's networks. Throws BAD_INPUT when it has none there. */
  on(network: string): Interface {
    const found = this.#interfaces.find((candidate) => candidate.network === network);
    if (found === undefined)
      throw new HarnessError("BAD_INPUT", `${this.name} is not on the network "${network}"`);
    return found;
  }

  service(name: string): ServiceSpec {
    const found = this.spec.services.find((candidate) => candidate.name === name);
    if (found === undefined) throw new HarnessError("BAD_INPUT", `${this.name} runs no ${name}`);
    return found;
  }

  /** Called after every start of the host, before its services run. */
  onBoot(listener: BootListener): void {
    this.#bootListeners.push(listener);
  }

  /** Called whenever the host goes down: what it held or knew is gone with it. */
  onDown(listener: () => void): void {
    this.#downListeners.push(listener);
  }

  /** Starts the container and opens its hand; services are not started. Throws ENGINE_FAILED. */
  async boot(): Promise<void> {
    try {
      await this.container.start();
    } catch (cause) {
      throw new HarnessError("ENGINE_FAILED", `could not start ${this.name}: ${messageOf(cause)}`, { cause });
    }
    const [hand, interfaces] = await Promise.all([
      Hand.open(this.container, this.#clock),
      this.#readInterfaces(),
    ]);
    this.#hand = hand;
    void hand.closed.then(() => {
      for (const listener of this.#downListeners) listener();
    });
    this.#interfaces = interfaces;
    await this.#assertInterfaces(hand);
    for (const listener of this.#bootListeners) await listener(this);
  }

  /** Shell condition: the process of `$dir`, a folder of /proc whose command is `$name`, belongs to a service. Throws BAD_INPUT. */
  isProcessOf(service: string): string {
    const guest = this.#guests.get(service);
    if (guest !== undefined) return guest.isOneOfIts;
    const names = this.service(service).processNames.map((name) => quote(name));
    return `[[ $name == @(${names.join("|")}) ]]`;
  }

  /** Freezes every process of the host; the kernel goes on answering for it. */
  async pause(): Promise<void> {
    await Promise.all([...this.#guests.values()].map((guest) => guest.pause()));
    await this.container.pause();
  }

  /** Safe to call for a host that is not frozen. */
  async unpause(): Promise<void> {
    const { State } = await this.container.inspect();
    if (State.Paused) await this.container.unpause();
    await Promise.all([...this.#guests.values()].map((guest) => guest.unpause()));
  }

  /** Whether every container of the host is frozen. */
  async isPaused(): Promise<boolean> {
    const { State } = await this.container.inspect();
    const guests = await Promise.all([...this.#guests.values()].map((guest) => guest.isPaused()));
    return State.Paused && guests.every((paused) => paused);
  }

  /**
   * Starts one service and waits until it can serve; it began to do so inside the instant returned.
   * Throws NOT_STEADY with the service's last words; FEATURE_MISSING for an environment of its own where it is an image of the user's.
   * @param environment what it is given beside the host's own
   */
  async startService(name: string, environment: Readonly<Record<string, string>> = {}): Promise<Instant> {
    const { ready } = this.service(name);
    const guest = this.#guests.get(name);
    const since =
      guest === undefined
        ? await this.#startOwn(name, ready, environment)
        : await this.#startGuest(name, { guest, ready, environment });
    if (since !== undefined) return since;
    const log = guest === undefined ? await this.#log() : await guest.log();
    throw new HarnessError(
      "NOT_STEADY",
      `${name} on ${this.name} was not ready after ${readyWithinMs / 1000} s`,
      { details: { log } },
    );
  }

  #startOwn(
    name: string,
    ready: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<Instant | undefined> {
    const variables = Object.entries(environment).map(([key, value]) => `${key}=${quote(value)} `);
    return this.hand.until(ready, {
      ...readyLook,
      // The hand ignores signals; what it starts must not inherit that.
      first: `( trap - INT HUP TERM PIPE; ${variables.join("")}haproof-service start ${name} )`,
    });
  }

  async #startGuest(
    name: string,
    {
      guest,
      ready,
      environment,
    }: { guest: Guest; ready: string; environment: Readonly<Record<string, string>> },
  ): Promise<Instant | undefined> {
    if (Object.keys(environment).length > 0)
      throw new HarnessError(
        "FEATURE_MISSING",
        `${name} on ${this.name} is an image of yours, which is left as it is`,
      );
    const started = await guest.start(this.hand);
    const since = await this.hand.until(ready, readyLook);
    // The first look may come when it has been true for a while.
    return since === undefined ? undefined : { notBefore: started.notBefore, notAfter: since.notAfter };
  }

  async #log(): Promise<string> {
    const log = await this.container.logs({ stdout: true, stderr: true, tail: 20, follow: false });
    return log.toString("utf8");
  }

  /** Closes the hand, so that it heals what it did; the container goes on. */
  async release(): Promise<void> {
    await this.#hand?.close();
  }

  /** Removes its containers, in whatever state they are. Throws CLEANUP_FAILED. */
  async remove(): Promise<void> {
    await Promise.all([...this.#guests.values()].map((guest) => guest.remove()));
    await removeContainer(this.container);
  }

  async #readInterfaces(): Promise<readonly Interface[]> {
    const { NetworkSettings } = await this.container.inspect();
    return Object.entries(NetworkSettings.Networks)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([engineName, { IPAddress, MacAddress }], index) => ({
        network: this.#networks.get(engineName) ?? engineName,
        device: `eth${index}`,
        address: IPAddress,
        mac: MacAddress,
      }));
  }

  /** The engine names interfaces anew at every start; a wrong guess would break faults without a word. */
  async #assertInterfaces(hand: Hand): Promise<void> {
    const { output } = await hand.must("ip -o -4 address show");
    for (const { device, address } of this.#interfaces) {
      if (!output.includes(` ${device} `) || !new RegExp(`${device}\\s+inet ${address}/`).test(output)) {
        throw new HarnessError("ENGINE_FAILED", `${this.name}: ${address} is not on ${device}`, {
          details: { output },
        });
      }
    }
  }
}
