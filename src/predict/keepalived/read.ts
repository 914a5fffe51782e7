import { SourceLines, type SourceFile } from "../source-text.ts";
import type { Block } from "./block.ts";
import { ConfigLines } from "./config-lines.ts";
import type { KeepalivedConfig } from "./config.ts";
import { readBlocks } from "./read-blocks.ts";
import { warn, type ReaderContext } from "./reader-context.ts";
import { resolveBlocks } from "./resolve-blocks.ts";
import { maskLine } from "./secrets.ts";

/** What a configuration depends on beside its own text. */
export interface KeepalivedReadOptions {
  /** The host on which it is read: `@host` lines of other hosts are left out. Its domain does not count. */
  readonly hostName?: string | undefined;
  /** "2.2.7" where not given. */
  readonly version?: string | undefined;
  /** The files that an `include` line names, in order; `from` is the file in which it stands. */
  readonly include?: ((glob: string, from: string) => readonly SourceFile[]) | undefined;
}

/**
 * Reads keepalived.conf into what keepalived runs with. It refuses little and complains of much, and so does this
 * reader: complaints are in `warnings`, statements that are not understood are kept in `blocks`.
 *
 * @throws HarnessError BAD_CONFIG with file:line:column where keepalived would not start.
 */
export function readKeepalived(file: SourceFile, options: KeepalivedReadOptions = {}): KeepalivedConfig {
  const { hostName, version = "2.2.7", include } = options;
  const lines = new SourceLines(maskLine);
  const context: ReaderContext = { lines, version, warnings: [] };
  const faults = {
    warn: (text: string, place: Block["place"]) => warn(context, text, place),
    error: (place: Block["place"], expected: string) => lines.error(place, expected),
  };
  const configLines = new ConfigLines(file, { lines, hostName, include, warn: faults.warn });
  const blocks = readBlocks(configLines, faults);
  return { version, ...resolveBlocks(blocks, context), blocks, warnings: context.warnings };
}
