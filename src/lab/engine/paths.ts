/** Where haproof keeps what it must remember about an engine that it set up. Absolute; a test gives others. */
export interface EnginePaths {
  readonly marker: string;
  readonly lock: string;
  readonly log: string;
  /** The folder of docker.pid and docker.sock. */
  readonly run: string;
}

export const enginePaths: EnginePaths = {
  marker: "/var/lib/haproof/engine.json",
  lock: "/var/lib/haproof/engine.lock",
  log: "/var/log/haproof-dockerd.log",
  run: "/var/run",
};
