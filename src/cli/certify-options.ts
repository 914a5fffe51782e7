import { Command, Option } from "commander";
import { HarnessError } from "../errors.ts";
import { defaultRelease } from "../lab/images/base.ts";
import { releases, type Release } from "../lab/images/release.ts";
import { validForDays } from "../report/sign-report.ts";
import type { Budgets } from "../verdict/expectation.ts";
import type { RepeatRecord } from "../verdict/run-record.ts";
import { parseDuration } from "./duration.ts";
import { parseDays } from "./sign.ts";

/** What `haproof certify` can be told, as commander hands it over. */
export interface CertifyOptions {
  readonly profile?: readonly string[];
  readonly only?: readonly string[];
  readonly image: Readonly<Record<string, string>>;
  readonly haproxy?: string;
  readonly keepalived?: readonly string[];
  readonly release?: Release;
  readonly vip?: number;
  readonly eviction?: number;
  readonly require?: "holds";
  readonly nightly?: true;
  readonly seed?: string;
  readonly labs?: number;
  readonly trials?: number;
  readonly untilConfident?: number | true;
  readonly sign?: string;
  readonly validFor: number;
  readonly out: string;
}

/** The confidence of `--until-confident`, and the share that it asks about unless told otherwise. */
const certainty = 0.95;
/** Decides 95 % at 95 % with three rounds beyond the limit; none takes 68, one 153, two 194. */
const mostRounds = 231;

/** The command line of `haproof certify`, without what it does. */
export function certifyOptions(): Command {
  return new Command("certify")
    .description(
      "run a documented system on real containers, break it, and certify what its document promises",
    )
    .argument("<system>", "see `haproof list`")
    .option(
      "--profile <name...>",
      "only these profiles (default: all but those that are taken on request only)",
    )
    .option("--only <claim...>", "only the scenarios that ask these claims")
    .option(
      "--image <role=image>",
      "your own image in the place of a stand-in; may be repeated",
      collectImage,
      {},
    )
    .option("--haproxy <file>", "your own haproxy.cfg in the place of the system's, one for all balancers")
    .option(
      "--keepalived <files>",
      "your own keepalived.conf of each balancer, with commas between: lb1.conf,lb2.conf",
      (value: string) => value.split(","),
    )
    .addOption(
      new Option("--release <name>", `Debian release of the balancers (default: ${defaultRelease})`).choices(
        releases,
      ),
    )
    .option("--vip <duration>", "budget for the VIP to move, such as 2s or 800ms", parseDuration)
    .option("--eviction <duration>", "budget for a node to leave rotation", parseDuration)
    .addOption(new Option("--require <what>", "exit with 1 where a promise is refuted").choices(["holds"]))
    .option("--nightly", "also the scenarios that are left out otherwise because they take long")
    .option("--seed <text>", "phases of the faults, as a former run printed it")
    .option(
      "--labs <n>",
      "labs side by side, each with one trial at a time (default: one for every two cores)",
      parseCount,
    )
    .option(
      "--trials <n>",
      "rounds of each trial, swept over the phases of the protocols' timers",
      parseCount,
    )
    .option(
      "--until-confident [percent]",
      `repeat each trial until it is decided, at ${certainty * 100} % confidence, whether at least so many of 100 keep to their limit (95 unless you say); --trials then says how many rounds at most (${mostRounds} unless you say)`,
      parsePercent,
    )
    .option("--sign <key>", "sign the certificate with this private key; `haproof key` makes one")
    .option(
      "--valid-for <days>",
      "how long a signed certificate is valid, from the end of the run",
      parseDays,
      validForDays,
    )
    .option("--out <folder>", "where reports go", "reports");
}

export function budgetsOf({ vip, eviction }: CertifyOptions): Budgets {
  return { ...(vip === undefined ? {} : { takeover: vip }), ...(eviction === undefined ? {} : { eviction }) };
}

function collectImage(value: string, sofar: Readonly<Record<string, string>>): Record<string, string> {
  const [, role, image] = /^([\w-]+)=(\S+)$/.exec(value) ?? [];
  if (role === undefined || image === undefined)
    throw new HarnessError("BAD_INPUT", `--image ${value}: expected role=image, such as kms=registry/kms:5`);
  return { ...sofar, [role]: image };
}

function parseCount(value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new HarnessError("BAD_INPUT", `${value}: expected a number from 1`);
  return Number(value);
}

function parsePercent(value: string): number {
  const percent = Number(value);
  if (!(percent > 0 && percent < 100))
    throw new HarnessError(
      "BAD_INPUT",
      `--until-confident ${value}: expected a percentage between 0 and 100`,
    );
  return percent;
}

/** `--until-confident` without a number asks for 95 of 100. */
export function repeatOf({ trials, untilConfident }: CertifyOptions): RepeatRecord {
  if (untilConfident === undefined) return { rounds: trials ?? 1 };
  const share = untilConfident === true ? certainty : untilConfident / 100;
  return { rounds: trials ?? mostRounds, until: { share, confidence: certainty } };
}
