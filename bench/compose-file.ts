import { addressMap, candidatePrefixes, subnetOf } from "../src/lab/addresses.ts";
import { labelsOf } from "../src/lab/labels.ts";
import type { Owner } from "../src/lab/labels.ts";
import type { HostSpec, ServiceSpec, Stack } from "../src/lab/stack.ts";

export interface Composed {
  /** The compose file; JSON is YAML. */
  readonly text: string;
  /** Path beside the compose file → text. */
  readonly files: Readonly<Record<string, string>>;
  /** The stack's first VIP, as it is in this project. */
  readonly vip: string;
}

/** How closely compose lets a healthcheck look, in whole seconds; people write 5 or 10. */
const lookEverySeconds = 1;
const readyWithinSeconds = 60;

/**
 * The same stack as a person would write it down for `docker compose`: the same images, files, capabilities and addresses. What starts
 * later here depends on what starts earlier (`service_healthy`); what shares a host is started by one command, one after the other.
 */
export function composeFile(
  stack: Stack,
  { owner, images }: { readonly owner: Owner; readonly images: Readonly<Record<string, string>> },
): Composed {
  const free = candidatePrefixes();
  const addresses = addressMap(new Map(stack.networks.map(({ prefix }) => [prefix, free.next().value])));
  const labels = labelsOf(owner);
  const named = networkNames(stack);
  const networks = stack.networks.map(({ name, prefix, internal }) => {
    const { subnet, gateway } = subnetOf(addresses.address(`${prefix}.0`).slice(0, -2));
    return [named(name), { internal, labels, ipam: { config: [{ subnet, gateway }] } }] as const;
  });
  const services = stack.hosts.map((host) => {
    const service = serviceOf(host, { hosts: stack.hosts, image: images[host.image] ?? host.image, named });
    return [host.name, { ...service, labels }] as const;
  });
  const document = {
    version: "2.4",
    services: Object.fromEntries(services),
    networks: Object.fromEntries(networks),
  };
  const files = stack.hosts.flatMap((host) =>
    Object.entries(host.files).map(([path, text]) => [fileOf(host, path), addresses.text(text)] as const),
  );
  return {
    text: addresses.text(JSON.stringify(document, null, 1)),
    files: Object.fromEntries(files),
    vip: addresses.address(stack.vips[0]?.address ?? ""),
  };
}

interface Surroundings {
  readonly hosts: readonly HostSpec[];
  readonly image: string;
  readonly named: (network: string) => string;
}

/** The engine hands out eth0, eth1 … in the order of the networks' names (architecture.md 15). */
function networkNames({ networks }: Stack): (name: string) => string {
  return (name) => `${networks.findIndex((network) => network.name === name) + 1}-${name}`;
}

function serviceOf(host: HostSpec, { hosts, image, named }: Surroundings): object {
  const services = [...host.services].sort((one, other) => one.wave - other.wave);
  const last = services.at(-1);
  const before = hosts.filter((other) => lastWave(other) < firstWave(host));
  return {
    image,
    hostname: host.name,
    cap_add: ["NET_ADMIN", "NET_RAW", "SYS_NICE"],
    sysctls: { "net.ipv4.ip_forward": "0" },
    tmpfs: ["/run:rw,mode=755"],
    environment: host.environment,
    networks: Object.fromEntries(
      Object.entries(host.addresses).map(([network, address]) => [named(network), { ipv4_address: address }]),
    ),
    volumes: Object.keys(host.files).map((path) => `./${fileOf(host, path)}:${path}:ro`),
    // compose reads "$" as its own.
    command: ["bash", "-c", escaped(startScript(services))],
    ...(last === undefined
      ? {}
      : {
          healthcheck: {
            test: ["CMD", "bash", "-c", escaped(last.ready)],
            interval: `${lookEverySeconds}s`,
            retries: readyWithinSeconds,
          },
        }),
    depends_on: Object.fromEntries(before.map(({ name }) => [name, { condition: "service_healthy" }])),
  };
}

function startScript(services: readonly ServiceSpec[]): string {
  const start = services.map(
    ({ name, ready }) => `haproof-service start ${name}; until ${ready}; do sleep 0.01; done 2>/dev/null`,
  );
  return [...start, "exec sleep infinity"].join("\n");
}

function firstWave({ services }: HostSpec): number {
  return services.length === 0 ? -Infinity : Math.min(...services.map(({ wave }) => wave));
}

/** Nobody waits for a host without services. */
function lastWave({ services }: HostSpec): number {
  return services.length === 0 ? Infinity : Math.max(...services.map(({ wave }) => wave));
}

function fileOf({ name }: HostSpec, path: string): string {
  return `files/${name}${path}`;
}

function escaped(text: string): string {
  return text.replaceAll("$", "$$$$");
}
