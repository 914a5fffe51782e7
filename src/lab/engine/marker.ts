import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { HarnessError } from "../../errors.ts";

const markerSchema = z.object({
  version: z.literal(1),
  /** Packages that haproof asked for; none when it only started an engine that somebody else had installed. */
  packages: z.array(z.string()),
  /** The dockerd that they brought; absent until the installation is through. Another path is another engine. */
  dockerd: z.string().optional(),
  /** What haproof started and has not stopped since. */
  running: z
    .discriminatedUnion("as", [
      z.object({
        as: z.literal("process"),
        pid: z.number().int().positive(),
        start: z.string(),
        log: z.string(),
      }),
      z.object({ as: z.literal("service") }),
    ])
    .optional(),
});

/** The memory of a set-up: what was installed and what was started, so that only that is started again or stopped. */
export type Marker = z.infer<typeof markerSchema>;

/** Undefined when haproof set up no engine here. Throws ENGINE_FAILED for a file that is not what it wrote. */
export async function readMarker(path: string): Promise<Marker | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new HarnessError("ENGINE_FAILED", `cannot read ${path}`, { cause });
  }
  try {
    return markerSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new HarnessError(
      "ENGINE_FAILED",
      `${path} is damaged: remove it, and haproof forgets what it set up`,
      { cause },
    );
  }
}

/** Writes whole or not at all: a crash in between leaves the former marker. */
export async function writeMarker(path: string, marker: Marker): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify(marker, undefined, 2)}\n`);
  await rename(fresh, path);
}
