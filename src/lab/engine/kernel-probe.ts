import type { Duplex } from "node:stream";
import type Dockerode from "dockerode";
import { HarnessError, messageOf } from "../../errors.ts";
import { labelsOf, newOwner } from "../labels.ts";
import { engineError } from "./command.ts";
import type { Engine } from "./engine.ts";
import { attemptScript, featuresByAttempt, type FeatureFinding } from "./kernel-features.ts";
import { readingIn, readingScript, type KernelReading } from "./kernel-reading.ts";

/** What a throw-away container found out about the kernel under the engine. */
export interface KernelProbe {
  readonly features: readonly FeatureFinding[];
  /** Whether a container can be paused and woken: freezing a host. */
  readonly freezer: FeatureFinding;
  readonly reading: KernelReading | undefined;
}

const done = "probe done";
/** The attempts take 0.7 s together with the pause between two readings of /proc/stat. */
const probeMs = 15_000;

/**
 * Tries in a container, with the rights that a lab's hosts have, what faults need; the container is removed whatever
 * happens. Throws ENGINE_FAILED.
 * @param image a host image of haproof: it has nft, tc and a shell
 */
export async function probeKernel({ docker }: Pick<Engine, "docker">, image: string): Promise<KernelProbe> {
  const script = `${attemptScript()}\n${readingScript}\necho "${done}"\nsleep 30`;
  const owner = newOwner();
  let container: Dockerode.Container | undefined;
  try {
    container = await docker.createContainer({
      name: `${owner.run}-doctor`,
      Image: image,
      Entrypoint: ["sh", "-c"],
      Cmd: [script],
      // One stream without frames; lines end in CR LF.
      Tty: true,
      Labels: labelsOf(owner),
      HostConfig: { NetworkMode: "none", CapAdd: ["NET_ADMIN", "NET_RAW"] },
    });
    const stream = (await container.attach({
      stream: true,
      stdout: true,
      stderr: true,
    })) as unknown as Duplex;
    await container.start();
    const output = await upTo(stream, done);
    const freezer = await freeze(container);
    return { features: featuresByAttempt(output), freezer, reading: readingIn(output) };
  } catch (cause) {
    throw engineError("ENGINE_FAILED", "the kernel cannot be probed", cause);
  } finally {
    await container?.remove({ force: true });
  }
}

/** What came until the mark. Throws ENGINE_FAILED when it does not come in time. */
async function upTo(stream: Duplex, mark: string): Promise<string> {
  let output = "";
  const limit = setTimeout(
    () => stream.destroy(new HarnessError("ENGINE_FAILED", `no end after ${probeMs} ms`)),
    probeMs,
  );
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      output += chunk.toString();
      if (output.includes(mark)) break;
    }
    return output;
  } finally {
    clearTimeout(limit);
  }
}

async function freeze(container: Dockerode.Container): Promise<FeatureFinding> {
  try {
    await container.pause();
    const { State } = await container.inspect();
    await container.unpause();
    return State.Paused
      ? { id: "freezer", works: true, how: "tried: a container was paused and woken" }
      : { id: "freezer", works: false, how: "tried: a paused container ran on" };
  } catch (error) {
    return { id: "freezer", works: false, how: `tried: ${messageOf(error).trim()}` };
  }
}
