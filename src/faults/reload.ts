import { HarnessError } from "../errors.ts";
import { quote } from "../lab/hand.ts";
import type { Host } from "../lab/host.ts";
import type { Lab } from "../lab/lab.ts";
import type { Instant } from "../timeline/clock.ts";
import { instant } from "../timeline/clock.ts";
import type { FaultPlan, FileEdit, ProcessName } from "../timeline/fault-plan.ts";
import { edited } from "./file-edit.ts";
import { active, allEnded, injecting, together } from "./fault.ts";
import type { Fault, Witnessed } from "./fault.ts";
import { processOf, witnessLook } from "./processes.ts";

/**
 * What `systemctl reload` does: HAProxy's master gets SIGUSR2 and starts a new worker beside the old one, keepalived gets SIGHUP and
 * reads its file again, PostgreSQL's postmaster gets SIGHUP and tells its sessions. Peers should see nothing. With an edit, the file is
 * changed first; healing takes the change back.
 */
export function reload(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const process = processOf(plan);
        const hosts = plan.hosts.map((name) => lab.host(name));
        if (hosts.length === 0) throw new HarnessError("BAD_INPUT", "reload needs a host");
        const { edit } = plan;
        const all = (files: readonly (string | undefined)[]): Promise<Witnessed> =>
          allEnded(
            hosts.map((host, index) =>
              reloadOne(lab, host, { process, write: writeFile(edit, files[index]) }),
            ),
          ).then(together);
        const former = (): Promise<Witnessed> => all(hosts.map(({ spec }) => spec.files[edit?.file ?? ""]));
        const changed = hosts.map(({ spec }) =>
          edit === undefined ? undefined : edited(spec, edit, (name) => lab.host(name).spec),
        );
        if (edit !== undefined) undo(former);
        const injected = await all(changed);
        return active(injected, () => {
          const nothing = {
            at: instant(injected.at.notAfter),
            witnessed: true,
            witness: "nothing was changed",
          };
          return edit === undefined ? Promise.resolve(nothing) : former();
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
  const { before, changed } = process === "database" ? loadedAnew : workedAnew;
  const asked = await host.hand.must(
    `read -r main < /run/haproof/${process}.pid; ${before}; ${write}kill -${signal} "$main"`,
  );
  const seen = await (said ?? host.hand.until(changed, witnessLook));
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

function writeFile(edit: FileEdit | undefined, text: string | undefined): string {
  return edit === undefined || text === undefined ? "" : `printf '%s' ${quote(text)} > ${edit.file}; `;
}

/** How a reload shows: what is noted before it, and the shell condition that is true after it. */
interface Sign {
  readonly before: string;
  readonly changed: string;
}

/** HAProxy's master has other workers. Not every kernel lists a process's children, so they are found by their parent. */
const workedAnew: Sign = {
  before: `children_of() { local dir stat parent=$1; found=
  for dir in /proc/[1-9]*; do
    { read -r stat < "$dir/stat"; } 2>/dev/null || continue
    set -- \${stat##*) }; [ "$2" = "$parent" ] && found+=" \${dir#/proc/}"
  done; true; }; children_of "$main"; workers=$found`,
  changed: 'children_of "$main"; [ -n "$found" ] && [ "$found" != "$workers" ]',
};

/** A new session of PostgreSQL says when the postmaster last read its files. */
const loadedAnew: Sign = {
  before:
    "loaded_at() { setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtc 'SELECT pg_conf_load_time()' 2>/dev/null; }; loaded=$(loaded_at)",
  changed: 'now_loaded=$(loaded_at) && [ "$now_loaded" != "$loaded" ]',
};

function signalOf(process: ProcessName): string {
  if (process === "haproxy") return "USR2";
  if (process === "keepalived" || process === "database") return "HUP";
  throw new HarnessError("BAD_INPUT", `haproof does not know how ${process} reloads`);
}
