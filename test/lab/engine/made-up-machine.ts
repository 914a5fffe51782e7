import type { Surroundings } from "../../../src/lab/engine/surroundings.ts";

interface MadeUp {
  readonly env?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
  readonly uid?: number;
  readonly files?: Readonly<Record<string, string>>;
  readonly sockets?: readonly string[];
  readonly programs?: readonly string[];
}

/** A machine that has what a test names and nothing else. */
export function machine({ env = {}, platform = "linux", uid = 0, ...rest }: MadeUp = {}): Surroundings {
  const { files = {}, sockets = [], programs = [] } = rest;
  return {
    env,
    platform,
    home: uid === 0 ? "/root" : "/home/someone",
    uid,
    readText: (path) => files[path],
    isSocket: (path) => sockets.includes(path),
    isExecutable: (path) => programs.includes(path),
  };
}
