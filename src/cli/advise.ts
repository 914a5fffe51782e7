import { isAbsolute, relative } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { describeFault } from "../timeline/fault-plan.ts";
import type { Advice } from "../predict/advise/advice.ts";
import { adviceText } from "../predict/advise/advice-text.ts";
import { advise } from "../predict/advise/advise.ts";
import type { Effect } from "../predict/advise/shortfall.ts";
import { unifiedDiff } from "../predict/advise/unified-diff.ts";
import { parseDuration } from "./duration.ts";
import { readOptions, sourceFiles } from "./predict.ts";

interface AdviseFlags {
  readonly vip: number;
  readonly eviction: number;
  readonly loss: number;
  readonly backInterface?: string;
  readonly haproxyVersion?: string;
  readonly keepalivedVersion?: string;
  readonly json?: true;
  readonly patch?: true;
}

/** `haproof advise FILE…`: the smallest changes that meet two targets, as a patch. Exits with 1 where some cannot be met. */
export function adviseCommand(): Command {
  return new Command("advise")
    .description("the smallest changes to haproxy.cfg and keepalived.conf that meet your targets, as a patch")
    .argument("<file...>", "haproxy.cfg and keepalived.conf, one or one per balancer, in any order")
    .requiredOption("--vip <duration>", "how soon the VIP has to have moved, such as 2s", parseDuration)
    .requiredOption(
      "--eviction <duration>",
      "how soon a dead server has to be out, such as 9s",
      parseDuration,
    )
    .option(
      "--back-interface <name>",
      "the balancers' interface to the servers, if it is not the VIP's: track it",
    )
    .option(
      "--loss <p>",
      "probability that a packet is lost, for the price of short timers",
      probability,
      0.001,
    )
    .option("--haproxy-version <version>", "the release of HAProxy (default: 2.6.12)")
    .option("--keepalived-version <version>", "the release of keepalived (default: 2.2.7)")
    .option("--patch", "print the patch only: haproof advise … --patch | patch -p1")
    .option("--json", "for programs")
    .action(async (files: readonly string[], flags: AdviseFlags) => {
      const { vip: vipMs, eviction: evictionMs, loss, backInterface } = flags;
      const targets = { vipMs, evictionMs, loss, backInterface };
      const advice = advise(await sourceFiles(files), readOptions(flags), targets);
      process.stdout.write(printed(advice, flags));
      if (advice.missing.length > 0 || advice.newErrors.length > 0) process.exitCode = 1;
    });
}

function printed(advice: Advice, { json, patch }: AdviseFlags): string {
  const { text, folder } = patchOf(advice);
  if (patch === true) return text;
  if (json === true) return jsonText(advice, text);
  const how = folder === "." ? "patch -p1" : `patch -d ${folder} -p1`;
  const end = text === "" ? "" : `\npatch (the same command with --patch | ${how})\n\n${text}`;
  return `${adviceText(advice)}\n${end}`;
}

/** Names below the working folder stay as they are; as soon as one lies elsewhere, all are given from the root. */
function patchOf({ files }: Advice): { readonly text: string; readonly folder: "." | "/" } {
  const near = files.map(({ name }) => relative(".", name));
  const outside = near.some((name) => name.startsWith("..") || isAbsolute(name));
  const root = relative("/", ".");
  const text = files.map((file, at) => {
    const name = near[at] ?? file.name;
    return unifiedDiff({ ...file, name: outside ? relative("/", `/${root}/${name}`) : name });
  });
  return { text: text.join(""), folder: outside ? "/" : "." };
}

function jsonText(advice: Advice, patch: string): string {
  const { notes, targets, before, changes, effects, missing, obstacles, unseen, byHand, newErrors } = advice;
  const plain = {
    format: "haproof-advice/1",
    notes,
    targets,
    met: missing.length === 0,
    before: before.map(finite),
    changes: changes.map((change) => ({ ...change, meets: change.meets.map(finite) })),
    after: effects.map(finite),
    missing: missing.map(finite),
    obstacles,
    byHand,
    newErrors,
    unseen,
    patch,
  };
  return `${JSON.stringify(plain, null, 2)}\n`;
}

/** JSON has no Infinity: null stands for "without end". */
function finite({ window, plan, ...rest }: Effect): object {
  const bound = (ms: number): number | null => (Number.isFinite(ms) ? ms : null);
  const { earliestMs, latestMs } = window;
  return {
    ...rest,
    fault: plan,
    title: describeFault(plan),
    window: { earliestMs: bound(earliestMs), latestMs: bound(latestMs) },
  };
}

function probability(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+(?:e-?\d+)?$/.test(text) && value < 1) return value;
  throw new InvalidArgumentError("a probability is a number from 0 to below 1, such as 0.001");
}
