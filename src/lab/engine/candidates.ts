import { createHash } from "node:crypto";
import { join } from "node:path";
import { HarnessError, messageOf } from "../../errors.ts";
import type { Surroundings } from "./surroundings.ts";

/** A place where an engine may listen. */
export interface Candidate {
  /** As DOCKER_HOST would say it: unix://, npipe://, tcp:// or ssh://. */
  readonly endpoint: string;
  /** Who named it, for messages: "DOCKER_HOST", "the Docker context desktop-linux", "the default socket". */
  readonly source: string;
  /** Folder of ca.pem, cert.pem and key.pem; TLS is spoken when it is given. */
  readonly tls?: string;
}

export interface Candidates {
  /** The user chose: no other engine may be taken in its place, and none set up. */
  readonly chosen: boolean;
  readonly list: readonly Candidate[];
}

/**
 * Where to look, in Docker's own order of precedence: DOCKER_HOST, DOCKER_CONTEXT, the current context; then Podman's
 * CONTAINER_HOST; then the sockets that exist. Throws NO_ENGINE for a context that is not there.
 */
export function candidates(machine: Surroundings): Candidates {
  const choice = fromEnvironment(machine) ?? fromContext(machine) ?? fromPodman(machine);
  return choice === undefined
    ? { chosen: false, list: usualSockets(machine) }
    : { chosen: true, list: [choice] };
}

function fromEnvironment({ env, home }: Surroundings): Candidate | undefined {
  const host = env["DOCKER_HOST"] ?? "";
  if (host === "") return undefined;
  const verify = (env["DOCKER_TLS_VERIFY"] ?? "") !== "";
  const certificates = env["DOCKER_CERT_PATH"] ?? "";
  const endpoint = host.includes("://") ? host : `tcp://${host}`;
  const candidate = { endpoint, source: "DOCKER_HOST" };
  if (!endpoint.startsWith("tcp://") || (!verify && certificates === "")) return candidate;
  return { ...candidate, tls: certificates === "" ? dockerFolder({ env, home }) : certificates };
}

function fromPodman({ env }: Surroundings): Candidate | undefined {
  const host = env["CONTAINER_HOST"] ?? "";
  return host === "" ? undefined : { endpoint: host, source: "CONTAINER_HOST" };
}

/** A context is kept under the SHA-256 of its name; "default" means that there is none. */
function fromContext(machine: Surroundings): Candidate | undefined {
  const folder = dockerFolder(machine);
  const byVariable = machine.env["DOCKER_CONTEXT"] ?? "";
  const name = byVariable === "" ? currentContext(machine, join(folder, "config.json")) : byVariable;
  if (name === undefined || name === "" || name === "default") return undefined;
  const id = createHash("sha256").update(name).digest("hex");
  const path = join(folder, "contexts", "meta", id, "meta.json");
  const endpoint = hostIn(parsed(machine, path));
  if (endpoint === undefined) {
    const namedBy = byVariable === "" ? join(folder, "config.json") : "DOCKER_CONTEXT";
    throw new HarnessError(
      "NO_ENGINE",
      `${namedBy} names the Docker context ${name}, but ${path} does not say where it is`,
    );
  }
  const tls = join(folder, "contexts", "tls", id, "docker");
  const secured = machine.readText(join(tls, "cert.pem")) !== undefined;
  return { endpoint, source: `the Docker context ${name}`, ...(secured ? { tls } : {}) };
}

function currentContext(machine: Surroundings, path: string): string | undefined {
  const name = field(parsed(machine, path), "currentContext");
  return typeof name === "string" ? name : undefined;
}

function hostIn(meta: unknown): string | undefined {
  const host = field(field(field(meta, "Endpoints"), "docker"), "Host");
  return typeof host === "string" && host !== "" ? host : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function parsed(machine: Surroundings, path: string): unknown {
  const text = machine.readText(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HarnessError("NO_ENGINE", `${path} is not JSON: ${messageOf(cause)}`, { cause });
  }
}

function dockerFolder({ env, home }: Pick<Surroundings, "env" | "home">): string {
  const folder = env["DOCKER_CONFIG"] ?? "";
  return folder === "" ? join(home, ".docker") : folder;
}

function usualSockets(machine: Surroundings): readonly Candidate[] {
  if (machine.platform === "win32") {
    return [{ endpoint: "npipe:////./pipe/docker_engine", source: "Docker Desktop's pipe" }];
  }
  const { env, home, uid } = machine;
  const runtime = env["XDG_RUNTIME_DIR"] ?? `/run/user/${uid}`;
  const podmanMachine = join(home, ".local/share/containers/podman/machine");
  const known: readonly (readonly [path: string, source: string])[] = [
    ["/var/run/docker.sock", "the default socket"],
    [join(runtime, "docker.sock"), "the rootless socket"],
    [join(home, ".docker/run/docker.sock"), "Docker Desktop's socket"],
    [join(home, ".docker/desktop/docker.sock"), "Docker Desktop's socket"],
    [join(runtime, "podman/podman.sock"), "Podman's user socket"],
    ["/run/podman/podman.sock", "Podman's system socket"],
    [join(podmanMachine, "podman.sock"), "Podman's machine"],
    [join(podmanMachine, "qemu/podman.sock"), "Podman's machine"],
    [join(env["TMPDIR"] ?? "/tmp", "podman/podman-machine-default-api.sock"), "Podman's machine"],
  ];
  return known
    .filter(([path]) => machine.isSocket(path))
    .map(([path, source]) => ({ endpoint: `unix://${path}`, source }));
}
