import { HarnessError } from "../errors.ts";
import { quote } from "../lab/hand.ts";
import type { Host } from "../lab/host.ts";
import type { Lab } from "../lab/lab.ts";
import type { Instant } from "../timeline/clock.ts";
import { instant } from "../timeline/clock.ts";
import type { FaultPlan, FileEdit, ProcessName } from "../timeline/fault-plan.ts";
import { active, allEnded, injecting, together } from "./fault.ts";
import type { Fault, Witnessed } from "./fault.ts";
import { processOf, witnessLook } from "./processes.ts";

/**
 * What `systemctl reload` does: HAProxy's master gets SIGUSR2 and starts a new worker beside the old one, keepalived gets SIGHUP and
 * reads its file again. Peers should see nothing. With an edit, the file is changed first; healing takes the change back.
 */
export function reload(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const process = processOf(plan);
        const hosts = plan.hosts.map((name) => lab.host(name));
        if (hosts.length === 0) throw new HarnessError("BAD_INPUT", "reload needs a host");
        const all = (files: (host: Host) => string | undefined): Promise<Witnessed> =>
          allEnded(
            hosts.map((host) => reloadOne(lab, host, { process, write: writeFile(plan.edit, files(host)) })),
          ).then(together);
        const former = (): Promise<Witnessed> => all((host) => host.spec.files[plan.edit?.file ?? ""]);
        if (plan.edit !== undefined) undo(former);
        const injected = await all((host) => edited(lab, host, plan.edit));
        return active(injected, () => {
          const nothing = {
            at: instant(injected.at.notAfter),
            witnessed: true,
            witness: "nothing was changed",
          };
          return plan.edit === undefined ? Promise.resolve(nothing) : former();
        });
      }),
  };
}

/** keepalived says that it reloads; longest wait for its word, in milliseconds. */
const wordWithinMs = 3_000;

async function reloadOne(
  lab: Lab,
  host: Host,
  { process, write }: { process: ProcessName; write: string },
): Promise<Witnessed> {
  const signal = signalOf(process);
  const said = process === "keepalived" ? heard(lab, host) : undefined;
  const asked = await host.hand.must(
    `${childrenOf}; ${write}read -r main < /run/haproof/${process}.pid; children_of "$main"; workers=$found; kill -${signal} "$main"`,
  );
  const seen = await (said ??
    host.hand.until('children_of "$main"; [ -n "$found" ] && [ "$found" != "$workers" ]', witnessLook));
  return {
    at: { notBefore: asked.at.notBefore, notAfter: seen?.notAfter ?? asked.at.notAfter },
    witnessed: seen !== undefined,
    witness: `${process} on ${host.name} ${seen === undefined ? "shows no sign of a reload" : "has reloaded"}`,
  };
}

/** keepalived's own word in the system log, as the balancer's observer hears it. */
function heard(lab: Lab, host: Host): Promise<Instant | undefined> {
  return new Promise((resolve) => {
    const done = (at: Instant | undefined): void => {
      clearTimeout(timer);
      forget();
      resolve(at);
    };
    const timer = setTimeout(() => done(undefined), wordWithinMs);
    const forget = lab.onEvent((event) => {
      if (event.kind === "log" && event.host === host.name && /reload/i.test(event.text)) done(event.at);
    });
  });
}

/** A host's file with the edit made: every line that names one host repeated for the other. */
function edited(lab: Pick<Lab, "host">, host: Host, edit: FileEdit | undefined): string | undefined {
  if (edit === undefined) return undefined;
  const text = host.spec.files[edit.file];
  if (text === undefined) throw new HarnessError("BAD_INPUT", `${host.name} has no ${edit.file} to edit`);
  const [from, to] = [lab.host(edit.copyLinesOf), lab.host(edit.to)];
  const renamed = (line: string): string =>
    Object.entries(from.spec.addresses).reduce(
      (result, [network, address]) => result.replaceAll(address, to.spec.addresses[network] ?? address),
      line.replaceAll(from.name, to.name),
    );
  return text
    .split("\n")
    .flatMap((line) => (line.includes(from.name) ? [line, renamed(line)] : [line]))
    .join("\n");
}

function writeFile(edit: FileEdit | undefined, text: string | undefined): string {
  return edit === undefined || text === undefined ? "" : `printf '%s' ${quote(text)} > ${edit.file}; `;
}

/** Not every kernel lists a process's children, so they are found by their parent. */
const childrenOf = `children_of() { local dir stat parent=$1; found=
  for dir in /proc/[1-9]*; do
    { read -r stat < "$dir/stat"; } 2>/dev/null || continue
    set -- \${stat##*) }; [ "$2" = "$parent" ] && found+=" \${dir#/proc/}"
  done; true; }`;

function signalOf(process: ProcessName): string {
  if (process === "haproxy") return "USR2";
  if (process === "keepalived") return "HUP";
  throw new HarnessError("BAD_INPUT", `haproof does not know how ${process} reloads`);
}
