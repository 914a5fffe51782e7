import type { VrrpInstance } from "../keepalived/instance-config.ts";
import type { Balancer } from "./scene.ts";

/**
 * The other balancer of a pair of which only one file is known: the same file with the other state, and a priority one
 * lower (for a BACKUP's file: one higher), which is what guides tell people to write.
 */
export function assumedPeer(known: Balancer): Balancer {
  const { keepalived } = known;
  return {
    ...known,
    host: known.host === "lb1" ? "lb2" : `${known.host}-peer`,
    keepalived: { ...keepalived, instances: keepalived.instances.map(mirrored) },
  };
}

function mirrored(instance: VrrpInstance): VrrpInstance {
  const isMaster = instance.state === "MASTER";
  const basePriority = isMaster
    ? Math.max(1, instance.basePriority - 1)
    : Math.min(254, instance.basePriority + 1);
  return { ...instance, state: isMaster ? "BACKUP" : "MASTER", basePriority };
}
