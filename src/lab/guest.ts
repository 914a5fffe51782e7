import type Dockerode from "dockerode";
import { HarnessError, messageOf } from "../errors.ts";
import type { Instant } from "../timeline/clock.ts";
import type { Engine } from "./engine/engine.ts";
import { putFiles, removeContainer } from "./container.ts";
import type { Hand } from "./hand.ts";
import { labelsOf } from "./labels.ts";
import type { Owner } from "./labels.ts";
import type { HostSpec } from "./stack.ts";

/** How long the engine may take to see that a program has ended, in milliseconds. */
const endedWithinMs = 5_000;

/**
 * A service from an image of the user's, as it is: a container of its own, which lives in the network and process namespaces of its
 * host's. So it needs none of haproof's tools, its processes can be hurt by the host's hand, and it dies with its host.
 */
export class Guest {
  readonly #container: Dockerode.Container;
  readonly #service: string;

  constructor(container: Dockerode.Container, service: string) {
    this.#container = container;
    this.#service = service;
  }

  /** Shell condition: the process of `$dir`, a folder of /proc, is one of this guest's. Control groups are named by the container. */
  get isOneOfIts(): string {
    return `grep -q ${this.#container.id} "$dir/cgroup"`;
  }

  /** Starts it, and notes its first process where a service's is noted. It was started inside the instant. Throws ENGINE_FAILED. */
  async start(hand: Hand): Promise<Instant> {
    const { at: before } = await hand.must("true");
    try {
      await this.#ended();
      await this.#container.start();
    } catch (cause) {
      throw new HarnessError("ENGINE_FAILED", `could not start ${this.#service}: ${messageOf(cause)}`, {
        cause,
      });
    }
    const noted = await hand.run(`mkdir -p /run/haproof; for dir in /proc/[1-9]*; do
      ${this.isOneOfIts} 2>/dev/null && read -r stat < "$dir/stat" || continue
      set -- \${stat##*) }; [ "$2" = 0 ] && echo "\${dir#/proc/}" > /run/haproof/${this.#service}.pid
    done; true`);
    return { notBefore: before.notAfter, notAfter: noted.at.notAfter };
  }

  pause(): Promise<unknown> {
    return this.#container.pause();
  }

  async unpause(): Promise<void> {
    if (await this.isPaused()) await this.#container.unpause();
  }

  async isPaused(): Promise<boolean> {
    return (await this.#container.inspect()).State.Paused;
  }

  /** Its last words, for a message. */
  async log(): Promise<string> {
    const log = await this.#container.logs({ stdout: true, stderr: true, tail: 20, follow: false });
    return log.toString("utf8");
  }

  remove(): Promise<void> {
    return removeContainer(this.#container);
  }

  /** A program that was killed a moment ago may still run for the engine, which would not start it again. */
  async #ended(): Promise<void> {
    const { State } = await this.#container.inspect();
    if (State.Running)
      await this.#container.wait({
        condition: "not-running",
        abortSignal: AbortSignal.timeout(endedWithinMs),
      });
  }
}

/** Makes the guests of a host, by service, not started. The host's container need not run yet. Throws ENGINE_FAILED. */
export async function createGuests(
  engine: Engine,
  { id, owner, spec, host }: { id: string; owner: Owner; spec: HostSpec; host: Dockerode.Container },
): Promise<ReadonlyMap<string, Guest>> {
  const guests = new Map<string, Guest>();
  for (const { name, image } of spec.services) {
    if (image === undefined) continue;
    try {
      const container = await engine.docker.createContainer({
        name: `${id}-${spec.name}-${name}`,
        Image: image,
        Labels: labelsOf(owner),
        Env: Object.entries(spec.environment).map(([key, value]) => `${key}=${value}`),
        HostConfig: { NetworkMode: `container:${host.id}`, PidMode: `container:${host.id}` },
      });
      await putFiles(container, spec.files);
      guests.set(name, new Guest(container, name));
    } catch (cause) {
      throw new HarnessError("ENGINE_FAILED", `could not make ${name} of ${spec.name}: ${messageOf(cause)}`, {
        cause,
      });
    }
  }
  return guests;
}
