import { describe, expect, it, test } from "vitest";
import { predict, type PredictOptions } from "../../src/predict/predict.ts";
import type { BalancerText, Prediction, Transition } from "../../src/predict/prediction.ts";
import { everyFault } from "../../src/predict/model/every-fault.ts";
import { readBalancers } from "../../src/predict/model/read-balancers.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import { keepalivedConf, pair, vip } from "./published-kms.ts";

type Answer = "never" | readonly [earliest: number, latest: number];

/** One prediction in seconds with two decimals, or "never"; undefined where there is none. */
function answerOf(
  setup: readonly BalancerText[],
  plan: FaultPlan,
  which: { transition: Transition; subject?: string; by?: string },
  options: PredictOptions = {},
): Answer | undefined {
  const found = predict(setup, { plan }, options).find(
    ({ transition, subject, by }) =>
      transition === which.transition &&
      (which.subject === undefined || subject === which.subject) &&
      (which.by === undefined || by === which.by),
  );
  if (found === undefined) return undefined;
  if (found.outcome === "never") return "never";
  return [Math.round(found.window.earliestMs / 10) / 100, Math.round(found.window.latestMs / 10) / 100];
}

const takeover = { transition: "takeover", subject: vip } as const;
const failback = { transition: "failback", subject: vip } as const;
const twoHolders = { transition: "dual-master", subject: vip } as const;
const on = (host: string): { hosts: readonly string[] } => ({ hosts: [host] });
const haproxy = { process: "haproxy" } as const;
const keepalived = { process: "keepalived" } as const;

describe("published, the active balancer", () => {
  test.each<{ plan: FaultPlan; moves: Answer; returns?: Answer; two?: Answer }>([
    {
      plan: { kind: "host-loss", ...on("lb1") },
      moves: [2.6, 3.6],
      returns: [3.6, 5.62],
      two: "never",
    },
    { plan: { kind: "host-freeze", ...on("lb1") }, moves: [2.6, 3.6], returns: [0, 0.1], two: [2.6, 3.6] },
    {
      plan: { kind: "link-down", network: "front", ...on("lb1") },
      moves: [2.6, 3.6],
      returns: [3.6, 3.6],
      two: "never",
    },
    { plan: { kind: "partition", ...on("lb1") }, moves: [2.6, 3.6], returns: [0, 1], two: [2.6, 3.6] },
    {
      plan: { kind: "partition", only: "vrrp", ...on("lb1") },
      moves: [2.6, 3.6],
      returns: [0, 1],
      two: [2.6, 3.6],
    },
    {
      plan: { kind: "process-crash", ...keepalived, ...on("lb1") },
      moves: [2.6, 3.6],
      returns: [3.6, 3.62],
      two: [2.6, 3.6],
    },
    {
      plan: { kind: "process-freeze", ...keepalived, ...on("lb1") },
      moves: [2.6, 3.6],
      returns: [0, 0.1],
      two: [2.6, 3.6],
    },
    {
      plan: { kind: "graceful-stop", ...keepalived, ...on("lb1") },
      moves: [0.6, 0.6],
      returns: [3.6, 3.62],
      two: "never",
    },
    {
      plan: { kind: "restart", ...keepalived, ...on("lb1") },
      moves: [0.6, 0.6],
      returns: [3.6, 3.62],
      two: "never",
    },
    {
      plan: { kind: "process-crash", ...haproxy, ...on("lb1") },
      moves: [2.6, 5.62],
      returns: [2.6, 5.62],
      two: "never",
    },
    {
      plan: { kind: "graceful-stop", ...haproxy, ...on("lb1") },
      moves: [2.6, 5.62],
      returns: [2.6, 5.62],
      two: "never",
    },
    { plan: { kind: "process-freeze", ...haproxy, ...on("lb1") }, moves: "never" },
    { plan: { kind: "restart", ...haproxy, ...on("lb1") }, moves: "never" },
    { plan: { kind: "reload", ...haproxy, ...on("lb1") }, moves: "never" },
    { plan: { kind: "reload", ...keepalived, ...on("lb1") }, moves: "never" },
    { plan: { kind: "link-down", network: "back", ...on("lb1") }, moves: "never" },
    { plan: { kind: "partition", network: "back", ...on("lb1") }, moves: "never" },
    { plan: { kind: "partition", only: "tcp", ...on("lb1") }, moves: "never" },
    { plan: { kind: "partition", direction: "in", ...on("lb1") }, moves: "never" },
    {
      plan: { kind: "partition", direction: "out", ...on("lb1") },
      moves: [2.6, 3.6],
      returns: [0, 1],
      two: [2.6, 3.6],
    },
    { plan: { kind: "partition", from: ["client"], ...on("lb1") }, moves: "never" },
    {
      plan: { kind: "partition", from: ["lb2"], ...on("lb1") },
      moves: [2.6, 3.6],
      returns: [0, 1],
      two: [2.6, 3.6],
    },
    { plan: { kind: "database-stop", ...on("db") }, moves: "never" },
    { plan: { kind: "process-crash", process: "app", ...on("kms1") }, moves: "never" },
    { plan: { kind: "noop", hosts: [] }, moves: "never" },
  ])("$plan: the VIP moves $moves, returns $returns", ({ plan, moves, returns, two }) => {
    expect(answerOf(pair(), plan, takeover)).toEqual(moves);
    expect(answerOf(pair(), plan, failback)).toEqual(returns);
    expect(answerOf(pair(), plan, twoHolders)).toEqual(two);
  });
});

