import type { Window } from "../prediction.ts";
import { requestRun, usualRun } from "../timing/script.ts";

/**
 * What a `vrrp_script` is able to see. process: only that a process exists, frozen or not. connect: only that the kernel
 * accepts a connection, which it does for a frozen process too. probe: asks for an answer.
 */
export interface ScriptKind {
  readonly sees: "process" | "connect" | "probe";
  /** The one process that it looks for; undefined where the command does not say. */
  readonly process: string | undefined;
  /** The deadline that the command sets for itself. */
  readonly deadlineMs: number | undefined;
  /** The TCP ports that it names. */
  readonly ports: readonly number[];
}

/** How long a run of a script lasts whose target answers, or refuses at once. */
export function runOf({ sees }: ScriptKind): Window {
  return sees === "probe" ? requestRun : usualRun;
}

/** Reads a script's command line. What it does not recognise is taken for a real request: a file of the user's own. */
export function scriptKind(commandLine: string): ScriptKind {
  // A hostile line must not cost more than a real one: whoever writes longer ones gets the start of it looked at.
  const command = commandLine.slice(0, 2000);
  const words = command.split(/[\s;|&"'`$(){}<>]+/).filter((word) => word !== "");
  const names = words.map((word) => word.slice(word.lastIndexOf("/") + 1));
  const ports = [...command.matchAll(/:(\d{1,5})\b|\/dev\/tcp\/[^/\s]{1,255}\/(\d{1,5})/g)];
  const asks = names.some((name) => requestTools.has(name));
  const process = names.findIndex((name, at) => isProcessCheck(name, words[at + 1], words[at + 2]));
  return {
    sees: asks
      ? "probe"
      : process >= 0
        ? "process"
        : connectsOnly(command, names, words)
          ? "connect"
          : "probe",
    process: asks || process < 0 ? undefined : names.slice(process + 1).find((name) => daemons.has(name)),
    deadlineMs: ownDeadlineMs(names, words),
    ports: ports.map(([, afterColon, devTcp]) => Number(afterColon ?? devTcp)),
  };
}

/** Whether the death of this process makes the script fail. A command that names none is taken to mean it. */
export function looksAt({ process }: ScriptKind, name: string): boolean {
  return process === undefined || process === name;
}

const requestTools = new Set(["curl", "wget", "socat", "http", "openssl", "perl", "python", "python3"]);
const daemons = new Set(
  "haproxy keepalived nginx mysqld mariadbd postgres named squid varnishd envoy apache2 httpd sshd".split(
    " ",
  ),
);
const netcats = new Set(["nc", "ncat", "netcat"]);
/** The options by which a tool sets its own deadline, in seconds. */
const deadlineOptions = new Map<string, RegExp>([
  ["curl", /^(?:-[A-Za-z]*m|--max-time)$/],
  ["wget", /^(?:-[A-Za-z]*T|--timeout)$/],
  ["socat", /^-T$/],
  ...[...netcats].map((name): [string, RegExp] => [name, /^-[A-Za-z]*w$/]),
]);

function isProcessCheck(name: string, next = "", afterNext = ""): boolean {
  if (name === "pidof" || name === "pgrep") return true;
  if (name === "systemctl") return next === "is-active" || next === "status" || afterNext === "is-active";
  if (name === "service") return afterNext === "status";
  if (name !== "killall" && name !== "pkill" && name !== "kill") return false;
  return next === "-0" || next === "-s0" || (next === "-s" && afterNext === "0");
}

function connectsOnly(command: string, names: readonly string[], words: readonly string[]): boolean {
  if (command.includes("/dev/tcp/")) return true;
  return names.some((name) => netcats.has(name)) && words.some((word) => /^-[A-Za-z]*z[A-Za-z]*$/.test(word));
}

function ownDeadlineMs(names: readonly string[], words: readonly string[]): number | undefined {
  const found = names.flatMap((name, at) => {
    const rest = words.slice(at + 1);
    if (name === "timeout") return durationAfterOptions(rest);
    const option = deadlineOptions.get(name);
    return option === undefined ? [] : optionValue(rest, option);
  });
  return found.length === 0 ? undefined : Math.min(...found);
}

/** `timeout -k 1 --foreground 0.5s command`: the first word that is not an option or an option's value. */
function durationAfterOptions(words: readonly string[]): readonly number[] {
  const takesValue = /^(?:-k|-s|--kill-after|--signal)$/;
  const at = words.findIndex(
    (word, place) => !word.startsWith("-") && !takesValue.test(words[place - 1] ?? ""),
  );
  return milliseconds(words[at]);
}

function optionValue(words: readonly string[], option: RegExp): readonly number[] {
  return words.flatMap((word, at) => {
    const [name = "", value] = word.split("=", 2);
    const glued = /^(-[A-Za-z]+)(\d[\d.]*)$/.exec(word);
    if (glued !== null) return option.test(glued[1] ?? "") ? milliseconds(glued[2]) : [];
    return option.test(name) ? milliseconds(value ?? words[at + 1]) : [];
  });
}

function milliseconds(text: string | undefined): readonly number[] {
  const [, number, unit = "s"] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text ?? "") ?? [];
  if (number === undefined) return [];
  const perUnit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit] ?? 1000;
  return [Number(number) * perUnit];
}
