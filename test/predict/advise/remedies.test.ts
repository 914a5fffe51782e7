import { describe, expect, it } from "vitest";
import type { Advice } from "../../../src/predict/advise/advice.ts";
import { advise } from "../../../src/predict/advise/advise.ts";
import { change, cleanHaproxy, cleanKeepalived } from "../lint/clean-files.ts";

const asked = { vipMs: 2_000, evictionMs: 9_000, loss: 0.001 };
const [lb1, lb2] = [cleanKeepalived(101), cleanKeepalived(100)];
type Change = readonly [from: string | RegExp, to: string];

function adviceOn(haproxy: string, keepalived: readonly string[] = [lb1, lb2]): Advice {
  const balancers = keepalived.map((text, at) => ({ name: `lb${at + 1}.conf`, text }));
  return advise([{ name: "haproxy.cfg", text: haproxy }, ...balancers], {}, asked);
}

const proxy = (...changes: readonly Change[]): Advice => adviceOn(change(cleanHaproxy, ...changes));
const both = (...changes: readonly Change[]): Advice =>
  adviceOn(cleanHaproxy, [change(lb1, ...changes), change(lb2, ...changes)]);

/** The lines that a file gained. */
function added(advice: Advice, name: string): readonly string[] {
  const file = advice.files.find((each) => each.name === name);
  const before = new Set(file?.before.split("\n"));
  return (file?.after.split("\n") ?? []).filter((line) => !before.has(line)).map((line) => line.trim());
}

describe("the check of HAProxy", () => {
  it("takes the monitor-uri that is there", () => {
    const advice = both([/script ".*"/, 'script "killall -0 haproxy"']);
    expect(advice.files.map(({ name }) => name)).toEqual(["lb1.conf", "lb2.conf"]);
    expect(added(advice, "lb1.conf")).toEqual([
      'script "/usr/bin/curl --silent --fail --output /dev/null --max-time 0.5 http://127.0.0.1:8405/alive"',
    ]);
    expect(advice.missing).toEqual([]);
  });

  it("is made where keepalived tracks nothing", () => {
    const advice = both(["    track_script {\n        chk_haproxy\n    }\n", ""]);
    expect(added(advice, "lb1.conf")).toContain("chk_haproxy_answers");
    expect(advice.missing).toEqual([]);
  });

  it("gets a port that nobody listens on", () => {
    const haproxy = change(
      cleanHaproxy,
      ["127.0.0.1:8405", "127.0.0.1:8405-8406"],
      ["    monitor-uri /alive\n", ""],
    );
    const blind = [lb1, lb2].map((text) => change(text, [/script ".*"/, 'script "pidof haproxy"']));
    const proposed = adviceOn(haproxy, blind).files.find(({ name }) => name === "haproxy.cfg");
    expect(proposed?.after).toContain(
      "frontend haproof_alive\n    bind 127.0.0.1:8407\n    mode http\n    monitor-uri /alive\n",
    );
  });

  it("gets a deadline where it has none, in front of its own command", () => {
    const advice = both([/script ".*"/, 'script "/usr/local/bin/ask-haproxy --deep"']);
    expect(added(advice, "lb2.conf")).toEqual([
      'script "/usr/bin/timeout 0.6 /usr/local/bin/ask-haproxy --deep"',
    ]);
  });

  it("loses its weight where nopreempt would keep the VIP", () => {
    const advice = both(["weight 0", "weight 5"]);
    expect(added(advice, "lb1.conf")).toEqual(["weight 0"]);
    expect(advice.missing).toEqual([]);
  });

  it("loses the weight that track_script gives it", () => {
    const advice = both(["        chk_haproxy\n", "        chk_haproxy weight 9\n"]);
    expect(added(advice, "lb1.conf")).toEqual(["chk_haproxy weight 0"]);
  });

  it("is left to a person where its line holds a secret", () => {
    const advice = both([
      /script ".*"/,
      'script "/usr/bin/curl -m 3 http://admin:hunter2@127.0.0.1:8405/alive"',
    ]);
    expect(advice.missing).not.toEqual([]);
    expect(advice.byHand.join("\n")).toMatch(/lb1\.conf:\d+: the line may hold a secret/);
    expect(JSON.stringify(advice.changes)).not.toContain("hunter2");
  });
});

