import { readFileSync } from "node:fs";
import { release, totalmem } from "node:os";
import { join } from "node:path";
import Docker from "dockerode";
import { HarnessError, messageOf } from "../../errors.ts";
import type { Candidate } from "./candidates.ts";
import type { Engine } from "./engine.ts";

/** Longest silence of an engine that is asked for its version; a busy two-core machine answers in under 100 ms. */
const silenceMs = 5_000;

/** Connects to an engine and asks what it is. Rejects when nothing answers there in time. */
export async function dial(candidate: Candidate): Promise<Engine> {
  const options = connection(candidate);
  // An ssh channel has no timer of its own; there ssh2's limit of 20 s on the handshake holds.
  const asking = new Docker(options.protocol === "ssh" ? options : { ...options, timeout: silenceMs });
  const [version, info] = await Promise.all([asking.version(), asking.info() as Promise<EngineInfo>]).catch(
    (error: unknown) => {
      if (messageOf(error) !== "socket hang up") throw error;
      throw new HarnessError("NO_ENGINE", `it hung up, or was silent for ${silenceMs} ms`, { cause: error });
    },
  );
  return {
    // Not the one above: a build may be silent for longer.
    docker: new Docker(options),
    endpoint: candidate.endpoint,
    apiVersion: version.ApiVersion,
    version: version.Version,
    local: candidate.endpoint.startsWith("unix://") && sharesKernel(info),
  };
}

interface EngineInfo {
  readonly KernelVersion?: string;
  readonly MemTotal?: number;
}

/**
 * A socket may lead into a virtual machine (Docker Desktop, Podman's machine). Its kernel's release or its memory differs
 * from those of this machine; the memory is compared to the byte, as both come from the same counter.
 */
function sharesKernel({ KernelVersion, MemTotal }: EngineInfo): boolean {
  return process.platform === "linux" && KernelVersion === release() && MemTotal === totalmem();
}

/** dockerode falls back to DOCKER_HOST for whatever is not given, so every field is given. Throws BAD_INPUT. */
export function connection({ endpoint, source, tls }: Candidate): Docker.DockerOptions {
  const socket = /^(?:unix|npipe):\/\/(?<path>.+)$/.exec(endpoint)?.groups?.["path"];
  if (socket !== undefined) return { socketPath: socket, ...noHost };
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol === "ssh:") {
    const agent = process.env["SSH_AUTH_SOCK"];
    return {
      protocol: "ssh",
      host: url.hostname,
      port: url.port === "" ? 22 : url.port,
      ...(url.username === "" ? {} : { username: url.username }),
      ...(agent === undefined ? {} : { sshOptions: { agent } }),
    };
  }
  if (url === undefined || !["tcp:", "http:", "https:"].includes(url.protocol)) {
    throw new HarnessError(
      "BAD_INPUT",
      `${source}: ${endpoint} is none of unix://, npipe://, tcp://, ssh://`,
    );
  }
  const secure = tls !== undefined || url.protocol === "https:";
  return {
    protocol: secure ? "https" : "http",
    host: url.hostname,
    port: url.port === "" ? (secure ? 2376 : 2375) : url.port,
    ...(tls === undefined ? {} : certificates(tls, source)),
  };
}

const noHost = { host: "", protocol: "http" } as const;

function certificates(folder: string, source: string): { ca: Buffer; cert: Buffer; key: Buffer } {
  const read = (name: string): Buffer => {
    try {
      return readFileSync(join(folder, name));
    } catch (cause) {
      throw new HarnessError("NO_ENGINE", `${source}: cannot read ${join(folder, name)}`, { cause });
    }
  };
  return { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
}
