import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";

/** What discovery may look at. A test hands in a made-up machine. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** The user's id; -1 where there are none. */
  readonly uid: number;
  /** The text of a file; undefined when it is not there or not ours to read. */
  readText(path: string): string | undefined;
  isSocket(path: string): boolean;
  isExecutable(path: string): boolean;
}

export function surroundings(env: NodeJS.ProcessEnv): Surroundings {
  return {
    env,
    platform: process.platform,
    home: homedir(),
    uid: process.getuid?.() ?? -1,
    readText,
    isSocket: (path) => statSync(path, { throwIfNoEntry: false })?.isSocket() ?? false,
    isExecutable,
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
