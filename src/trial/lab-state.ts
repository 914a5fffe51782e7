import type { At } from "../timeline/clock.ts";
import { instant, now } from "../timeline/clock.ts";
import type {
  AddressEvent,
  CheckEvent,
  MemberAspect,
  MemberEvent,
  ProbeEvent,
  ServerEvent,
  TimelineEvent,
} from "../timeline/events.ts";

interface Recent {
  readonly doneAt: At;
  readonly ok: boolean;
}

/**
 * What is true of a lab at this moment, folded from the events as they come. It is asked when to go on, never judged by:
 * judgements are made from the recording.
 */
export class LabState {
  readonly #addresses = new Map<string, AddressEvent>();
  readonly #servers = new Map<string, ServerEvent>();
  readonly #checks = new Map<string, CheckEvent>();
  readonly #members = new Map<string, MemberEvent>();
  readonly #probes = new Map<string, ProbeEvent>();
  readonly #samples = new Map<string, Recent[]>();
  readonly #servedBy = new Map<string, string>();
  readonly #waiting = new Set<() => void>();

  take(event: TimelineEvent): void {
    this.#fold(event);
    // Samples come by the hundred a second; the timer looks at them soon enough.
    if (event.kind !== "sample") for (const look of this.#waiting) look();
  }

  #fold(event: TimelineEvent): void {
    if (event.kind === "address") this.#addresses.set(`${event.host} ${event.address}`, event);
    else if (event.kind === "server") this.#seen(event);
    else if (event.kind === "check") this.#checks.set(keyOf(event), event);
    else if (event.kind === "member") this.#members.set(memberKey(event), event);
    else if (event.kind === "probe") this.#probes.set(event.probe, event);
    else if (event.kind === "sample") {
      this.#sampled(event.probe, { doneAt: event.doneAt, ok: event.outcome === "ok" });
      if (event.outcome === "ok" && event.servedBy !== undefined)
        this.#servedBy.set(event.probe, event.servedBy);
    }
  }

  #seen(event: ServerEvent): void {
    const key = keyOf(event);
    if (event.state === "GONE") {
      this.#servers.delete(key);
      this.#checks.delete(key);
    } else this.#servers.set(key, event);
  }

  /** What a host held or a balancer saw is no longer known: it lost its power or was started anew. */
  forget(host: string): void {
    for (const map of [this.#addresses, this.#servers, this.#checks, this.#members]) {
      for (const key of map.keys()) if (key.startsWith(`${host} `)) map.delete(key);
    }
  }

  holdersOf(address: string): readonly string[] {
    return [...this.#addresses.values()]
      .filter((event) => event.address === address && event.held)
      .map(({ host }) => host);
  }

  /** Servers ("backend/server") that a balancer has in rotation, its last check of them passed where it checks them. */
  healthyServers(balancer: string): readonly string[] {
    return [...this.#servers.values()]
      .filter((event) => event.balancer === balancer && event.state === "UP")
      .map(({ backend, server }) => `${backend}/${server}`)
      .filter((name) => this.#checks.get(`${balancer} ${name}`)?.passed !== false);
  }

  /** The members of a replicated database that are this by whoever can tell. */
  membersThatAre(aspect: MemberAspect): readonly string[] {
    const such = [...this.#members.values()].filter((event) => event.aspect === aspect && event.holds);
    return [...new Set(such.map(({ member }) => member))].sort();
  }

  isDown(balancer: string, server: string): boolean {
    return this.#servers.get(`${balancer} ${server}`)?.state === "DOWN";
  }

  /** How many servers a balancer has ever told of since it was booted. */
  serversKnown(balancer: string): number {
    return [...this.#servers.values()].filter((event) => event.balancer === balancer).length;
  }

  /** Whether a probe's samples of the last milliseconds are all good, and there are enough of them. */
  isWell(probe: string, { atLeast, withinMs }: { atLeast: number; withinMs: number }): boolean {
    const since = now() - withinMs;
    const recent = (this.#samples.get(probe) ?? []).filter(({ doneAt }) => doneAt >= since);
    return recent.length >= atLeast && recent.every(({ ok }) => ok);
  }

  /** Who gave a probe its last good answer, where one said it. */
  lastServedBy(probe: string): string | undefined {
    return this.#servedBy.get(probe);
  }

  /** The state as events, for the head of a trial's recording; of the probes those that run. */
  snapshot(running: ReadonlySet<string>): readonly TimelineEvent[] {
    const at = instant(now());
    return [
      ...[...this.#probes.values()]
        .filter(({ probe }) => running.has(probe))
        .map((event) => ({ ...event, at: at.notBefore })),
      ...[...this.#addresses.values(), ...this.#servers.values(), ...this.#members.values()].map((event) => ({
        ...event,
        at,
      })),
    ];
  }

  /** Waits until something is true; false when it is not by `deadline`. Looks at every event, and every 50 ms. */
  until(condition: () => boolean, deadline: At, signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const done = (value: boolean): void => {
        clearInterval(timer);
        this.#waiting.delete(look);
        signal?.removeEventListener("abort", abort);
        resolve(value);
      };
      const abort = (): void => {
        clearInterval(timer);
        this.#waiting.delete(look);
        reject(signal?.reason instanceof Error ? signal.reason : new DOMException("stopped", "AbortError"));
      };
      const look = (): void => {
        if (condition()) done(true);
        else if (now() >= deadline) done(false);
      };
      const timer = setInterval(look, 50);
      if (signal?.aborted === true) {
        abort();
        return;
      }
      signal?.addEventListener("abort", abort);
      this.#waiting.add(look);
      look();
    });
  }

  #sampled(probe: string, recent: Recent): void {
    const samples = this.#samples.get(probe) ?? [];
    samples.push(recent);
    if (samples.length > 2_000) samples.splice(0, 1_000);
    this.#samples.set(probe, samples);
  }
}

function keyOf({ balancer, backend, server }: ServerEvent | CheckEvent): string {
  return `${balancer} ${backend}/${server}`;
}

/** What stores tell is the same whichever of them tells it, and outlives it. */
function memberKey({ host, aspect, member }: MemberEvent): string {
  return `${aspect === "lock" || aspect === "synchronous" ? "store" : host} ${aspect} ${member}`;
}
