import type { KeepalivedConfig } from "../../src/predict/keepalived/config.ts";
import type { VrrpInstance } from "../../src/predict/keepalived/instance-config.ts";
import { masterDownMs } from "../../src/predict/timing/vrrp.ts";
import type { Facts } from "./difference.ts";

/** What our reader says of every instance and script, in the words of keepalived's dump. */
export function instancesRead({ instances, scripts }: KeepalivedConfig): ReadonlyMap<string, Facts> {
  return new Map([
    ...instances.map((instance) => [instance.name, instanceRead(instance)] as const),
    ...scripts.map(
      ({ name, intervalMs, timeoutMs, weight, rise, fall }) =>
        [`script ${name}`, { intervalMs, timeoutMs, weight, rise, fall }] as const,
    ),
  ]);
}

function instanceRead(instance: VrrpInstance): Facts {
  const { garp } = instance;
  return {
    version: instance.version,
    router: instance.virtualRouterId,
    interface: instance.interface,
    priority: instance.basePriority,
    advertMs: instance.advertInterval.inForceMs,
    preempts: !instance.nopreempt,
    preemptDelayMs: instance.preemptDelayMs,
    downTimerAdverts: instance.downTimerAdverts,
    higherPrioSendAdvert: instance.higherPrioSendAdvert,
    garpDelayMs: garp.delayMs,
    garpRepeat: garp.repeat,
    garpRefreshMs: garp.refreshMs,
    garpRefreshRepeat: garp.refreshRepeat,
    addresses: instance.virtualAddresses.map(({ address }) => address).join(" "),
    scripts: instance.trackScripts.map(({ name, weight }) => `${name} ${weight}`).join(", "),
  };
}

/** What the running keepalived says (SIGUSR1, keepalived.data): instances and scripts by name. */
export function instancesRunning(dump: string): ReadonlyMap<string, Facts> {
  return new Map([
    ...blocks(dump, "VRRP Instance").map(([name, lines]) => [name, instanceRunning(lines)] as const),
    ...blocks(dump, "VRRP Script").map(([name, lines]) => [`script ${name}`, scriptRunning(lines)] as const),
  ]);
}

function instanceRunning(lines: readonly string[]): Facts {
  const value = valueIn(lines);
  return {
    version: Number(value("VRRP Version")),
    router: Number(value("Virtual Router ID")),
    interface: value("Interface"),
    priority: Number(value("Priority")),
    advertMs: inMs(value("Advert interval")),
    preempts: value("Preempt") === "enabled",
    preemptDelayMs: inMs(value("Preempt delay")),
    downTimerAdverts: Number(value("Down timer adverts")),
    higherPrioSendAdvert: value("Send advert after receive higher priority advert") === "true",
    garpDelayMs: inMs(`${value("Gratuitous ARP delay")} sec`),
    garpRepeat: Number(value("Gratuitous ARP repeat")),
    garpRefreshMs: inMs(`${value("Gratuitous ARP refresh")} sec`),
    garpRefreshRepeat: Number(value("Gratuitous ARP refresh repeat")),
    addresses: listed(lines, "Virtual IP")
      .map((line) => line.split(/[ /]/)[0] ?? "")
      .join(" "),
    scripts: listed(lines, "Tracked scripts")
      .map((line) => line.replace(" weight ", " "))
      .join(", "),
  };
}

function scriptRunning(lines: readonly string[]): Facts {
  const value = valueIn(lines);
  const intervalMs = inMs(value("Interval"));
  const timeoutMs = inMs(value("Timeout"));
  return {
    intervalMs,
    // 0 is written where none is set: then the interval holds.
    timeoutMs: timeoutMs === 0 ? intervalMs : timeoutMs,
    weight: Number.parseInt(value("Weight"), 10),
    rise: Number(value("Rise")),
    fall: Number(value("Fall")),
  };
}

/** The timer of an instance as keepalived computed it, with its effective priority: the formula's own oracle. */
export function masterDownRunning(
  dump: string,
): ReadonlyMap<string, { readonly timerMs: number; readonly priority: number }> {
  return new Map(
    blocks(dump, "VRRP Instance").map(([name, lines]) => {
      const value = valueIn(lines);
      return [
        name,
        { timerMs: inMs(value("Master down timer")), priority: Number(value("Effective priority")) },
      ];
    }),
  );
}

/** The same timers by our formula, for the effective priorities that run; rounded as keepalived rounds, to whole microseconds. */
export function mastersDown(
  { instances }: KeepalivedConfig,
  running: ReturnType<typeof masterDownRunning>,
): readonly [read: ReadonlyMap<string, Facts>, runs: ReadonlyMap<string, Facts>] {
  const rounded = (ms: number): number => Math.round(ms);
  const read = instances.map(({ name, version, advertInterval, downTimerAdverts }) => {
    const timers = { version, advertMs: advertInterval.inForceMs, downTimerAdverts };
    return [name, { masterDownMs: rounded(masterDownMs(timers, running.get(name)?.priority ?? 0)) }] as const;
  });
  const runs = [...running].map(([name, { timerMs }]) => [name, { masterDownMs: rounded(timerMs) }] as const);
  return [new Map(read), new Map(runs)];
}

/** The blocks " <kind> = <name>" with their lines, which are indented further. */
function blocks(dump: string, kind: string): readonly (readonly [string, readonly string[]])[] {
  const found: [string, string[]][] = [];
  let inside = false;
  for (const line of dump.split("\n")) {
    const [, name] = new RegExp(`^ ${kind} = (\\S+)$`).exec(line) ?? [];
    if (name !== undefined) found.push([name, []]);
    inside = name !== undefined || (inside && line.startsWith("  "));
    if (inside && name === undefined) found.at(-1)?.[1].push(line.slice(3));
  }
  return found;
}

function valueIn(lines: readonly string[]): (key: string) => string {
  return (key) => lines.find((line) => line.startsWith(`${key} = `))?.slice(key.length + 3) ?? "";
}

/** The lines of a list, which stand two further in than its title. */
function listed(lines: readonly string[], title: string): readonly string[] {
  const from = lines.findIndex((line) => line.startsWith(title));
  if (from < 0) return [];
  const rest = lines.slice(from + 1);
  const end = rest.findIndex((line) => !line.startsWith("  "));
  return rest.slice(0, end < 0 ? rest.length : end).map((line) => line.trim());
}

/** "250 milli-sec", "1 sec", "0.250 secs", "3605468 usecs" in milliseconds; what is absent is 0. */
function inMs(text: string): number {
  const [, number = "0", unit = ""] = /^([\d.]+) ?(\S*)/.exec(text) ?? [];
  const factor = unit.startsWith("milli") || unit === "ms" ? 1 : unit.startsWith("usec") ? 1e-3 : 1_000;
  return Number(number) * factor;
}
