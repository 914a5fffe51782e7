import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Duplex } from "node:stream";
import type { PassThrough } from "node:stream";
import type Dockerode from "dockerode";
import { Host } from "../../src/lab/host.ts";
import type { Lab } from "../../src/lab/lab.ts";
import type { ServiceSpec } from "../../src/lab/stack.ts";
import { WallClock } from "../../src/lab/wall-clock.ts";

/** Paths of a host that a test keeps in a folder of its own. */
const ownPaths = ["/run/haproof", "/sys/fs/cgroup", "/sys/class/net", "/proc/mounts", "/small", "/usr/lib/"];

export interface BashHostOptions {
  readonly services?: readonly ServiceSpec[];
  readonly mounts?: Readonly<Record<string, number>>;
  /** Programs that the host has in the place of the machine's own: name → script of bash. `$ROOT` is the host's folder. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Files of the host, by their paths there. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the engine does with the container; by default it obeys. */
  readonly engine?: Partial<Record<"kill" | "pause" | "unpause" | "update", (host: BashHost) => unknown>>;
}

/** A host whose hand is a real bash on this machine, without a container: only the programs that need rights are played. */
export class BashHost {
  readonly root = mkdtempSync(join(tmpdir(), "haproof-host-"));
  readonly host: Host;
  /** What the engine was asked for. */
  readonly asked: string[] = [];
  readonly #options: BashHostOptions;
  readonly #clock = new WallClock();
  #shell: ChildProcess | undefined;
  #paused = false;
  #running = false;

  constructor(options: BashHostOptions, name = "host1", last = 1) {
    this.#options = options;
    const programs = {
      ip: `echo "2: eth0    inet 10.1.1.${last}/24 scope global eth0"`,
      ...options.programs,
    };
    for (const [program, script] of Object.entries(programs)) {
      this.write(`/bin/${program}`, `#!/bin/bash\nROOT=${this.root}\n${script}\n`);
      chmodSync(join(this.root, "bin", program), 0o755);
    }
    mkdirSync(join(this.root, "run/haproof"), { recursive: true });
    for (const [path, text] of Object.entries(options.files ?? {})) this.write(path, text);
    const { services = [], mounts } = options;
    this.host = new Host(
      {
        name,
        role: "node",
        image: "none",
        addresses: { net: `10.1.1.${last}` },
        files: {},
        environment: {},
        services,
        ...(mounts === undefined ? {} : { mounts }),
      },
      this.#container(last),
      { clock: this.#clock, networks: new Map() },
    );
  }

  /** Boots; the second host is a neighbour, for packets to go to. */
  async lab(): Promise<Lab> {
    await this.host.boot();
    const neighbour = {
      name: "host2",
      interfaces: [],
      hand: this.host.hand,
      on: () => ({ address: "127.0.0.1" }),
    };
    const hosts = [this.host, neighbour as unknown as Host];
    const lab = {
      hosts,
      host: (name: string) => hosts.find((host) => host.name === name) ?? hosts[0],
      startServices: async (some: readonly Host[]) => {
        for (const host of some) for (const { name } of host.spec.services) await host.startService(name);
        return { notBefore: 0, notAfter: 0 };
      },
      onEvent: () => () => undefined,
    };
    return lab as unknown as Lab;
  }

  write(path: string, text: string): void {
    const own = join(this.root, path);
    mkdirSync(dirname(own), { recursive: true });
    writeFileSync(own, text);
  }

  read(path: string): string {
    const own = join(this.root, path);
    return existsSync(own) ? readFileSync(own, "utf8") : "";
  }

  signal(signal: NodeJS.Signals): void {
    // With whatever it has started, as a container's processes; those that are gone need no signal.
    if (this.#shell?.exitCode === null && this.#shell.pid !== undefined)
      process.kill(-this.#shell.pid, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGCONT");
    await this.host.release().catch(() => undefined);
    this.#clock.stop();
    rmSync(this.root, { recursive: true, force: true });
  }

  #container(last: number): Dockerode.Container {
    const { engine = {} } = this.#options;
    const streams = new Map<Duplex, ChildProcess>();
    const act = async (
      name: "kill" | "pause" | "unpause" | "update",
      obey: () => void | Promise<void>,
    ): Promise<void> => {
      this.asked.push(name);
      const own = engine[name];
      if (own === undefined) await obey();
      else await own(this);
    };
    const fake = {
      start: () => void (this.#running = true),
      inspect: () => ({
        State: { Paused: this.#paused, Running: this.#running, Status: this.#running ? "running" : "exited" },
        NetworkSettings: {
          Networks: { net: { IPAddress: `10.1.1.${last}`, MacAddress: "02:00:00:00:00:01" } },
        },
      }),
      logs: () => Buffer.from(""),
      kill: () =>
        act("kill", () => {
          this.#running = false;
          this.signal("SIGKILL");
        }),
      pause: () =>
        act("pause", async () => {
          // An engine takes some milliseconds, in which the host goes on.
          await sleep(20);
          this.#paused = true;
          this.signal("SIGSTOP");
        }),
      unpause: () =>
        act("unpause", () => {
          this.#paused = false;
          this.signal("SIGCONT");
        }),
      update: (settings: { CpuQuota: number }) => {
        this.asked.push(`quota ${settings.CpuQuota}`);
        return act("update", () => undefined);
      },
      exec: ({ Cmd }: { Cmd: readonly string[] }) => {
        const [command = "", ...args] = Cmd;
        const env = { ...process.env, PATH: `${this.root}/bin:${process.env["PATH"] ?? ""}` };
        const shell = spawn(command, args, { env, detached: true });
        this.#shell = shell;
        const stream = new Duplex({
          read: () => undefined,
          write: (piece: Buffer, _encoding, done) =>
            void shell.stdin.write(this.#moved(piece.toString()), done),
          final: (done) => void shell.stdin.end(done),
        });
        shell.on("close", () => {
          stream.push(null);
          stream.resume();
        });
        // A shell that was killed breaks the pipe that it was written to by.
        shell.stdin.on("error", () => undefined);
        streams.set(stream, shell);
        return { start: () => stream };
      },
      modem: {
        demuxStream: (from: Duplex, out: PassThrough, err: PassThrough) => {
          const shell = streams.get(from);
          shell?.stdout?.on("data", (piece) => out.write(piece));
          shell?.stderr?.on("data", (piece) => err.write(piece));
        },
      },
    };
    return promising(fake) as unknown as Dockerode.Container;
  }

  #moved(script: string): string {
    // What a program of the host printed is under its root already.
    return ownPaths.reduce(
      (text, path) => text.replaceAll(new RegExp(`(?<!${this.root})${path}`, "g"), `${this.root}${path}`),
      script,
    );
  }
}

/** Every method of the engine's client answers with a promise. */
function promising(methods: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      typeof method === "function"
        ? (...args: unknown[]) =>
            new Promise((resolve) => resolve((method as (...all: unknown[]) => unknown)(...args)))
        : method,
    ]),
  );
}
