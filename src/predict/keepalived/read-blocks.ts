import type { Place } from "../source-text.ts";
import { rememberLine, type Block, type Word } from "./block.ts";
import type { ConfigLine, ConfigLines } from "./config-lines.ts";
import { maskWords } from "./secrets.ts";
import { splitWords } from "./words.ts";

/** How a reader of blocks complains, and how it refuses. */
export interface BlockFaults {
  readonly warn: (text: string, place: Place) => void;
  readonly error: (place: Place, expected: string) => Error;
}

interface OpenBlock {
  readonly words: readonly Word[];
  readonly place: Place;
  children: OpenBlock[] | undefined;
}

/** More would help nobody, and would not fit on the stack of whoever walks through the blocks. */
const maxNested = 64;

/** Keywords that begin a block even where their "{" is missing, at the top and inside other blocks. */
const topBlocks = new Set(
  (
    "global_defs vrrp_instance vrrp_script vrrp_sync_group track_file vrrp_track_file vrrp_track_process garp_group " +
    "track_group static_ipaddress static_routes static_rules linkbeat_interfaces interface_up_down_delays " +
    "virtual_server_group virtual_server SSL bfd_instance"
  ).split(" "),
);
const innerBlocks = new Set(
  (
    "authentication virtual_ipaddress virtual_ipaddress_excluded virtual_routes virtual_rules unicast_peer track_interface " +
    "track_script track_file track_process track_bfd group notification_email interfaces real_server HTTP_GET SSL_GET " +
    "TCP_CHECK SMTP_CHECK MISC_CHECK DNS_CHECK BFD_CHECK UDP_CHECK PING_CHECK FILE_CHECK url"
  ).split(" "),
);

/**
 * Puts lines into blocks: a "{" belongs to the statement before it. Braces that are missing or belong to nothing are
 * complained about and read on, as keepalived does.
 */
export function readBlocks(lines: ConfigLines, faults: BlockFaults): readonly Block[] {
  const top: OpenBlock[] = [];
  const open: OpenBlock[] = [{ words: [], place: { file: "", line: 1, column: 1 }, children: top }];
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    openForgotten(open, line, faults);
    const siblings = open.at(-1)?.children ?? top;
    if (line.text === "{") {
      if (open.length > maxNested)
        throw faults.error(line.place, `at most ${maxNested} blocks inside each other`);
      open.push(openBlock(siblings, line, faults));
    } else if (line.text !== "}") siblings.push(statement(line, faults));
    else if (open.length > 1) open.pop();
    else faults.warn("an extra }", line.place);
  }
  openForgotten(open, undefined, faults);
  for (const block of open.slice(1)) faults.warn("the block is not closed", block.place);
  return top;
}

/** Opens the block of the statement before `line`, or before the end, where it needs one and no "{" follows it. */
function openForgotten(open: OpenBlock[], line: ConfigLine | undefined, { warn }: BlockFaults): void {
  const before = open.at(-1)?.children?.at(-1);
  const known = open.length === 1 ? topBlocks : innerBlocks;
  if (before === undefined || before.children !== undefined || !known.has(before.words[0]?.text ?? ""))
    return;
  if (line?.text === "{" || open.length > maxNested) return;
  warn(`a { is missing after ${before.words[0]?.text ?? ""}`, line?.place ?? before.place);
  before.children = [];
  open.push(before);
}

/** The statement before the brace, if it has no braces yet; else a block without a keyword. */
function openBlock(siblings: OpenBlock[], line: ConfigLine, { warn }: BlockFaults): OpenBlock {
  const before = siblings.at(-1);
  if (before !== undefined && before.children === undefined) {
    before.children = [];
    return before;
  }
  warn("a { without a keyword before it", line.place);
  const block: OpenBlock = { words: [], place: line.place, children: [] };
  siblings.push(block);
  return block;
}

function statement(line: ConfigLine, { warn }: BlockFaults): OpenBlock {
  const { words, unmatched } = splitWords(line.text, line.place, line.exact);
  if (unmatched) warn("a quote is not closed: the rest of the line is lost", line.place);
  const block: OpenBlock = {
    words: maskWords(words),
    children: undefined,
    place: words[0]?.place ?? line.place,
  };
  rememberLine(block, line.text);
  return block;
}
