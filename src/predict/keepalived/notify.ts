import { keywordOf, type Block } from "./block.ts";
import { readCommand } from "./command.ts";
import type { Notify } from "./config.ts";
import { boolean, warn, type ReaderContext } from "./reader-context.ts";

export type NotifyDraft = { -readonly [Key in keyof Notify]: Notify[Key] | undefined };

export const presetNotify: NotifyDraft = {
  master: undefined,
  backup: undefined,
  fault: undefined,
  stop: undefined,
  any: undefined,
  smtp: undefined,
};

const commands: ReadonlyMap<string, "master" | "backup" | "fault" | "stop" | "any"> = new Map([
  ["notify_master", "master"],
  ["notify_backup", "backup"],
  ["notify_fault", "fault"],
  ["notify_stop", "stop"],
  ["notify", "any"],
]);

/** Applies a `notify…` or `smtp_alert` line of an instance or a group; false where it is none. The first one counts. */
export function applyNotify(draft: NotifyDraft, block: Block, context: ReaderContext): boolean {
  const keyword = keywordOf(block);
  if (keyword === "smtp_alert") {
    draft.smtp = boolean(context, block) ?? draft.smtp;
    return true;
  }
  const name = commands.get(keyword);
  if (name === undefined) return false;
  const read = readCommand(context, block);
  if (draft[name] !== undefined) warn(context, `${keyword} was written before: ignored`, block.place);
  else if (read === "open") warn(context, `${keyword}: a quote is not closed`, block.place);
  else draft[name] = read.command;
  return true;
}
