import type { Host } from "../../lab/host.ts";
import type { Lab } from "../../lab/lab.ts";
import { instant, now } from "../../timeline/clock.ts";
import type { AdvertEvent, ConnectionEvent, DisturbanceEvent, TimelineEvent } from "../../timeline/events.ts";
import { PacketLog } from "./packet-log.ts";
import type { Packet } from "./pcap.ts";
import { wallMsOf } from "./pcap.ts";
import { startTcpdump } from "./tcpdump.ts";
import type { Tcpdump, TcpdumpOptions } from "./tcpdump.ts";
import { eventsOf } from "./wire-events.ts";
import type { Reading } from "./wire-events.ts";

/** A host that goes takes its hand with it within this time, in milliseconds; a capture that ends alone has died. */
const hostGoesWithinMs = 500;
/** What lies longer ago than this, in milliseconds, says nothing about how things stand. */
const recentMs = 15_000;

/** What to look for on an interface, and what to make of it. */
export type Sight = Reading & Omit<TcpdumpOptions, "onPackets">;

/** One interface of one host that is watched, through all the times that the host is started. */
export class Vantage {
  readonly log = new PacketLog();
  readonly #lab: Lab;
  readonly #host: Host;
  #sights: readonly Sight[] = [];
  #running: readonly Running[] = [];
  #stopped = false;
  #settledAt = now();
  /** The last advertisement of each sender, the last health check of each server: what a timer may be running from. */
  readonly #latest = new Map<string, AdvertEvent | ConnectionEvent>();

  constructor(lab: Lab, host: Host) {
    this.#lab = lab;
    this.#host = host;
  }

  /** To be called after every boot of the host. Throws AGENT_FAILED. */
  async watch(sights: readonly Sight[]): Promise<void> {
    this.#latest.clear();
    this.#sights = sights;
    this.#running = await Promise.all(sights.map((sight) => this.#start(sight)));
  }

  /**
   * Records once more, with their own instants, the events that the next transition may be counted from, and from here on
   * how clients are answered.
   */
  recordAgain(): void {
    for (const { connections } of this.#sights) connections?.forget?.();
    const since = now() - recentMs;
    for (const event of this.#latest.values()) if (event.at.notBefore > since) this.#lab.record(event);
  }

  /** Waits until all that has passed is recorded and logged; says so where packets were lost or nobody knows. */
  async settle(): Promise<void> {
    if (!this.#host.isUp) return;
    const at = now();
    await Promise.all(this.#running.map((running) => this.#settleOne(running)));
    this.#settledAt = at;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running.map(({ tcpdump }) => tcpdump.stop()));
  }

  async #start(sight: Sight): Promise<Running> {
    const tcpdump = await startTcpdump(this.#host, {
      ...sight,
      onPackets: (packets) => this.#take(packets, sight),
    });
    const { hand } = this.#host;
    void tcpdump.ended.then((lastWords) => {
      const judge = setTimeout(() => {
        if (hand.isOpen && !this.#stopped) this.#lost(`the capture has ended: ${lastWords}`);
      }, hostGoesWithinMs);
      judge.unref();
    });
    return { tcpdump, dropped: 0 };
  }

  async #settleOne(running: Running): Promise<void> {
    const captured = await running.tcpdump.drained();
    if (captured === undefined) {
      if (this.#host.isUp && !this.#stopped) this.#lost("the capture does not answer");
      return;
    }
    const lost = captured.dropped - running.dropped;
    running.dropped = captured.dropped;
    if (lost > 0) this.#lost(`the capture lost ${lost} packets`);
  }

  #take(packets: readonly Packet[], sight: Sight): void {
    for (const packet of packets) {
      this.log.add(packet);
      const at = this.#lab.clock.instantOf(wallMsOf(packet));
      for (const event of eventsOf(packet.bytes, at, sight)) this.#record(event);
    }
  }

  #record(event: TimelineEvent): void {
    if (event.kind === "advert") this.#latest.set(`${event.source} ${event.routerId}`, event);
    if (event.kind === "connection" && event.purpose === "check") {
      this.#latest.set(`${event.address} ${event.port}`, event);
    }
    this.#lab.record(event);
  }

  #lost(detail: string): void {
    const event: DisturbanceEvent = {
      kind: "disturbance",
      what: "observer-lost",
      host: this.#host.name,
      detail,
      at: instant(this.#settledAt, now()),
    };
    this.#lab.record(event);
  }
}

interface Running {
  readonly tcpdump: Tcpdump;
  /** As far as it was told of. */
  dropped: number;
}
