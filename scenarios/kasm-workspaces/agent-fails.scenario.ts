import { rowOf } from "../../fixtures/systems/kasm-workspaces/blast-radius.ts";
import { silenceWindow, timings } from "../../fixtures/systems/kasm-workspaces/timing.ts";
import type { Profile } from "../../fixtures/systems/kasm-workspaces/timing.ts";
import { operationMs, upTo } from "../../fixtures/systems/kasm-workspaces/windows.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { Scenario } from "../../src/trial/scenario.ts";

const system = "kasm-workspaces";
/** The Web App gives an agent a second to start a session before it says that it does not answer. */
const agentMs = 1_000;

/** When a silent agent gets no more sessions, seen by whoever asks ten times a check-in. Source: claims F20. */
function missed(profile: Profile): { earliestMs: number; latestMs: number; lookMs: number } {
  const timing = timings[profile];
  const { earliestMs, latestMs } = silenceWindow(timing);
  const lookMs = timing.heartbeatMs / 10;
  return { earliestMs, latestMs: latestMs + 2 * lookMs, lookMs };
}

/**
 * One agent vanishes. Its sessions are lost, and no others; for as long as it is not missed, every second new one of its zone is lost
 * with it. A user whose session was on it gets a fresh one on the other, which knows nothing of the first.
 */
function vanishes(profile: Profile): Scenario {
  const { earliestMs, latestMs } = missed(profile);
  const { heartbeatMs } = timings[profile];
  return scenario({
    system,
    id: `kasm-02-agent-loss-${profile}`,
    title: "an agent that is lost takes its own sessions with it, and new ones go to the other agent",
    profiles: [profile],
    byDay: false,
    fault: { kind: "host-loss", hosts: ["agent-a1"] },
    healAfterMs: latestMs + 6_000,
    expect: [
      expecting.of("KASM-02", { check: "notice", probe: "stream-a1" }, { kind: "happens" }),
      expecting.that("KASM-02", { check: "stay-up", probe: "stream-a2" }),
      expecting.that("KASM-02", { check: "stay-up", probe: "stream-b1" }),
      expecting.that("KASM-22", {
        check: "outcomes",
        probe: "fresh",
        allowed: ["ok", "closed", "reset", "timeout", "unreachable", "server-error"],
      }),
      expecting.of(
        "KASM-22",
        { check: "recovered", probe: "fresh" },
        upTo(latestMs + agentMs + 2 * operationMs),
      ),
      expecting.of(
        "KASM-22",
        { check: "first-served", probe: "fresh", servedBy: "agent-a2" },
        { kind: "within", window: { earliestMs: 0, latestMs: latestMs + agentMs + 2 * operationMs } },
      ),
      expecting.of(
        "KASM-23",
        { check: "first-served", probe: "eligible-a", servedBy: "agent-a2" },
        { kind: "within", window: { earliestMs, latestMs } },
      ),
      expecting.of(
        "KASM-24",
        { check: "recovered", probe: "create" },
        upTo(latestMs + agentMs + operationMs),
      ),
      expecting.of("KASM-38", { check: "recovered", probe: "peak" }, upTo(latestMs + 2 * agentMs + 2_000)),
      expecting.of(
        "KASM-25",
        { check: "first-served", probe: "eligible-a", servedBy: "agent-a1 agent-a2", from: "heal" },
        { kind: "within", window: { earliestMs: 0, latestMs: heartbeatMs } },
      ),
      expecting.that(
        "KASM-01",
        rowOf("1 agent", { "create a session": "returns", "keep a stream of the agent": "lost" }),
      ),
    ],
  });
}

export const lossScaled = vanishes("tuned");
export const lossReal = vanishes("published");

/**
 * One agent stands still and goes on as if nothing had been: at its next check-in it is told which of its sessions nobody knows any
 * more, because their users are elsewhere, and ends them. No process is left that is no session.
 */
function freezes(profile: Profile): Scenario {
  const { earliestMs, latestMs, lookMs } = missed(profile);
  const { heartbeatMs } = timings[profile];
  return scenario({
    system,
    id: `kasm-25-agent-freeze-${profile}`,
    title: "an agent that stood still takes part again, and ends the sessions whose users went elsewhere",
    profiles: [profile],
    byDay: false,
    fault: { kind: "host-freeze", hosts: ["agent-a1"] },
    healAfterMs: latestMs + 3_000,
    expect: [
      expecting.of(
        "KASM-23",
        { check: "first-served", probe: "eligible-a", servedBy: "agent-a2" },
        { kind: "within", window: { earliestMs, latestMs } },
      ),
      expecting.of(
        "KASM-25",
        { check: "first-served", probe: "eligible-a", servedBy: "agent-a1 agent-a2", from: "heal" },
        { kind: "within", window: { earliestMs: 0, latestMs: heartbeatMs + 2 * lookMs } },
      ),
      // The list is asked once a second, and what it says is of three requests one after the other.
      expecting.of(
        "KASM-25",
        { check: "first-served", probe: "inventory", servedBy: "sessions", from: "heal" },
        { kind: "within", window: { earliestMs: 0, latestMs: 2 * heartbeatMs + 1_000 } },
      ),
      expecting.that("KASM-22", {
        check: "outcomes",
        probe: "fresh",
        allowed: ["ok", "closed", "reset", "timeout", "unreachable", "server-error"],
      }),
    ],
  });
}

