import type { FaultPlan } from "../../timeline/fault-plan.ts";
import type { Server } from "../haproxy/server-config.ts";
import type { VrrpInstance } from "../keepalived/instance-config.ts";
import type { Surroundings } from "./scene.ts";

/** Which of the fault's hosts a server runs on: by the host's addresses where they are known, else by its name or address. */
export function hostOf({ name, address }: Server, plan: FaultPlan, where: Surroundings): string | undefined {
  return [...plan.hosts, ...(plan.from ?? [])].find(
    (host) => where.addresses?.[host]?.includes(address) ?? (host === name || host === address),
  );
}

/** Whether a server stands in the network of a virtual address: one network serves clients and checks alike. */
export function sharesNetwork({ address }: Server, instances: readonly VrrpInstance[]): boolean {
  return instances
    .flatMap(({ virtualAddresses }) => virtualAddresses)
    .some((vip) => {
      const bits = vip.prefixLength < 32 ? vip.prefixLength : 24;
      const [left, right] = [ipv4(vip.address), ipv4(address)];
      return left !== undefined && right !== undefined && left >>> (32 - bits) === right >>> (32 - bits);
    });
}

function ipv4(address: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
  return parts?.reduce((bits, part) => (bits * 256 + part) >>> 0, 0);
}
