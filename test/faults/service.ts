import { randomBytes } from "node:crypto";
import type { ServiceSpec } from "../../src/lab/stack.ts";
import type { BashHostOptions } from "./bash-host.ts";

/** A service that is a real process on this machine, with a name that nothing else has. */
export interface PlayedService {
  readonly spec: ServiceSpec;
  /** Starts it as `haproof-service` does, and counts how often. */
  readonly programs: NonNullable<BashHostOptions["programs"]>;
}

/** It has no child, and ends by itself when a test forgets it. */
const waits = "exec 9<> <(:); read -rt 60 -u 9; true";

/** @param script what it runs; by default it waits to be ended */
export function playedService(name = "app", script = waits): PlayedService {
  // The kernel knows fifteen characters of a process's name.
  const processName = `hp${randomBytes(5).toString("hex")}`;
  const program = `exec -a ${processName} bash -c 'printf ${processName} > /proc/$$/comm; ${script}' >/dev/null 2>&1`;
  return {
    spec: {
      name,
      wave: 0,
      ready: `read -r main < /run/haproof/${name}.pid && read -r comm < "/proc/$main/comm" && [ "$comm" = ${processName} ]`,
      processNames: [processName],
    },
    programs: {
      "haproof-service": `echo "$2 \${FAKETIME-}" >> $ROOT/starts
( ${program} ) </dev/null & echo $! > $ROOT/run/haproof/$2.pid`,
    },
  };
}
