import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { HarnessError, messageOf } from "../../errors.ts";

/**
 * One CommonJS file for Debian's Node 18, with all that `entry` imports. The same sources give the same bytes wherever they
 * lie: paths in it are relative to the package, and no tsconfig.json is read. Throws IMAGE_UNAVAILABLE with what does not
 * compile.
 * @param entry absolute path of a .ts file
 */
export async function bundle(entry: string): Promise<Buffer> {
  try {
    const { outputFiles } = await build({
      entryPoints: [entry],
      absWorkingDir: packageFolder(entry),
      bundle: true,
      write: false,
      platform: "node",
      target: "node18",
      format: "cjs",
      // pg asks for it and goes on without; it is a native module.
      external: ["pg-native"],
      legalComments: "none",
      tsconfigRaw: {},
      logLevel: "silent",
    });
    const [output] = outputFiles;
    if (output === undefined) throw new HarnessError("INTERNAL", `esbuild made nothing of ${entry}`);
    return Buffer.from(output.contents);
  } catch (cause) {
    if (cause instanceof HarnessError) throw cause;
    throw new HarnessError("IMAGE_UNAVAILABLE", `cannot bundle ${entry}: ${messageOf(cause)}`, { cause });
  }
}

function packageFolder(file: string): string {
  const folder = dirname(file);
  return folder === file || existsSync(join(folder, "package.json")) ? folder : packageFolder(folder);
}