describe("published, the standby balancer", () => {
  test.each<FaultPlan>([
    { kind: "host-loss", ...on("lb2") },
    { kind: "host-freeze", ...on("lb2") },
    { kind: "process-crash", ...haproxy, ...on("lb2") },
    { kind: "process-crash", ...keepalived, ...on("lb2") },
    { kind: "link-down", network: "front", ...on("lb2") },
    { kind: "partition", direction: "out", ...on("lb2") },
  ])("$kind $process: the VIP stays", (plan) => {
    expect(answerOf(pair(), plan, takeover)).toBe("never");
  });

  it("that hears nothing any more takes the VIP beside the active one", () => {
    const plan: FaultPlan = { kind: "partition", direction: "in", ...on("lb2") };
    expect(answerOf(pair(), plan, takeover)).toEqual([2.6, 3.6]);
    expect(answerOf(pair(), plan, twoHolders)).toEqual([2.6, 3.6]);
  });

  it("that holds the VIP gives it up as the active one does, to a successor of 103", () => {
    const plan: FaultPlan = { kind: "host-loss", ...on("lb2") };
    const [first] = predict(pair(), { plan, holder: "lb2" });
    expect(first).toMatchObject({ transition: "takeover", by: "lb1", outcome: "within" });
    expect(first?.window.latestMs).toBeCloseTo(3597.7, 1);
  });
});

