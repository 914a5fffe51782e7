import { lineOf, type Block } from "./block.ts";
import { valueOf, type ReaderContext } from "./reader-context.ts";
import { maskCommand } from "./secrets.ts";
import { splitCommand } from "./words.ts";

/**
 * The command of `script`, `notify_master` and their like, credentials masked. Only the first word after the keyword
 * is the command (`set_script_params_array`, lib/notify.c): arguments must stand inside its quotes, and `script
 * killall -0 haproxy` runs `killall` alone. Undefined where there is none; "open" where a quote is not closed.
 */
export function readCommand(
  context: ReaderContext,
  block: Block,
): { readonly command: string | undefined } | "open" {
  const words = splitCommand(lineOf(block));
  if (words === undefined) return "open";
  if (words.length < 2) valueOf(context, block);
  const command = words[1]?.trim() ?? "";
  return { command: command === "" ? undefined : maskCommand(command) };
}
