import { loadavg } from "node:os";
import system from "../fixtures/systems/cosmian-kms/system.ts";
import { Scope } from "../src/lab/scope.ts";
import type { HostSpec, ProbeSpec, Stack } from "../src/lab/stack.ts";
import { startRig } from "../src/trial/rig.ts";
import type { Rig } from "../src/trial/rig.ts";
import { openSession } from "../src/trial/session.ts";
import type { Session } from "../src/trial/session.ts";

/** A session of the Cosmian KMS system for the time of a bench; everything it made is gone afterwards. */
export async function inSession<T>(use: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession(system, (line) => console.log(`  ${line}`));
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/** A steady lab for the time of a bench. Says how loaded the machine was: figures from a busy one are its own. */
export async function onRig<T>(stack: Stack, use: (rig: Rig) => Promise<T>): Promise<T> {
  return inSession(async ({ engine, owner, images }) => {
    const scope = new Scope();
    try {
      const rig = await startRig(engine, stack, { owner, scope, images });
      console.log(`  ${rig.lab.hosts.length} containers, load ${(loadavg()[0] ?? 0).toFixed(1)}`);
      return await use(rig);
    } finally {
      await scope.close();
    }
  });
}

export const targetPort = 7_000;
const target = "target";

/** The tuned stack, which has eight hosts, and a ninth: a host on the front network that only accepts connections. */
export async function nineContainers(probes: readonly Omit<ProbeSpec, "host" | "options">[]): Promise<Stack> {
  const stack = await system.stack({ profile: "tuned" });
  const front = stack.networks.find(({ name }) => name === "front");
  const address = `${front?.prefix ?? ""}.60`;
  const own = probes.map((probe) => ({
    ...probe,
    host: "client",
    options: { host: address, port: targetPort },
  }));
  return { ...stack, hosts: [...stack.hosts, listenerAt(address)], probes: [...stack.probes, ...own] };
}

function listenerAt(address: string): HostSpec {
  const accept = `require("node:net").createServer((s) => s.on("error", () => {}).resume()).listen(${targetPort})`;
  return {
    name: target,
    role: "other",
    image: "kms-client",
    addresses: { front: address },
    files: { "/etc/haproof/services.d/listener": `#!/bin/sh\nexec nodejs -e '${accept}'\n` },
    environment: {},
    services: [
      {
        name: "listener",
        wave: 0,
        ready: `{ : <>/dev/tcp/127.0.0.1/${targetPort}; }`,
        processNames: ["node", "nodejs"],
      },
    ],
  };
}