describe("published, a node", () => {
  const refused = { down: [6, 9], up: [3, 6] } as const;
  const silent = { down: [15, 18], up: [3, 9] } as const;
  test.each<{ plan: FaultPlan; down: Answer; up?: Answer }>([
    { plan: { kind: "process-crash", process: "app", ...on("kms2") }, ...refused },
    { plan: { kind: "process-crash", ...on("kms2") }, ...refused },
    { plan: { kind: "graceful-stop", process: "app", ...on("kms2") }, ...refused },
    { plan: { kind: "listener-stop", port: 9998, ...on("kms2") }, ...refused },
    { plan: { kind: "process-freeze", process: "app", ...on("kms2") }, ...silent },
    { plan: { kind: "host-freeze", ...on("kms2") }, ...silent },
    { plan: { kind: "host-loss", ...on("kms2") }, ...silent },
    { plan: { kind: "link-down", ...on("kms2") }, ...silent },
    { plan: { kind: "partition", ...on("kms2") }, ...silent },
    { plan: { kind: "partition", only: "tcp", ...on("kms2") }, ...silent },
    { plan: { kind: "partition", only: { tcpPort: 9998 }, ...on("kms2") }, ...silent },
    { plan: { kind: "partition", only: { tcpPort: 5696 }, ...on("kms2") }, down: "never" },
    { plan: { kind: "partition", only: "vrrp", ...on("kms2") }, down: "never" },
    { plan: { kind: "listener-stop", port: 5696, ...on("kms2") }, down: "never" },
    { plan: { kind: "reload", process: "app", ...on("kms2") }, down: "never" },
    { plan: { kind: "reload", process: "database", ...on("db") }, down: "never" },
    { plan: { kind: "misbehave", as: "health-204", ...on("kms2") }, ...refused },
    { plan: { kind: "misbehave", as: "health-empty", ...on("kms2") }, ...refused },
    { plan: { kind: "misbehave", as: "health-200", ...on("kms2") }, down: "never" },
    { plan: { kind: "misbehave", as: "health-late", ...on("kms2") }, ...silent },
    { plan: { kind: "noop", hosts: [] }, down: "never" },
    { plan: { kind: "database-stop", ...on("db") }, ...refused },
    { plan: { kind: "process-freeze", process: "database", ...on("db") }, down: [6, 18], up: [3, 9] },
    { plan: { kind: "restart", process: "app", ...on("kms2") }, down: [6, Infinity], up: [3, Infinity] },
  ])("$plan: DOWN $down, UP $up, by both balancers", ({ plan, down, up }) => {
    for (const by of ["lb1", "lb2"]) {
      const subject = "kmip_backend/kms2";
      expect(answerOf(pair(), plan, { transition: "eviction", subject, by })).toEqual(down);
      expect(answerOf(pair(), plan, { transition: "readmission", subject, by })).toEqual(up);
    }
  });

  it("is found by its address where the host has another name", () => {
    const plan: FaultPlan = { kind: "process-crash", ...on("vault-a") };
    const options = { addresses: { "vault-a": ["10.0.0.11"] } };
    const subjects = predict(pair(), { plan }, options).filter(({ transition }) => transition === "eviction");
    expect(subjects.map(({ subject, by }) => `${subject} ${by}`)).toEqual([
      "kmip_backend/kms1 lb1",
      "kmip_backend/kms1 lb2",
    ]);
  });

  it("that one balancer cannot reach is kept by the other", () => {
    const plan: FaultPlan = { kind: "partition", hosts: ["kms2"], from: ["lb1"] };
    const eviction = { transition: "eviction", subject: "kmip_backend/kms2" } as const;
    expect(answerOf(pair(), plan, { ...eviction, by: "lb1" })).toEqual([15, 18]);
    expect(answerOf(pair(), plan, { ...eviction, by: "lb2" })).toBe("never");
  });

  it("that is dead when HAProxy is reloaded goes DOWN with its first check: 2 s for the third, 5 s if it is silent", () => {
    const predictions = predict(pair(), { plan: { kind: "reload", ...haproxy, ...on("lb1") } });
    const third = predictions.find(({ subject }) => subject === "kmip_backend/kms3");
    expect(third).toMatchObject({ outcome: "never", by: "lb1" });
    expect(third?.note).toContain("after 2.00–5.00 s");
  });

  it("leaves the others alone", () => {
    const predictions = predict(pair(), { plan: { kind: "host-loss", ...on("kms2") } });
    const subjects = predictions
      .filter(({ transition }) => transition === "eviction")
      .map(({ subject }) => subject);
    expect(new Set(subjects)).toEqual(new Set(["kmip_backend/kms2"]));
  });
});

