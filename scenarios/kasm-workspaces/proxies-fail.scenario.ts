import { rowOf } from "../../fixtures/systems/kasm-workspaces/blast-radius.ts";
import type { Profile } from "../../fixtures/systems/kasm-workspaces/timing.ts";
import { downMs, operationMs, upTo } from "../../fixtures/systems/kasm-workspaces/windows.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { Scenario } from "../../src/trial/scenario.ts";

const system = "kasm-workspaces";
const killed = { kind: "process-crash", process: "app" } as const;

/** One connection proxy is killed, with everything that it carries. */
function cpxDies(profile: Profile): Scenario {
  const backMs = downMs(profile).refusedMs + operationMs;
  return scenario({
    system,
    id: `kasm-03-cpx-crash-${profile}`,
    title: "a connection proxy that is killed takes its own sessions with it, and new ones go to the other",
    profiles: [profile],
    byDay: false,
    fault: { ...killed, hosts: ["cpx1"] },
    healAfterMs: backMs + 2_000,
    expect: [
      expecting.of("KASM-03", { check: "notice", probe: "rdp-live" }, { kind: "happens" }),
      expecting.that("KASM-03", { check: "stay-up", probe: "rdp-live-2" }),
      expecting.eviction("KASM-30", "cpx/cpx1"),
      expecting.of("KASM-30", { check: "recovered", probe: "rdp-new" }, upTo(backMs)),
      expecting.of("KASM-30", { check: "recovered", probe: "rdp-live" }, upTo(backMs)),
      expecting.that(
        "KASM-01",
        rowOf("1 connection proxy of 2", { "new RDP": "returns", "live RDP": "returns" }),
      ),
    ],
  });
}

export const cpxScaled = cpxDies("tuned");
export const cpxReal = cpxDies("published");

/** Every connection proxy is killed: there is no RDP, and nothing else is missing. */
export const allCpx = scenario({
  system,
  id: "kasm-29-all-cpx",
  title: "without connection proxies there is no RDP, and everything else goes on",
  byDay: false,
  fault: { ...killed, hosts: ["cpx1", "cpx2"] },
  healAfterMs: 7_000,
  expect: [
    expecting.that("KASM-29", { check: "stay-up", probe: "create", minSamples: 10 }),
    expecting.that("KASM-29", { check: "stay-up", probe: "stream-a2", minSamples: 20 }),
    expecting.that("KASM-29", {
      check: "outcomes",
      probe: "rdp-new",
      allowed: ["server-error", "refused", "reset", "closed", "timeout"],
      span: { since: "in-force", until: "heal" },
      minSamples: 5,
    }),
    expecting.of(
      "KASM-35",
      { check: "notice", probe: "rdp-live" },
      { kind: "happens" },
      { promise: { kind: "happens" } },
    ),
    expecting.that("KASM-01", rowOf("all connection proxies", { "new RDP": "lost", "live RDP": "lost" })),
  ],
});

/** Both dedicated proxies of zone A are killed: a session still begins, and nobody reaches it through them. */
export const proxiesOfA = scenario({
  system,
  id: "kasm-36-proxies-of-a",
  title: "without its dedicated proxies one zone's sessions are interrupted, and no other zone's",
  byDay: false,
  fault: { ...killed, hosts: ["proxy-a1", "proxy-a2"] },
  healAfterMs: 7_000,
  expect: [
    expecting.of(
      "KASM-36",
      { check: "notice", probe: "proxied-a2" },
      { kind: "happens" },
      { promise: { kind: "happens" } },
    ),
    expecting.that("KASM-36", { check: "stay-up", probe: "proxied-b1", minSamples: 20 }),
    expecting.that(
      "KASM-01",
      rowOf("all dedicated proxies of zone A", {
        // A session begins; whether it counts as one that nobody reaches, the document does not say.
        "create a session": "silent",
        "keep a stream through A's proxies": "lost",
      }),
    ),
  ],
});

/** One of zone A's two is killed: whoever streamed through it attaches again through the other. */
function proxyDies(profile: Profile): Scenario {
  const backMs = downMs(profile).refusedMs + operationMs;
  return scenario({
    system,
    id: `kasm-36-proxy-crash-${profile}`,
    title: "a zone's second dedicated proxy makes up for the first",
    profiles: [profile],
    byDay: false,
    fault: { ...killed, hosts: ["proxy-a1"] },
    healAfterMs: backMs + 2_000,
    expect: [
      expecting.eviction("KASM-36", "proxy_a/proxy-a1", { promise: { kind: "happens" } }),
      expecting.of("KASM-36", { check: "recovered", probe: "proxied-a2" }, upTo(backMs), {
        promise: { kind: "happens" },
      }),
      expecting.that(
        "KASM-01",
        rowOf("1 dedicated proxy of 2 of zone A", { "keep a stream through A's proxies": "returns" }),
      ),
    ],
  });
}

export const proxyScaled = proxyDies("tuned");
export const proxyReal = proxyDies("published");

/** Zone B has one dedicated proxy, below the document's minimum, and fails as its summary says. */
export const proxyOfB = scenario({
  system,
  id: "kasm-35-proxy-of-b",
  title: "a zone with one dedicated proxy loses its sessions with it",
  nightly: true,
  fault: { ...killed, hosts: ["proxy-b1"] },
  healAfterMs: 5_000,
  expect: [
    expecting.that("KASM-35", {
      check: "outcomes",
      probe: "proxied-b1",
      allowed: ["server-error", "refused", "reset", "closed", "timeout"],
      span: { since: "in-force", until: "heal" },
    }),
    expecting.that("KASM-35", { check: "stay-up", probe: "proxied-a2" }),
  ],
});
