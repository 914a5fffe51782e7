import { HarnessError } from "../errors.ts";
import { quote } from "../lab/hand.ts";
import type { Host } from "../lab/host.ts";
import type { Instant } from "../timeline/clock.ts";
import type { FaultPlan, ProcessName } from "../timeline/fault-plan.ts";
import { active, injecting } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { findProcesses, hostOf, noneLeft, processOf, stopCommand, witnessLook } from "./processes.ts";

/** A measured clock may deviate this much from the skew asked for: two processes are started for a look. In milliseconds. */
const toleranceMs = 1_000;

/**
 * A service's wall clock is ahead or behind; its timers, which are monotonic, are not. The kernel has one wall clock for all, and no
 * process that runs can be given another: the service is started anew with libfaketime, so peers see a restart, and then what the
 * service makes of the date. Healed by another restart.
 */
export function clockSkew(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const [host, process] = [lab.host(hostOf(plan)), processOf(plan)];
        const skewMs = skewOf(plan);
        const library = await libraryOf(host);
        const environment = {
          LD_PRELOAD: library,
          FAKETIME: `${skewMs < 0 ? "-" : "+"}${Math.abs(skewMs) / 1_000}`,
          FAKETIME_DONT_FAKE_MONOTONIC: "1",
          FAKETIME_SHARED: `/${shared} /${shared}`,
        };
        await findProcesses(host, process);
        await host.hand.must(shareMemory(library));
        undo(() => startAnew(host, process, {}));
        const at = await startAnew(host, process, environment);
        await findProcesses(host, process);
        const loaded = await preloaded(host, library);
        const measuredMs = await offsetMs(host, environment);
        const skewed = loaded === "all" && Math.abs(measuredMs - skewMs) <= toleranceMs;
        const injected = {
          at,
          witnessed: skewed,
          witness: skewed
            ? `every process of ${process} on ${host.name} has the clock off by ${(measuredMs / 1_000).toFixed(1)} s`
            : `${loaded} of the processes of ${process} on ${host.name} have a clock that is off by ${(measuredMs / 1_000).toFixed(1)} s`,
        };
        return active(injected, async () => {
          const healed = await startAnew(host, process, {});
          await findProcesses(host, process);
          const left = await preloaded(host, library);
          const words = `${left} of the processes of ${process} on ${host.name} have a skewed clock`;
          return { at: healed, witnessed: left === "none", witness: words };
        });
      }),
  };
}

/** Stops a service and starts it with this environment: from the request to stop until it serves. */
async function startAnew(
  host: Host,
  process: ProcessName,
  environment: Readonly<Record<string, string>>,
): Promise<Instant> {
  // One that died meanwhile has nothing to be asked.
  await findProcesses(host, process).catch(() => undefined);
  const asked = await host.hand.run(`${stopCommand(process)} 2>/dev/null; true`);
  if ((await host.hand.until(noneLeft, witnessLook)) === undefined) {
    throw new HarnessError("FAULT_FAILED", `${process} on ${host.name} did not end`);
  }
  const serves = await host.startService(process, environment);
  return { notBefore: asked.at.notBefore, notAfter: serves.notAfter };
}

/** The memory and the semaphore that the library's processes share. */
const shared = "haproof-skew";

/**
 * The library makes both for the user of the first process, and a service that changes its user could not open them: a throw-away
 * process makes them, and everybody may use the copies.
 */
function shareMemory(library: string): string {
  const copy = `cd /dev/shm && cp sem.faketime_sem_$$ sem.${shared} && cp faketime_shm_$$ ${shared} && chmod 666 sem.${shared} ${shared}; true`;
  return `LD_PRELOAD=${library} FAKETIME=+0 bash -c ${quote(copy)}`;
}

type Share = "all" | "some" | "none" | "it is not known which";

/**
 * How many processes of `pids` have the library in their memory. Each is looked at as its own user, for root may not look at others;
 * one that changed its user by itself lets nobody look, and has what its parent has.
 */
async function preloaded(host: Host, library: string): Promise<Share> {
  const { output } = await host.hand.run(`for pid in "\${pids[@]}"; do
    read -r user group < <(stat -c "%u %g" "/proc/$pid") || continue
    as=(); [ "$user" = "$EUID" ] || as=(setpriv "--reuid=$user" "--regid=$group" --clear-groups)
    maps=$("\${as[@]}" cat "/proc/$pid/maps") || continue
    [[ $maps == *" ${library}"* ]] && echo with || echo without
  done 2>/dev/null`);
  const [found, lacking] = [/^with$/m.test(output), /^without$/m.test(output)];
  if (found) return lacking ? "some" : "all";
  return lacking ? "none" : "it is not known which";
}

/** How far a process started with this environment is from the host's clock, in milliseconds. */
async function offsetMs(host: Host, environment: Readonly<Record<string, string>>): Promise<number> {
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${quote(value)}`);
  const { output } = await host.hand.must(`env ${assignments.join(" ")} date +%s.%N; date +%s.%N`);
  const [skewed = NaN, real = NaN] = output.split("\n").map(Number);
  return (skewed - real) * 1_000;
}

/** Where the host's image has libfaketime, the one for programs with threads. Throws FEATURE_MISSING. */
async function libraryOf(host: Host): Promise<string> {
  const { output } = await host.hand.run("ls /usr/lib/*/faketime/libfaketimeMT.so.1 2>/dev/null");
  const [library = ""] = output.split("\n");
  if (library !== "") return library;
  throw new HarnessError("FEATURE_MISSING", `the image of ${host.name} has no libfaketime`);
}

function skewOf({ process, skewMs = 0 }: FaultPlan): number {
  if (process === "keepalived") {
    const text = "keepalived's timers are monotonic: it has no wall clock that peers could notice";
    throw new HarnessError("BAD_INPUT", text);
  }
  if (Number.isFinite(skewMs) && Math.abs(skewMs) >= 2 * toleranceMs) return skewMs;
  throw new HarnessError(
    "BAD_INPUT",
    `clock-skew needs skewMs of ${2 * toleranceMs} or more, ahead or behind`,
  );
}
