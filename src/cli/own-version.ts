import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

export function ownVersion(): string {
  return (JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string }).version;
}

/** The commit of this checkout, "-dirty" behind it where files differ from it; an installed package has none. */
export function ownCommit(): { commit?: string } {
  try {
    return {
      commit: execFileSync(
        "git",
        ["-C", root, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"],
        {
          stdio: ["ignore", "pipe", "ignore"],
          encoding: "utf8",
        },
      ).trim(),
    };
  } catch {
    return {};
  }
}
