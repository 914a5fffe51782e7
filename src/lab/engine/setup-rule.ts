import { HarnessError } from "../../errors.ts";
import type { Installed } from "./installed.ts";

/** HAPROOF_SETUP: `auto` installs where no engine is, `always` also starts a stopped dockerd, `never` does nothing. */
export type SetupWish = "auto" | "never" | "always";

export interface SetupFacts {
  readonly wish: SetupWish;
  /** What the user named and did not answer: "DOCKER_HOST (tcp://…)". */
  readonly chosen: string | undefined;
  /** A socket is there, but this user may not open it. */
  readonly denied: string | undefined;
  readonly platform: NodeJS.Platform;
  readonly root: boolean;
  readonly apt: boolean;
  readonly systemd: boolean;
  readonly installed: readonly Installed[];
  /** The dockerd that haproof itself installed, if it is the one that is there. */
  readonly ownDockerd: string | undefined;
}

export type SetupRule =
  | { readonly act: "install" }
  | { readonly act: "start"; readonly dockerd: string }
  | { readonly act: "none"; readonly todo: string };

/** Reads HAPROOF_SETUP. Throws BAD_INPUT for a word that it does not know. */
export function setupWish(env: NodeJS.ProcessEnv): SetupWish {
  const word = env["HAPROOF_SETUP"] ?? "";
  if (word === "" || word === "auto") return "auto";
  if (word === "never" || word === "always") return word;
  throw new HarnessError("BAD_INPUT", `HAPROOF_SETUP is ${word}; it may be auto, never or always`);
}

/** What may be done where no engine answers: install, start, or only say what a person has to do. */
export function setupRule(facts: SetupFacts): SetupRule {
  const { wish, chosen, denied, root, ownDockerd } = facts;
  if (chosen !== undefined) return todo(`start the engine that ${chosen} names, or unset that`);
  if (denied !== undefined) return todo(`run as root, or as a member of the group that owns ${denied}`);
  const stopped = facts.installed.find(({ name }) => name === "dockerd")?.path;
  const startable = ownDockerd ?? (wish === "always" ? stopped : undefined);
  if (startable !== undefined && root && wish !== "never") return { act: "start", dockerd: startable };
  if (ownDockerd !== undefined)
    return todo(`the one that haproof installed is stopped: ${howToAllow(facts)}`);
  if (facts.installed.length > 0) return todo(howToStart(facts));
  if (facts.platform !== "linux") return todo("install and start Docker Desktop or Podman");
  if (!facts.apt)
    return todo("install Docker Engine or Podman with this system's package manager and start it");
  if (wish === "never" || !root) return todo(`${howToAllow(facts)}, or ${byHand}`);
  return { act: "install" };
}

const byHand = "do it yourself: apt-get install docker.io iptables, and start dockerd";

function howToAllow({ wish, root }: SetupFacts): string {
  const ways = [...(wish === "never" ? ["without HAPROOF_SETUP=never"] : []), ...(root ? [] : ["as root"])];
  return `run once ${ways.join(" and ")}, and haproof sets it up`;
}

function howToStart({ installed, root, systemd }: SetupFacts): string {
  const names = new Set(installed.map(({ name }) => name));
  if (names.has("dockerd")) {
    const command = systemd ? "systemctl start docker" : "dockerd &";
    return `Docker is installed but does not run, and haproof did not put it there: start it as root (${command}), or let haproof do so as root with HAPROOF_SETUP=always`;
  }
  if (names.has("Docker Desktop")) return "start Docker Desktop";
  if (names.has("podman")) {
    const command = root
      ? "systemctl enable --now podman.socket"
      : "systemctl --user enable --now podman.socket";
    return `Podman is installed, but its API socket is off: ${systemd ? command : "podman system service --time=0 &"}`;
  }
  const others = [...names].join(" and ");
  return `${others} runs here, and a second engine could disturb it: install Docker Engine or Podman yourself, or set DOCKER_HOST to an engine elsewhere`;
}

function todo(text: string): SetupRule {
  return { act: "none", todo: text };
}
