import { rowOf } from "../../fixtures/systems/kasm-workspaces/blast-radius.ts";
import { webs } from "../../fixtures/systems/kasm-workspaces/places.ts";
import {
  nameScale,
  namesWindow,
  silenceWindow,
  timings,
} from "../../fixtures/systems/kasm-workspaces/timing.ts";
import type { Profile } from "../../fixtures/systems/kasm-workspaces/timing.ts";
import { cutOffWindow, downMs, operationMs, upTo } from "../../fixtures/systems/kasm-workspaces/windows.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { Scenario } from "../../src/trial/scenario.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";

const system = "kasm-workspaces";
const killed = { kind: "process-crash", process: "app" } as const;

/** Whoever uses a name does so twice a second, so that what it tells may be that much earlier or later. */
const askedMs = 500;

function seen({ earliestMs, latestMs }: ReturnType<typeof namesWindow>): ReturnType<typeof namesWindow> {
  return { earliestMs: earliestMs - askedMs, latestMs: latestMs + askedMs };
}

/** What users of a balancer feel of one Web App's end, and what nobody feels. */
const oneOfThree = rowOf("1 Web App of 3", {
  "log in": "returns",
  "create a session": "returns",
  "keep a relayed stream": "returns",
  "new RDP": "returns",
  administer: "returns",
  "create in zone B": "returns",
});

/**
 * NGINX and the API of one Web App are killed, and stay so until the longer-lived name has lost its address for the last client: the
 * balancer and the names are measured by one and the same fault. Served are 20 sessions by the two that are left.
 */
function oneDies(profile: Profile): Scenario {
  const timing = timings[profile];
  const { refusedMs } = downMs(profile);
  const [short, long] = [namesWindow(timing, "short"), namesWindow(timing, "long")];
  const named = (which: "short" | "long", window: typeof short): Expectation =>
    expecting.of(
      "KASM-16",
      { check: "recovered", probe: `named-${which}` },
      { kind: "within", window: seen(window) },
      // The document's 300 s, scaled as everything about names is.
      { promise: { kind: "at-latest", latestMs: profile === "published" ? 300_000 : 300_000 / nameScale } },
    );
  return scenario({
    system,
    id: `kasm-05-web-crash-${profile}`,
    title:
      "the others make up for a Web App that was killed, for users of a balancer in seconds, for users of a name later",
    profiles: [profile],
    byDay: false,
    fault: { ...killed, hosts: ["web1"] },
    healAfterMs: long.latestMs + 2 * operationMs,
    expect: [
      expecting.eviction("KASM-05", "web/web1"),
      expecting.readmission("KASM-05", "web/web1"),
      expecting.of("KASM-05", { check: "recovered", probe: "create" }, upTo(refusedMs + operationMs)),
      expecting.eviction("KASM-17", "web/web1"),
      expecting.of("KASM-17", { check: "recovered", probe: "login" }, upTo(refusedMs + operationMs)),
      // Both in their own time: the names' is scaled otherwise than the balancer's checks.
      expecting.that(
        "KASM-17",
        { check: "outpaces", probe: "login", than: "named-short", times: 5 },
        { profiles: ["published"], promise: { kind: "holds" } },
      ),
      named("short", short),
      named("long", long),
      expecting.that("KASM-14", {
        check: "served-by",
        probe: "served",
        servers: ["20 sessions"],
        span: { since: "eviction", until: "heal" },
      }),
      expecting.that("KASM-01", oneOfThree),
    ],
  });
}

export const oneScaled = oneDies("tuned");
export const oneReal = oneDies("published");

/**
 * Every API is killed, and the managers beside them go on, so that agents go on checking in. Nobody gets anything new, administrators
 * included; whoever streams from an agent directly feels nothing, whoever drops such a stream cannot attach to it again.
 */
function allDie(
  profile: Profile,
  { forMs, id, nightly }: { forMs: number; id: string; nightly?: true },
): Scenario {
  const away = (claim: string, probe: string): Expectation =>
    expecting.that(claim, {
      check: "outcomes",
      probe,
      allowed: ["server-error", "refused", "reset", "closed", "timeout"],
      span: { since: "in-force", until: "heal" },
    });
  return scenario({
    system,
    id: `kasm-04-${id}-${profile}`,
    title: "without a Web App nothing new begins, and streams from agents go on",
    profiles: [profile],
    ...(nightly === undefined ? {} : { nightly }),
    fault: { ...killed, hosts: [...webs] },
    healAfterMs: forMs,
    expect: [
      away("KASM-04", "create"),
      away("KASM-04", "login"),
      expecting.that("KASM-04", { check: "stay-up", probe: "stream-a1", span: { until: "heal" } }),
      expecting.that("KASM-04", { check: "stay-up", probe: "stream-b1", span: { until: "heal" } }),
      away("KASM-37", "agents"),
      away("KASM-35", "agents"),
      away("KASM-35", "create"),
      away("KASM-41", "attach-a2"),
      expecting.that("KASM-41", { check: "stay-up", probe: "attach-a2", span: { since: "readmission" } }),
      // Never "stale": what the first Web App showed is what all show that were started anew.
      expecting.that("KASM-07", {
        check: "outcomes",
        probe: "state",
        allowed: ["ok", "server-error", "refused", "reset", "closed", "timeout"],
      }),
      expecting.that("KASM-07", { check: "stay-up", probe: "state", span: { since: "readmission" } }),
      expecting.that(
        "KASM-01",
        rowOf("all Web Apps", {
          "log in": "lost",
          "create a session": "lost",
          "keep a relayed stream": "lost",
          "new RDP": "lost",
          // The document says nothing of RDP that goes on.
          "live RDP": "silent",
          administer: "lost",
          "create in zone B": "lost",
        }),
      ),
    ],
  });
}