describe("advertisements", () => {
  it("are made faster by the version of the instance where it has one", () => {
    const advice = both(["    vrrp_version 3\n", ""], ["advert_int 0.5", "version 2\n    advert_int 1"]);
    expect(added(advice, "lb1.conf")).toEqual(["version 3", "advert_int 0.5"]);
  });

  it("go into the global_defs that are there", () => {
    const advice = both(["    vrrp_version 3\n", ""], ["    advert_int 0.5\n", ""]);
    expect(added(advice, "lb1.conf")).toEqual(["vrrp_version 3", "advert_int 0.5"]);
    expect(advice.files[0]?.after.match(/global_defs/g)).toHaveLength(1);
  });

  it("are told again where two may hold the VIP", () => {
    const advice = both(["    higher_prio_send_advert true\n    garp_master_refresh 2\n", ""]);
    expect(added(advice, "lb1.conf")).toEqual(["higher_prio_send_advert true", "garp_master_refresh 2"]);
    expect(advice.missing).toEqual([]);
  });

  it("are left to a person where a block stands on one line", () => {
    const short = `vrrp_instance V { priority 9\n virtual_router_id 1\n interface eth0\n virtual_ipaddress { 192.168.1.100 } }\n`;
    const advice = adviceOn(cleanHaproxy, [short]);
    expect(advice.missing).not.toEqual([]);
    expect(advice.byHand.join("\n")).toContain("not written one statement a line");
  });
});

describe("health checks", () => {
  it("are added where there are none, before the comment", () => {
    const advice = proxy(["192.168.1.22:8080 check", "192.168.1.22:8080 # the second"]);
    expect(added(advice, "haproxy.cfg")).toEqual(["server app2 192.168.1.22:8080 check # the second"]);
    expect(advice.missing).toEqual([]);
  });

  it("get a step to the service's port: with the request that was implied, and what was expected", () => {
    const advice = proxy([/:8080 check/g, ":8080 check port 9000"]);
    expect(added(advice, "haproxy.cfg")).toEqual([
      "http-check connect port 9000",
      "http-check send meth GET uri /health",
      "http-check expect status 200-399",
      "http-check connect port 8080",
    ]);
    expect(advice.missing).toEqual([]);
  });

  it("get a step after those that are written", () => {
    const steps =
      "    option httpchk\n    http-check connect port 9000\n    http-check send meth GET uri /x\n    http-check expect status 200\n";
    const advice = proxy(
      [/:8080 check/g, ":8080 check port 9000"],
      ["    option httpchk GET /health\n", steps],
    );
    expect(added(advice, "haproxy.cfg")).toEqual(["http-check connect port 8080"]);
    expect(advice.missing).toEqual([]);
  });

  it("become tcp-checks where they only connect, which a hung server still passes", () => {
    const advice = proxy([/:8080 check/g, ":8080 check port 9000"], ["    option httpchk GET /health\n", ""]);
    expect(added(advice, "haproxy.cfg")).toEqual([
      "option tcp-check",
      "tcp-check connect port 9000",
      "tcp-check connect port 8080",
    ]);
    expect(new Set(advice.missing.map(({ plan }) => plan.kind))).toEqual(
      new Set(["process-freeze", "host-freeze"]),
    );
    expect(advice.obstacles.join()).toContain("has to ask it something");
  });

  it("are left to a person where servers differ in their ports", () => {
    const advice = proxy(
      ["21:8080 check", "21:8081 check port 9000"],
      ["22:8080 check", "22:8080 check port 9000"],
    );
    expect(advice.byHand.join()).toContain("different ports");
  });

  it("are timed in one line for all servers, in their own section", () => {
    const slow = "inter 5s fall 3 rise 2 on-marked-down shutdown-sessions";
    const advice = proxy([/inter 3s .*/, slow], ["    timeout check 1s\n", ""]);
    expect(added(advice, "haproxy.cfg")).toEqual([`default-server ${slow.replace("5s", "1s")}`]);
  });

  it("are timed on each line that says its own", () => {
    const own = [/(2[123]:8080) check/g, "$1 check inter 20s fall 4"] as const;
    const advice = proxy([/ {4}default-server.*\n/, ""], own);
    expect(added(advice, "haproxy.cfg").filter((line) => line.startsWith("server"))).toHaveLength(3);
    expect(advice.missing).toEqual([]);
  });

  it("are timed in the proxy where its defaults section says otherwise for all", () => {
    const advice = proxy(
      [/ {4}default-server.*\n/, ""],
      ["    retries 3", "    retries 3\n    default-server inter 10s fall 3"],
    );
    const lines = added(advice, "haproxy.cfg");
    expect(lines.some((line) => line.startsWith("default-server inter"))).toBe(true);
    expect(advice.files[0]?.after).toContain("    default-server inter 10s fall 3\n");
    expect(advice.missing).toEqual([]);
  });

  it("keep a comment with the line that it is about", () => {
    const advice = adviceOn(
      change(cleanHaproxy, [
        "    default-server inter 3s fastinter 1s",
        "    # every three seconds\n    default-server inter 3s fastinter 3s",
      ]),
    );
    expect(advice.files[0]?.after).toContain("    # every three seconds\n    default-server inter");
  });
});
