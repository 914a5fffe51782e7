import { join } from "node:path";
import type { Surroundings } from "./surroundings.ts";

/** An engine whose program is on this machine, running or not. */
export interface Installed {
  readonly name: "dockerd" | "podman" | "Docker Desktop" | "containerd" | "CRI-O" | "k3s";
  readonly path: string;
}

/**
 * Which engines are here. The `docker` program alone is a client and says nothing. A containerd or CRI-O counts only where
 * it serves a socket of its own: dockerd would share it, and what runs there is somebody's.
 */
export function installedEngines(machine: Surroundings): readonly Installed[] {
  const programs = (["dockerd", "podman", "k3s"] as const).flatMap((name) => {
    const path = programPath(machine, name);
    return path === undefined ? [] : [{ name, path }];
  });
  const desktop = "/opt/docker-desktop/bin/com.docker.backend";
  const snap = "/snap/docker/current/bin/dockerd";
  return [
    ...programs,
    ...(machine.isExecutable(snap) ? [{ name: "dockerd", path: snap } as const] : []),
    ...(machine.isExecutable(desktop) ? [{ name: "Docker Desktop", path: desktop } as const] : []),
    ...served(machine, "containerd", "/run/containerd/containerd.sock"),
    ...served(machine, "CRI-O", "/run/crio/crio.sock"),
  ];
}

function served(machine: Surroundings, name: "containerd" | "CRI-O", path: string): readonly Installed[] {
  return machine.isSocket(path) ? [{ name, path }] : [];
}

/** Finds a program on PATH or where administration programs lie, which an ordinary user's PATH leaves out. */
export function programPath(machine: Surroundings, name: string): string | undefined {
  const folders = (machine.env["PATH"] ?? "").split(":").filter((folder) => folder.startsWith("/"));
  const usual = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
  return [...new Set([...folders, ...usual])]
    .map((folder) => join(folder, name))
    .find((path) => machine.isExecutable(path));
}