export const freezeScaled = freezes("tuned");
export const freezeReal = freezes("published");

/** Heard by nobody of the managers, and by its users as before: no new sessions come, those that are there stay, then and afterwards. */
function unheard(profile: Profile): Scenario {
  const { earliestMs, latestMs } = missed(profile);
  return scenario({
    system,
    id: `kasm-23-agent-unheard-${profile}`,
    title: "an agent whose check-ins are lost gets no new sessions, and keeps those that it has",
    profiles: [profile],
    nightly: true,
    fault: { kind: "partition", hosts: ["agent-a1"], from: ["web1", "web2", "web3"], network: "front" },
    healAfterMs: latestMs + 3_000,
    expect: [
      expecting.of(
        "KASM-23",
        { check: "first-served", probe: "eligible-a", servedBy: "agent-a2" },
        { kind: "within", window: { earliestMs, latestMs } },
      ),
      expecting.that("KASM-23", { check: "stay-up", probe: "stream-a1" }, { promise: { kind: "holds" } }),
    ],
  });
}

export const unheardScaled = unheard("tuned");
export const unheardReal = unheard("published");

/**
 * Every agent of zone A is killed. Nobody has set whether its sessions may go elsewhere, so that they do: to zone B, once the last of
 * A's agents is missed. Zone B itself feels nothing.
 */
function zoneAEmpty(profile: Profile): Scenario {
  const { earliestMs, latestMs } = missed(profile);
  const window = { earliestMs, latestMs: latestMs + operationMs };
  const crossed = { check: "first-served", probe: "create", servedBy: "agent-b1" } as const;
  return scenario({
    system,
    id: `kasm-32-zone-a-empty-${profile}`,
    title:
      "sessions of a zone without agents go to the other zone, unless somebody has said that they may not",
    profiles: [profile],
    byDay: false,
    fault: { kind: "process-crash", hosts: ["agent-a1", "agent-a2"], process: "app" },
    healAfterMs: latestMs + 5_000,
    expect: [
      expecting.of("KASM-32", crossed, { kind: "within", window }, { promise: { kind: "happens" } }),
      expecting.of("KASM-34", crossed, { kind: "within", window }, { promise: { kind: "happens" } }),
      expecting.that(
        "KASM-01",
        rowOf("all agents of zone A, alternate zones on", {
          "create a session": "returns",
          "keep a stream": "lost",
          "keep a stream of the agent": "lost",
          "keep a relayed stream": "lost",
          "keep a stream through A's proxies": "lost",
        }),
      ),
    ],
  });
}

export const zoneAScaled = zoneAEmpty("tuned");
export const zoneAReal = zoneAEmpty("published");

/** The one agent of zone B is killed, whose sessions may not go elsewhere: none does, although zone A has room for all. */
function zoneBEmpty(profile: Profile): Scenario {
  const { latestMs } = missed(profile);
  const refused = {
    check: "outcomes",
    probe: "create-b",
    allowed: ["server-error"],
    span: { since: "in-force", until: "heal" },
    minSamples: 6,
  } as const;
  return scenario({
    system,
    id: `kasm-33-zone-b-empty-${profile}`,
    title: "no session leaves a zone that lets none out",
    profiles: [profile],
    byDay: false,
    fault: { kind: "process-crash", hosts: ["agent-b1"], process: "app" },
    healAfterMs: latestMs + 3_000,
    expect: [
      expecting.that("KASM-33", refused),
      expecting.that("KASM-35", refused),
      expecting.that(
        "KASM-01",
        rowOf("all agents of zone B, alternate zones off", {
          "create in zone B": "lost",
          "keep a stream in zone B": "lost",
        }),
      ),
    ],
  });
}

export const zoneBScaled = zoneBEmpty("tuned");
export const zoneBReal = zoneBEmpty("published");

/** Everything that is zone A's own is killed. Database and Web Apps are nobody's own, and no part of any zone. */
export const zoneALost = scenario({
  system,
  id: "kasm-31-zone-a-lost",
  title: "zone B does not notice that zone A is lost",
  byDay: false,
  fault: { kind: "process-crash", hosts: ["agent-a1", "agent-a2", "proxy-a1", "proxy-a2"], process: "app" },
  healAfterMs: 6_000,
  expect: [
    expecting.that("KASM-31", { check: "stay-up", probe: "create-b", minSamples: 8 }),
    expecting.that("KASM-31", { check: "stay-up", probe: "stream-b1", minSamples: 16 }),
    expecting.that("KASM-31", { check: "stay-up", probe: "proxied-b1", minSamples: 16 }),
  ],
});