describe("other settings", () => {
  const haproxyCrash: FaultPlan = { kind: "process-crash", ...haproxy, ...on("lb1") };
  const haproxyFreeze: FaultPlan = { kind: "process-freeze", ...haproxy, ...on("lb1") };
  const loss: FaultPlan = { kind: "host-loss", ...on("lb1") };
  const to =
    (...changes: readonly (readonly [from: string | RegExp, to: string])[]) =>
    (text: string): string =>
      changes.reduce((changed, [from, into]) => changed.replace(from, into), text);

  it("weight 0 moves the VIP after the script and the skew", () => {
    expect(answerOf(pair(to(["weight 2", "weight 0"])), haproxyCrash, takeover)).toEqual([0.61, 2.63]);
  });

  it("a weight below the spread of the priorities never moves it", () => {
    const wide = pair(to(["priority 101", "priority 110"]));
    expect(answerOf(wide, haproxyCrash, takeover)).toBe("never");
    expect(answerOf(wide, loss, takeover)).toEqual([2.6, 3.6]);
  });

  it("a negative weight works as long as it is larger than the spread", () => {
    const negative = to(["weight 2", "weight -20"], ["interval 2", "interval 1"]);
    expect(answerOf(pair(negative), haproxyCrash, takeover)).toEqual([2.61, 4.63]);
  });

  it("fewer adverts to miss make the wait shorter", () => {
    const hasty = pair(to(["advert_int 1", "advert_int 1\n down_timer_adverts 1"]));
    expect(answerOf(hasty, loss, takeover)).toEqual([0.6, 1.6]);
  });

  it("unicast peers change nothing", () => {
    const unicast = pair(to(["advert_int 1", "advert_int 1\n unicast_peer {\n 192.168.1.9\n }"]));
    expect(answerOf(unicast, loss, takeover)).toEqual([2.6, 3.6]);
    expect(answerOf(unicast, haproxyCrash, takeover)).toEqual([2.6, 5.62]);
  });

  it("version 3 with 0.2 s, priorities 150 and 140, weight 0 and interval 1 is under a second but for the script", () => {
    const fast = to(
      ["vrrp_script", "global_defs {\n vrrp_version 3\n}\nvrrp_script"],
      ...[
        ["advert_int 1", "advert_int 0.2"] as const,
        ["weight 2", "weight 0"] as const,
        ["interval 2", "interval 1"] as const,
      ],
      ...[["priority 101", "priority 150"] as const, ["priority 100", "priority 140"] as const],
    );
    expect(answerOf(pair(fast), loss, takeover)).toEqual([0.49, 0.69]);
    expect(answerOf(pair(fast), haproxyCrash, takeover)).toEqual([0.09, 1.11]);
    expect(answerOf(pair(fast), { kind: "graceful-stop", ...keepalived, ...on("lb1") }, takeover)).toEqual([
      0.09, 0.09,
    ]);
    const link: FaultPlan = { kind: "link-down", network: "front", ...on("lb1") };
    expect(answerOf(pair(fast), link, failback)).toEqual([0.68, 0.68]);
    const restarted: FaultPlan = { kind: "restart", ...haproxy, ...on("lb1") };
    expect(answerOf(pair(fast), restarted, takeover)).toEqual([0.09, Infinity]);
  });

  it("a frozen master with nopreempt and timer_expired_backup does not come back from 2.2.8 on", () => {
    const patient = pair(
      to(
        ["state MASTER", "state BACKUP"],
        ["advert_int 1", "advert_int 1\n nopreempt\n timer_expired_backup"],
      ),
    );
    const plan: FaultPlan = { kind: "host-freeze", ...on("lb1") };
    expect(answerOf(patient, plan, failback, { keepalivedVersion: "2.2.7" })).toEqual([0, 0.1]);
    expect(answerOf(patient, plan, failback, { keepalivedVersion: "2.2.8" })).toBe("never");
  });

  it("a frozen master misleads clients that do not know the address, until the new one repeats itself", () => {
    const plan: FaultPlan = { kind: "host-freeze", ...on("lb1") };
    const misled = (setup: readonly BalancerText[], of = plan): readonly unknown[] =>
      predict(setup, { plan: of }).flatMap((each) =>
        each.transition === "dual-master" ? [each.misled?.window] : [],
      );
    const refreshed = pair(to(["advert_int 1", "advert_int 1\n garp_master_refresh 2"]));
    expect(misled(refreshed)).toMatchObject([{ earliestMs: 2_601.5625, latestMs: 5_601.5625 }]);
    expect(misled(pair())).toMatchObject([{ latestMs: Infinity }]);
    expect(misled(refreshed, { kind: "partition", ...on("lb1") })).toEqual([undefined]);
  });

  describe("two masters that meet again mislead clients that knew the loser", () => {
    const misledAtHeal = (setup: readonly BalancerText[], more: Partial<FaultPlan> = {}): unknown =>
      predict(setup, { plan: { kind: "partition", network: "eth0", ...on("lb1"), ...more } }).find(
        ({ transition }) => transition === "failback",
      )?.misled?.window;
    const spoken = to(["advert_int 1", "advert_int 1\n higher_prio_send_advert true"]);
    const both = to(["advert_int 1", "advert_int 1\n higher_prio_send_advert true\n garp_master_refresh 2"]);

    test.each<[string, readonly BalancerText[], Partial<FaultPlan>, number]>([
      ["until their caches age, if the higher is heard first", pair(), { firstHeard: "out" }, 54_000],
      ["until their caches age, if chance decides", pair(), {}, 54_000],
      ["not at all, if the lower is heard first", pair(), { firstHeard: "in" }, 1_000],
      ["not at all, if the loser speaks too", pair(spoken), { firstHeard: "out" }, 1_000],
      ["for one refresh, if the loser speaks and refreshes", pair(both), { firstHeard: "out" }, 3_000],
      ["the other way round for the other host", pair(), { ...on("lb2"), firstHeard: "out" }, 1_000],
      ["the other way round for the other host, in", pair(), { ...on("lb2"), firstHeard: "in" }, 54_000],
    ])("%s", (_how, setup, more, latestMs) => {
      expect(misledAtHeal(setup, more)).toEqual({ earliestMs: 0, latestMs });
    });

    it("and nobody where they never lost each other", () => {
      expect(misledAtHeal(pair(), { kind: "host-loss" })).toBeUndefined();
    });
  });

  it("track_process sees a death at once on a machine and never in a container", () => {
    const process = "vrrp_track_process hap {\n process haproxy\n}\nvrrp_instance";
    const tracking = pair(
      to(["vrrp_instance", process], ["track_script {\n        chk_haproxy", "track_process {\n hap"]),
    );
    expect(answerOf(tracking, haproxyCrash, takeover, { containers: false })).toEqual([0.61, 0.61]);
    expect(answerOf(tracking, haproxyCrash, takeover, { containers: true })).toBe("never");
    expect(answerOf(tracking, haproxyCrash, takeover)).toEqual([0.61, Infinity]);
    expect(answerOf(tracking, haproxyFreeze, takeover, { containers: false })).toBe("never");
  });

  it("nopreempt on the backup defeats a weighted script, and is no matter with weight 0", () => {
    const noPreempt = to(["advert_int 1", "advert_int 1\n nopreempt"]);
    expect(answerOf(pair(undefined, noPreempt), haproxyCrash, takeover)).toBe("never");
    expect(answerOf(pair(to(["weight 2", "weight 0"]), noPreempt), haproxyCrash, takeover)).not.toBe("never");
  });

  it("preempt_delay on the backup delays a weighted script", () => {
    const delayed = to(["advert_int 1", "advert_int 1\n preempt_delay 5"]);
    expect(answerOf(pair(undefined, delayed), haproxyCrash, takeover)).toEqual([7.6, 11.62]);
  });

  it("a probe with a deadline sees a frozen HAProxy", () => {
    const probing = to(
      ["killall -0 haproxy", "/usr/bin/timeout 0.5 /usr/bin/curl -f http://127.0.0.1:8404/"],
      ["interval 2", "interval 1"],
      ["weight 2", "weight 0"],
    );
    expect(answerOf(pair(probing), haproxyFreeze, takeover)).toEqual([1.11, 2.13]);
    expect(answerOf(pair(probing), haproxyCrash, takeover)).toEqual([0.61, 1.66]);
  });

  it("a started balancer waits for its first script run, and a request takes longer than a look at /proc", () => {
    const plan: FaultPlan = { kind: "restart", process: "keepalived", ...on("lb1") };
    const asking = to(["killall -0 haproxy", "/usr/bin/curl -f http://127.0.0.1:8404/"]);
    expect(answerOf(pair(), plan, failback)).toEqual([3.6, 3.62]);
    expect(answerOf(pair(asking), plan, failback)).toEqual([3.6, 3.65]);
  });

  it("version 3 with 0.5 s moves it within 1.73 s; version 2 rounds 0.5 s up to 1 s", () => {
    const half: readonly [string, string] = ["advert_int 1", "advert_int 0.5"];
    expect(answerOf(pair(to(half)), loss, takeover)).toEqual([2.6, 3.6]);
    const version3 = to(half, ["vrrp_script", "global_defs {\n vrrp_version 3\n}\nvrrp_script"]);
    expect(answerOf(pair(version3), loss, takeover)).toEqual([1.3, 1.8]);
  });

  it("track_interface with weight 0 turns a lost back-end link into a farewell", () => {
    const tracking = pair(to(["track_script {", "track_interface {\n eth1\n }\n track_script {"]));
    const plan: FaultPlan = { kind: "link-down", network: "back", ...on("lb1") };
    expect(answerOf(tracking, plan, takeover)).toEqual([0.6, 0.62]);
    expect(answerOf(tracking, plan, failback)).toEqual([3.6, 3.62]);
  });

  it("different secrets, routers or versions make two masters before anything is broken", () => {
    for (const strange of [
      to(["SecretPassword", "AnotherOne"]),
      to(["virtual_router_id 51", "virtual_router_id 52"]),
    ]) {
      const setup = pair(undefined, strange);
      expect(answerOf(setup, loss, takeover)).toBe("never");
      expect(answerOf(setup, loss, twoHolders)).toEqual([0, 0]);
    }
    const sameFirstEight = pair(undefined, to(["SecretPassword", "SecretPasta"]));
    expect(answerOf(sameFirstEight, loss, takeover)).toEqual([2.6, 3.6]);
  });

  it("without a backup nobody takes over", () => {
    expect(answerOf(pair().slice(0, 1), loss, takeover)).toBe("never");
  });

  it("with HAProxy dead on both, weight 2 leaves the VIP where it is and weight 0 leaves no holder", () => {
    const plan: FaultPlan = { kind: "process-crash", ...haproxy, hosts: ["lb1", "lb2"] };
    expect(answerOf(pair(), plan, takeover)).toBe("never");
    expect(answerOf(pair(to(["weight 2", "weight 0"])), plan, takeover)).toBe("never");
  });

  it("a third balancer of 99 cannot win a tie with a demoted 101", () => {
    const third = { ...pair()[1], host: "lb3", haproxyCfg: "", keepalivedConf: keepalivedConf("BACKUP", 99) };
    const plan: FaultPlan = { kind: "process-crash", ...haproxy, hosts: ["lb1", "lb2"] };
    expect(answerOf([...pair(), third], plan, takeover)).toBe("never");
    expect(predict([...pair(), third], { plan: loss })[0]).toMatchObject({ by: "lb2" });
    const both: FaultPlan = { kind: "host-loss", hosts: ["lb1", "lb2"] };
    expect(predict([...pair(), third], { plan: both })[0]).toMatchObject({ by: "lb3", outcome: "within" });
  });

  it("timeout check and fastinter shorten what silence costs", () => {
    const tuned = to(
      ["timeout server", "timeout check 1s\n timeout server"],
      ["timeout connect 5000ms", "timeout connect 1s"],
      ["inter 3s", "inter 3s fastinter 1s"],
    );
    const plan: FaultPlan = { kind: "partition", ...on("kms1") };
    expect(answerOf(pair(tuned), plan, { transition: "eviction" })).toEqual([5, 8]);
  });

  it("a check that only connects never sees a frozen process", () => {
    const shallow = to(["option httpchk GET /health", ""], ["http-check expect status 200", ""]);
    const plan: FaultPlan = { kind: "process-freeze", ...on("kms1") };
    expect(answerOf(pair(shallow), plan, { transition: "eviction" })).toBe("never");
    expect(answerOf(pair(shallow), { kind: "database-stop", hosts: [] }, { transition: "eviction" })).toBe(
      "never",
    );
  });
});

