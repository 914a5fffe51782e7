import { devNull } from "node:os";
import { Readable } from "node:stream";
import { pack } from "tar-fs";
import type { ContextFile } from "./content.ts";

/**
 * A build context as a tar stream: the files as they were hashed, owned by root and without times, so that equal contents
 * give equal bytes on every machine.
 */
export function contextTar(files: readonly ContextFile[]): Readable {
  const tar = pack(devNull, {
    entries: [],
    finalize: false,
    finish: (out) => {
      for (const { path, mode, bytes } of files) {
        out.entry({ name: path, mode, uid: 0, gid: 0, mtime: new Date(0), size: bytes.length }, bytes);
      }
      out.finalize();
    },
  });
  // tar-stream's stream is of another make than Node's.
  return Readable.from(tar);
}
