import { buffer } from "node:stream/consumers";
import type Dockerode from "dockerode";
import { pack } from "tar-stream";
import { HarnessError, messageOf } from "../errors.ts";
import type { Engine } from "./engine/engine.ts";
import { hostLabel, labelsOf } from "./labels.ts";
import type { Owner } from "./labels.ts";
import type { LabNetworks } from "./networks.ts";
import type { HostSpec } from "./stack.ts";
import { volumeName } from "./volumes.ts";

/** What a host of a lab may do in its own namespaces; nothing is privileged (architecture.md 12). */
const capabilities = ["NET_ADMIN", "NET_RAW", "SYS_NICE"];

/**
 * Makes a host's container, on all its networks, with its files in place, not started. /run is a tmpfs, or keepalived refuses
 * to start again after a kill; nothing is forwarded, or an ex-master hides gaps (timing-model.md 4.3).
 */
export async function createContainer(
  engine: Engine,
  spec: HostSpec,
  { id, owner, networks, image }: { id: string; owner: Owner; networks: LabNetworks; image: string },
): Promise<Dockerode.Container> {
  const endpoints = Object.entries(spec.addresses)
    .map(([network, address]) => ({ name: networks.engineNameOf.get(network) ?? network, address }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const [first, ...others] = endpoints;
  if (first === undefined) throw new HarnessError("BAD_INPUT", `${spec.name} is on no network`);
  try {
    const container = await engine.docker.createContainer({
      name: `${id}-${spec.name}`,
      Hostname: spec.name,
      Image: image,
      Labels: { ...labelsOf(owner), [hostLabel]: spec.name },
      Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
      HostConfig: {
        NetworkMode: first.name,
        CapAdd: capabilities,
        Sysctls: { "net.ipv4.ip_forward": "0" },
        Binds: Object.entries(spec.volumes ?? {}).map(([path, name]) => `${volumeName(id, name)}:${path}`),
        Tmpfs: { "/run": "rw,mode=755", ...smallMounts(spec) },
        // A prober that waits for a processor measures the machine; everything else in a lab can wait a little.
        ...(spec.role === "client" ? { CpuShares: 65_536 } : {}),
      },
      NetworkingConfig: { EndpointsConfig: { [first.name]: { IPAMConfig: { IPv4Address: first.address } } } },
    });
    for (const { name, address } of others) {
      await engine.docker
        .getNetwork(name)
        .connect({ Container: container.id, EndpointConfig: { IPAMConfig: { IPv4Address: address } } });
    }
    await putFiles(container, spec.files);
    return container;
  } catch (cause) {
    throw new HarnessError("ENGINE_FAILED", `could not make the host ${spec.name}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

function smallMounts({ mounts = {} }: HostSpec): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mounts).map(([path, bytes]) => [path, `rw,exec,mode=755,size=${bytes}`]),
  );
}

/** Writes files into a container that need not run. Keys are absolute paths. */
export async function putFiles(
  container: Dockerode.Container,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const entries = Object.entries(files);
  if (entries.length === 0) return;
  const archive = pack();
  for (const [path, text] of entries) {
    const mode = text.startsWith("#!") ? 0o755 : 0o644;
    archive.entry({ name: path.replace(/^\//, ""), mode }, text);
  }
  archive.finalize();
  await container.putArchive(await buffer(archive), { path: "/" });
}

/** Removes a container in whatever state it is; a paused one too. That it is gone already is no failure. */
export async function removeContainer(container: Dockerode.Container): Promise<void> {
  try {
    await container.remove({ force: true, v: true });
  } catch (cause) {
    if ((cause as { statusCode?: number }).statusCode === 404) return;
    throw new HarnessError("CLEANUP_FAILED", messageOf(cause), { cause });
  }
}