export const allScaled = allDie("tuned", { id: "all-webs", forMs: 8_000 });
export const allReal = allDie("published", { id: "all-webs", forMs: 20_000 });
/** For a minute, as the project's list of claims asks. */
export const allForAMinute = allDie("tuned", { id: "all-webs-minute", forMs: 60_000, nightly: true });

/**
 * Two of three are killed: one Web App serves 10 sessions of the 20 that there are at peak. Without the spare one, losing one would
 * leave as many.
 */
function twoDie(profile: Profile): Scenario {
  return scenario({
    system,
    id: `kasm-14-two-webs-${profile}`,
    title: "without the spare one, a Web App that is lost leaves half of the users unserved",
    profiles: [profile],
    byDay: false,
    fault: { ...killed, hosts: ["web2", "web3"] },
    // Two rounds of the probe, of six seconds each, when both are out.
    healAfterMs: downMs(profile).refusedMs + 12_000,
    expect: [
      expecting.that("KASM-14", {
        check: "served-by",
        probe: "served",
        servers: ["10 sessions"],
        span: { since: "eviction", until: "heal" },
      }),
    ],
  });
}

export const twoScaled = twoDie("tuned");
export const twoReal = twoDie("published");

/** The process stays well and the database is away for it alone. The check that only connects never notices: a third of its users fail. */
function cutOff(profile: Profile): Scenario {
  const timing = timings[profile];
  const window = cutOffWindow(profile);
  const names = namesWindow(timing, "short");
  return scenario({
    system,
    id: `kasm-18-cut-off-${profile}`,
    title: "a Web App that does not reach the database leaves rotation, for balancers and for names",
    profiles: [profile],
    byDay: false,
    fault: { kind: "partition", hosts: ["web1"], from: ["db"], network: "back" },
    healAfterMs: Math.max(window.latestMs + 4_000, names.latestMs + 2 * operationMs),
    expect: [
      expecting.of("KASM-18", { check: "eviction", subject: "web/web1" }, { kind: "within", window }),
      expecting.that("KASM-18", {
        check: "stay-up",
        probe: "login",
        span: { since: "eviction", until: "heal" },
      }),
      expecting.broken(
        "KASM-18",
        { check: "stay-up", probe: "shallow", span: { since: "eviction", until: "heal" } },
        { promise: { kind: "silent", because: "this is the control: the check that the document warns of" } },
      ),
      expecting.of("KASM-19", { check: "eviction", subject: "web/web1" }, { kind: "within", window }),
      expecting.of(
        "KASM-19",
        { check: "recovered", probe: "named-short" },
        { kind: "within", window: seen(names) },
      ),
    ],
  });
}

export const cutOffScaled = cutOff("tuned");
export const cutOffReal = cutOff("published");

/** One Web App after the other is stopped and started, as for an upgrade. It ends what it has begun, and refuses what is new. */
function upgraded(host: (typeof webs)[number]): Scenario {
  return scenario({
    system,
    id: `kasm-15-upgrade-${host}`,
    title: `nobody notices that ${host} is upgraded`,
    byDay: false,
    fault: { kind: "restart", hosts: [host], process: "app" },
    healAfterMs: 4_000,
    expect: [
      expecting.that("KASM-15", { check: "stay-up", probe: "login" }),
      expecting.that("KASM-15", { check: "stay-up", probe: "create" }),
      expecting.that("KASM-15", { check: "stay-up", probe: "agents" }),
    ],
  });
}

export const firstUpgraded = upgraded("web1");
export const secondUpgraded = upgraded("web2");
export const thirdUpgraded = upgraded("web3");

/**
 * The manager beside one Web App is killed: it is the primary of every zone, because its name comes first. The next one is primary once
 * the first has missed its check-ins, and agents check in with it meanwhile. Source of the window: claims F20.
 */
function managerDies(profile: Profile): Scenario {
  const timing = timings[profile];
  const { earliestMs, latestMs } = silenceWindow(timing);
  const lookMs = timing.heartbeatMs / 10;
  return scenario({
    system,
    id: `kasm-40-manager-${profile}`,
    title: "another manager is primary when the first is lost, and agents keep checking in",
    profiles: [profile],
    byDay: false,
    fault: { kind: "listener-stop", hosts: ["web1"], process: "app", port: 8181 },
    healAfterMs: latestMs + 2_000,
    expect: [
      expecting.of(
        "KASM-40",
        { check: "first-served", probe: "primary-a", servedBy: "web2" },
        { kind: "within", window: { earliestMs, latestMs: latestMs + 2 * lookMs } },
      ),
      expecting.that("KASM-40", { check: "served-by", probe: "eligible-a", servers: ["agent-a1 agent-a2"] }),
      expecting.that("KASM-01", rowOf("1 manager", {})),
    ],
  });
}

export const managerScaled = managerDies("tuned");
export const managerReal = managerDies("published");
