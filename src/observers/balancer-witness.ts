import { readFile } from "node:fs/promises";
import { attach, onLines } from "../lab/exec.ts";
import type { Host } from "../lab/host.ts";
import type { Lab } from "../lab/lab.ts";
import { instant, now } from "../timeline/clock.ts";
import { readLine } from "./read-line.ts";

/** How often HAProxy is asked for its servers, in milliseconds: each failing check becomes visible at this grain. */
const pollMs = 20;

const program = await readFile(new URL("balancer-witness.pl", import.meta.url), "utf8");

/** What the witness in a host with HAProxy prints; see balancer-witness.pl. */
export interface WitnessLine {
  readonly k: "syslog" | "address" | "servers" | "gone" | "gap";
  readonly before: number;
  readonly at: number;
  readonly text?: string;
  readonly address?: string;
  readonly held?: boolean;
  readonly backend?: string;
  readonly server?: string;
  readonly op?: number;
  readonly admin?: number;
  readonly status?: number;
  readonly result?: number;
  readonly health?: number;
  /** A check of its own is configured; a server that tracks another has none. */
  readonly checked?: boolean;
}

/** Starts the witness in a host with HAProxy and resolves once it listens. Every line that it prints is given to `take`. */
export async function balancerWitness(
  lab: Lab,
  host: Host,
  take: (line: WitnessLine) => void,
  { masterSocket = "/run/haproof/haproxy-master.sock" } = {},
): Promise<void> {
  const witness = await attach(host.container, ["perl", "-e", program, String(pollMs), masterSocket]);
  let firstLine: () => void = () => undefined;
  const listening = new Promise<void>((resolve) => (firstLine = resolve));
  onLines(witness.stdout, (line) => {
    firstLine();
    const read = readLine(lab, line, { from: "the witness", host: host.name }) as WitnessLine | undefined;
    if (read !== undefined) take(read);
  });
  onLines(witness.stderr, (text) => {
    const at = instant(now());
    lab.record({ kind: "log", host: host.name, program: "witness", text, at });
  });
  await listening;
}
