import { HarnessError, messageOf } from "../errors.ts";
import { candidatePrefixes, networkName, subnetOf } from "./addresses.ts";
import type { Engine } from "./engine/engine.ts";
import { labelsOf } from "./labels.ts";
import type { Owner } from "./labels.ts";
import type { Scope } from "./scope.ts";
import type { NetworkSpec } from "./stack.ts";

/** How often the engine may refuse a subnet as taken before that is held to be its own trouble. */
const subnetTries = 30;

export interface LabNetworks {
  /** Prefix as written → prefix in the lab. */
  readonly prefixes: ReadonlyMap<string, string>;
  readonly engineNameOf: ReadonlyMap<string, string>;
  readonly byEngineName: ReadonlyMap<string, string>;
}

/** Makes a stack's networks on free subnets. Throws ENGINE_FAILED. */
export async function createNetworks(
  engine: Engine,
  specs: readonly NetworkSpec[],
  { id, owner, scope }: { id: string; owner: Owner; scope: Scope },
): Promise<LabNetworks> {
  const prefixes = new Map<string, string>();
  const engineNameOf = new Map<string, string>();
  const byEngineName = new Map<string, string>();
  for (const spec of specs) {
    const name = networkName(id, specs, spec.name);
    engineNameOf.set(spec.name, name);
    byEngineName.set(name, spec.name);
    const { prefix } = await scope.acquire(
      `network ${spec.name}`,
      () => createOnFreeSubnet(engine, spec, { name, owner }),
      async ({ remove }) => remove(),
    );
    prefixes.set(spec.prefix, prefix);
  }
  return { prefixes, engineNameOf, byEngineName };
}

async function createOnFreeSubnet(
  engine: Engine,
  spec: NetworkSpec,
  { name, owner }: { name: string; owner: Owner },
): Promise<{ prefix: string; remove: () => Promise<void> }> {
  let tries = 0;
  for (const prefix of candidatePrefixes()) {
    const { subnet, gateway } = subnetOf(prefix);
    try {
      const network = await engine.docker.createNetwork({
        Name: name,
        CheckDuplicate: true,
        Driver: "bridge",
        Internal: spec.internal,
        Labels: labelsOf(owner),
        IPAM: { Driver: "default", Config: [{ Subnet: subnet, Gateway: gateway }] },
      });
      return {
        prefix,
        remove: async () => {
          await network.remove();
        },
      };
    } catch (cause) {
      const taken = /overlap|conflict|pool/i.test(messageOf(cause));
      if (!taken || ++tries >= subnetTries) {
        throw new HarnessError("ENGINE_FAILED", `could not make the network ${name}: ${messageOf(cause)}`, {
          cause,
        });
      }
    }
  }
  throw new HarnessError("INTERNAL", "ran out of subnets");
}
