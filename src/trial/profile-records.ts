import { createHash } from "node:crypto";
import type { Stack } from "../lab/stack.ts";
import { maskedFile } from "../predict/masked-file.ts";
import type { FileRecord, ProfileRecord, TopologyRecord } from "../verdict/run-record.ts";
import type { System } from "./system.ts";

/** The profiles of a run: every configuration file that they give to balancers, with its digest, and who is where. */
export async function profileRecords(
  system: Pick<System, "profiles" | "stack">,
  names: readonly string[],
): Promise<readonly ProfileRecord[]> {
  const asked = system.profiles.filter(({ name }) => names.includes(name));
  return Promise.all(
    asked.map(async ({ name, asPublished, description }) => {
      const stack = await system.stack({ profile: name });
      return { name, asPublished, description, files: fileRecords(stack), topology: topologyRecord(stack) };
    }),
  );
}

function fileRecords({ hosts }: Stack): readonly FileRecord[] {
  return hosts
    .filter(({ role }) => role === "balancer")
    .flatMap((host) =>
      Object.entries(host.files).map(([path, text]) => ({
        path: `${host.name}:${path}`,
        sha256: createHash("sha256").update(text).digest("hex"),
        text: maskedFile(text),
      })),
    );
}

function topologyRecord({ networks, hosts, vips }: Stack): TopologyRecord {
  return {
    networks: networks.map(({ name, prefix }) => ({ name, prefix })),
    hosts: hosts.map(({ name, role, addresses }) => ({ name, role, addresses })),
    vips,
  };
}
