import { readFileSync } from "node:fs";
import { HarnessError } from "../src/errors.ts";
import type { HostSpec, ServiceSpec, Stack } from "../src/lab/stack.ts";
import type { Change } from "./mutant.ts";

export const haproxyCfg = "/etc/haproxy/haproxy.cfg";
export const keepalivedConf = "/etc/keepalived/keepalived.conf";
const balancerServices = new URL("../fixtures/images/lb/services.d/", import.meta.url);

/** A change of a text. Throws BAD_INPUT where what it changes is not in it. */
export type TextEdit = (text: string) => string;

/** Every occurrence of `from` becomes `to`. Throws BAD_INPUT where there is none. */
export function replaced(from: string, to: string): TextEdit {
  return (text) => {
    if (!text.includes(from)) throw new HarnessError("BAD_INPUT", `the text to be mutated has no "${from}"`);
    return text.replaceAll(from, to);
  };
}

/** As `replaced`, with nothing in its place. */
export function without(from: string): TextEdit {
  return replaced(from, "");
}

/** Mutates a file that haproof reads too, on the named hosts. */
export function editing(path: string, hosts: readonly string[], ...edits: readonly TextEdit[]): Change {
  return (stack) =>
    onHosts(stack, hosts, (host) => ({
      ...host,
      files: { ...host.files, [path]: apply(edits, textOf(host, path)) },
    }));
}

/** The named balancers run a mutated copy of a program's file; the file itself stays as it was meant. */
export function deploying(
  program: "haproxy" | "keepalived",
  hosts: readonly string[],
  ...edits: readonly TextEdit[]
): Change {
  const path = program === "haproxy" ? haproxyCfg : keepalivedConf;
  const deployed = `/etc/haproof/deployed/${program}`;
  return (stack) =>
    onHosts(stack, hosts, (host) => ({
      ...host,
      files: {
        ...host.files,
        [deployed]: apply(edits, textOf(host, path)),
        [startScript(program)]: replaced(path, deployed)(startOf(program)),
      },
    }));
}

/** The named balancers run a command before a service starts; addresses in it are the stack's own. */
export function before(service: "haproxy" | "keepalived", hosts: readonly string[], command: string): Change {
  return (stack) =>
    onHosts(stack, hosts, (host) => ({
      ...host,
      files: {
        ...host.files,
        [startScript(service)]: replaced("\nexec ", `\n${command}\nexec `)(startOf(service)),
      },
    }));
}

/** The named hosts run one service more. */
export function serving(hosts: readonly string[], service: ServiceSpec, script: string): Change {
  return (stack) =>
    onHosts(stack, hosts, (host) => ({
      ...host,
      files: { ...host.files, [startScript(service.name)]: script },
      services: [...host.services, service],
    }));
}

/** The named hosts get variables more, or other ones. */
export function environment(hosts: readonly string[], variables: Readonly<Record<string, string>>): Change {
  return (stack) =>
    onHosts(stack, hosts, (host) => ({ ...host, environment: { ...host.environment, ...variables } }));
}

/** The stack with the named hosts changed. Throws BAD_INPUT where it has no such host. */
export function onHosts(stack: Stack, names: readonly string[], change: (host: HostSpec) => HostSpec): Stack {
  for (const name of names) {
    if (!stack.hosts.some((host) => host.name === name))
      throw new HarnessError("BAD_INPUT", `the stack to be mutated has no host "${name}"`);
  }
  return { ...stack, hosts: stack.hosts.map((host) => (names.includes(host.name) ? change(host) : host)) };
}

function startScript(service: string): string {
  return `/etc/haproof/services.d/${service}`;
}

/** How the image starts a service, so that a mutant differs from it by its mistake alone. */
function startOf(service: string): string {
  return readFileSync(new URL(service, balancerServices), "utf8");
}

function textOf({ name, files }: HostSpec, path: string): string {
  const text = files[path];
  if (text === undefined) throw new HarnessError("BAD_INPUT", `${name} has no ${path}`);
  return text;
}

function apply(edits: readonly TextEdit[], text: string): string {
  return edits.reduce((sofar, edit) => edit(sofar), text);
}