describe("every fault on every target", () => {
  const setup = readBalancers(pair());
  const all = everyFault(setup).flatMap((plan) =>
    predict(setup, { plan }).map((prediction) => ({ plan, prediction })),
  );

  it("has a prediction for the VIP or for a server, and says where each comes from", () => {
    for (const plan of everyFault(setup)) expect(predict(setup, { plan }).length).toBeGreaterThan(0);
    for (const { prediction } of all) {
      expect(prediction.source).not.toBe("");
      expect(prediction.knob).not.toBe("");
    }
  });

  it("never has a window that is negative or upside down, and none without end that is called sure", () => {
    for (const { prediction } of all) {
      const { earliestMs, latestMs } = prediction.window;
      expect(earliestMs).toBeGreaterThanOrEqual(0);
      expect(latestMs).toBeGreaterThanOrEqual(earliestMs);
      expect(prediction.outcome === "never").toBe(earliestMs === Infinity);
    }
  });

  it("has no note that says nothing", () => {
    const redispatching = pair((text) =>
      text.replace("timeout server", "option redispatch\n    timeout server"),
    );
    const predictions = everyFault(setup).flatMap((plan) => predict(redispatching, { plan }));
    for (const { note } of predictions) expect(note).not.toBe("");
    const [, eviction] = predict(redispatching, { plan: { kind: "process-crash", ...on("kms1") } });
    expect(eviction).not.toHaveProperty("note");
  });

  it("says why where it says never", () => {
    const nevers = all
      .map(({ prediction }) => prediction)
      .filter(({ outcome }: Prediction) => outcome === "never");
    expect(nevers.length).toBeGreaterThan(0);
    for (const { note } of nevers) expect(note).toMatch(/\w/);
  });
});
