import { HarnessError } from "../errors.ts";
import type { JourneyOptions } from "./journey.ts";

/** Where a journey goes. Give an address: a name would put the resolver and its cache into the measurement. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** `host` and `port` of a journey's options. Throws BAD_INPUT. */
export function targetOf(options: JourneyOptions): Target {
  const port = numberOption(options, "port");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new HarnessError("BAD_INPUT", `the option port must be a TCP port, not ${port}`);
  }
  return { host: textOption(options, "host"), port };
}

/** A text; without a default it must be there. Throws BAD_INPUT. */
export function textOption(options: JourneyOptions, name: string, byDefault?: string): string {
  const value = options[name] ?? byDefault;
  if (typeof value === "string") return value;
  throw new HarnessError("BAD_INPUT", `the option ${name} must be a text`);
}

/** A number; without a default it must be there. Throws BAD_INPUT. */
export function numberOption(options: JourneyOptions, name: string, byDefault?: number): number {
  const value = options[name] ?? byDefault;
  if (typeof value === "number") return value;
  throw new HarnessError("BAD_INPUT", `the option ${name} must be a number`);
}

/** A text that may be absent. Throws BAD_INPUT. */
export function optionalText(options: JourneyOptions, name: string): string | undefined {
  return options[name] === undefined ? undefined : textOption(options, name);
}
