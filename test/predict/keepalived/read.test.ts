import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { KeepalivedConfig } from "../../../src/predict/keepalived/config.ts";
import type { VrrpInstance } from "../../../src/predict/keepalived/instance-config.ts";
import { readKeepalived, type KeepalivedReadOptions } from "../../../src/predict/keepalived/read.ts";

const corpus = join(import.meta.dirname, "corpus");

function read(text: string, options: KeepalivedReadOptions = { hostName: "lb1" }): KeepalivedConfig {
  return readKeepalived({ name: "keepalived.conf", text }, options);
}

function fromCorpus(name: string, options?: KeepalivedReadOptions): KeepalivedConfig {
  return read(readFileSync(join(corpus, `${name}.conf`), "utf8"), options);
}

function only(config: KeepalivedConfig): VrrpInstance {
  expect(config.instances).toHaveLength(1);
  return config.instances[0] ?? expect.fail("no instance");
}

/** An instance with what it needs, and these lines. */
function instance(lines: string, options?: KeepalivedReadOptions): VrrpInstance {
  return only(read(framed(lines), options));
}

function framed(lines: string): string {
  return `vrrp_instance V {\ninterface eth0\nvirtual_router_id 51\n${lines}\nvirtual_ipaddress {\n192.0.2.100\n}\n}\n`;
}

describe("the published configuration of the KMS", () => {
  const config = fromCorpus("kms-published");

  it("is one instance with a weighted script", () => {
    expect(only(config)).toMatchObject({
      name: "VI_1",
      state: "MASTER",
      interface: "eth0",
      virtualRouterId: 51,
      version: 2,
      basePriority: 101,
      advertInterval: { writtenMs: 1_000, inForceMs: 1_000 },
      virtualAddresses: [{ address: "192.168.1.100", prefixLength: 32, family: "inet", interface: "eth0" }],
      trackScripts: [{ name: "chk_haproxy", weight: 2, reverse: false }],
      unicastPeers: [],
      nopreempt: false,
      preemptDelayMs: 0,
      downTimerAdverts: 3,
      higherPrioSendAdvert: false,
      garp: {
        delayMs: 5_000,
        repeat: 5,
        refreshMs: 0,
        refreshRepeat: 1,
        lowerPrioDelayMs: 5_000,
        lowerPrioRepeat: 5,
      },
    });
    expect(config.scripts).toMatchObject([
      {
        name: "chk_haproxy",
        script: "killall -0 haproxy",
        intervalMs: 2_000,
        timeoutMs: 2_000,
        weight: 2,
        rise: 1,
        fall: 1,
      },
    ]);
  });

  it("says where each setting was written", () => {
    const { place, writtenAt } = only(config);
    expect(place).toEqual({ file: "keepalived.conf", line: 6, column: 1 });
    expect(writtenAt["priority"]).toEqual({
      text: "priority 101",
      place: { file: "keepalived.conf", line: 10, column: 1 },
    });
    expect(writtenAt["garp_master_refresh"]).toBeUndefined();
  });

  it("complains of the password that is cut, as keepalived does", () => {
    expect(config.warnings).toMatchObject([{ place: { line: 14 } }]);
    expect(only(config).authentication).toMatchObject({
      type: "PASS",
      hasPassword: true,
      cutAtEight: true,
      ignored: false,
    });
  });
});

describe("priority and state", () => {
  it.each([
    ["", "BACKUP", 100],
    ["state MASTER", "MASTER", 255],
    ["state BACKUP", "BACKUP", 100],
    ["priority 255", "MASTER", 255],
    ["priority 0", "BACKUP", 100],
    ["priority 100x", "BACKUP", 100],
    ["state SLAVE\npriority 7", "BACKUP", 7],
    ["state MASTER\nstate BACKUP\npriority 7", "MASTER", 7],
  ])("%j is %s with %i", (lines, state, basePriority) => {
    expect(instance(lines)).toMatchObject({ state, basePriority });
  });

  it("clears nopreempt and preempt_delay for MASTER, and preempt_delay beside nopreempt", () => {
    const both = "nopreempt\npreempt_delay 5";
    expect(instance(`state MASTER\npriority 100\n${both}`)).toMatchObject({
      nopreempt: false,
      preemptDelayMs: 0,
    });
    expect(instance(both)).toMatchObject({ nopreempt: true, preemptDelayMs: 0 });
    expect(instance("preempt_delay 2.5")).toMatchObject({ nopreempt: false, preemptDelayMs: 2_500 });
    expect(instance("nopreempt\npreempt")).toMatchObject({ nopreempt: false });
  });
});

describe("the advertisement interval", () => {
  it.each([
    ["", 2, 1_000, 1_000],
    ["advert_int 0.4", 2, 400, 1_000],
    ["advert_int 1.5", 2, 1_500, 2_000],
    ["advert_int 2", 2, 2_000, 2_000],
    ["version 3\nadvert_int 0.254", 3, 254, 250],
    ["version 3\nadvert_int 0.01", 3, 10, 10],
    ["version 3\nadvert_int 60", 3, 60_000, 40_950],
    ["advert_int 0", 2, 1_000, 1_000],
    ["advert_int soon", 2, 1_000, 1_000],
    ["advert_int 5s", 2, 1_000, 1_000],
    ["advert_int 300", 2, 1_000, 1_000],
  ])("%j is version %i, %i ms written, %i ms in force", (lines, version, writtenMs, inForceMs) => {
    expect(instance(lines)).toMatchObject({ version, advertInterval: { writtenMs, inForceMs } });
  });
});

describe("authentication", () => {
  const withPassword = (password: string, more = ""): string =>
    `${more}\nauthentication {\nauth_type PASS\nauth_pass ${password}\n}`;

  it("compares what is sent: eight bytes, shorter ones filled up", () => {
    const of = (password: string): NonNullable<VrrpInstance["authentication"]> =>
      instance(withPassword(password)).authentication ?? expect.fail("none");
    expect(of("12345678").sameSecretAs(of("123456789"))).toBe(true);
    expect(of("password1").sameSecretAs(of("password2"))).toBe(true);
    expect(of("1234567").sameSecretAs(of("12345678"))).toBe(false);
    expect(of("abc").sameSecretAs(of("abd"))).toBe(false);
    expect(of("12345678").cutAtEight).toBe(false);
  });

  it("is ignored by version 3, by strict mode, without a type and without a password", () => {
    expect(instance(withPassword("x", "version 3")).authentication?.ignored).toBe(true);
    expect(instance(withPassword("x", "strict_mode on")).authentication?.ignored).toBe(true);
    expect(instance("authentication {\nauth_pass x\n}").authentication).toMatchObject({
      type: undefined,
      ignored: true,
    });
    expect(instance("authentication {\nauth_type PASS\n}").authentication?.ignored).toBe(true);
    expect(instance(withPassword("x")).authentication?.ignored).toBe(false);
    expect(instance("").authentication).toBeUndefined();
  });
});

describe("scripts", () => {
  const script = (lines: string, version?: string) =>
    read(`vrrp_script s {\nscript "/bin/true"\n${lines}\n}\n`, { version }).scripts[0] ?? expect.fail("none");

  it("know whole seconds only until 2.3.2, and never 0", () => {
    expect(script("interval 0.5")).toMatchObject({ intervalMs: 1_000, timeoutMs: 1_000 });
    expect(script("interval 2.5")).toMatchObject({ intervalMs: 2_000 });
    expect(script("interval 0")).toMatchObject({ intervalMs: 1_000 });
    expect(script("interval 0.5", "2.3.1")).toMatchObject({ intervalMs: 1_000 });
    expect(script("interval 0.5\ntimeout 0.3", "2.3.2")).toMatchObject({ intervalMs: 500, timeoutMs: 300 });
  });

  it("time out with their interval where no timeout is written", () => {
    expect(script("interval 7")).toMatchObject({ timeoutMs: 7_000 });
    expect(script("timeout 3\ninterval 7")).toMatchObject({ timeoutMs: 3_000 });
  });

  it("run the first word alone where the command has no quotes", () => {
    expect(fromCorpus("script-without-quotes").scripts[0]?.script).toBe("/usr/bin/true");
    expect(read("vrrp_script s {\nscript \"/bin/sh -c 'a b'\"\n}\n").scripts[0]?.script).toBe(
      "/bin/sh -c 'a b'",
    );
  });

  it("count with the weight that the instance gives them, within what may be", () => {
    const config = fromCorpus("script-weights");
    expect(only(config).trackScripts).toMatchObject([
      { name: "plain", weight: 0 },
      { name: "heavy", weight: 5 },
    ]);
    expect(config.scripts[1]).toMatchObject({
      weight: -20,
      fall: 2,
      rise: 4,
      initFail: true,
      intervalMs: 3_000,
      timeoutMs: 2_000,
    });
    expect(only(fromCorpus("track-weight-254")).trackScripts).toMatchObject([{ weight: 253 }]);
    expect(fromCorpus("script-weight-300").scripts[0]?.weight).toBe(0);
  });

  it("are tracked only where they are defined above", () => {
    expect(only(fromCorpus("script-defined-below")).trackScripts).toEqual([]);
    expect(only(fromCorpus("script-not-defined")).trackScripts).toEqual([]);
    expect(only(fromCorpus("script-twice")).trackScripts).toHaveLength(1);
  });
});

describe("what else is tracked", () => {
  it("never the own interface, whatever weight is written", () => {
    expect(only(fromCorpus("track-own-interface")).trackInterfaces).toMatchObject([
      { name: "eth1", weight: 5 },
    ]);
  });

  it("files, interfaces and processes with their weights", () => {
    expect(only(fromCorpus("track-all"))).toMatchObject({
      trackInterfaces: [{ name: "eth1", weight: -10, reverse: true }],
      trackFiles: [{ name: "f", weight: 10 }],
    });
    const config = fromCorpus("track-process");
    expect(config.trackProcesses).toMatchObject([
      { name: "p", process: "haproxy", weight: 10, terminateDelayMs: 500, forkDelayMs: 500 },
    ]);
    expect(only(config).trackProcesses).toMatchObject([{ name: "p", weight: 10 }]);
  });

  it("no weights in a sync group, whose own tracking counts for each member", () => {
    const config = fromCorpus("sync-group");
    expect(config.syncGroups).toMatchObject([
      { name: "G", members: ["VI_1", "VI_2"], notify: { any: "/bin/true" } },
    ]);
    expect(
      config.instances.map(({ syncGroup, trackScripts, trackInterfaces }) => [
        syncGroup,
        trackScripts,
        trackInterfaces.map(({ name }) => name),
      ]),
    ).toEqual([
      ["G", [], ["eth1"]],
      ["G", [], ["eth1"]],
    ]);
  });

  it("no weights for the owner of the addresses", () => {
    const text = `vrrp_script s {\nscript "/bin/true"\nweight 2\n}\n${framed("priority 255\ntrack_script {\ns\n}")}`;
    expect(only(read(text)).trackScripts).toEqual([]);
  });
});

describe("addresses", () => {
  it("are read in every form, and skipped where keepalived skips them", () => {
    const { virtualAddresses, excludedAddresses } = only(fromCorpus("vip-forms"));
    expect(
      virtualAddresses.map(({ address, prefixLength, interface: device, label }) => [
        address,
        prefixLength,
        device,
        label,
      ]),
    ).toEqual([
      ["192.0.2.100", 24, "eth1", "eth1:v"],
      ["192.0.2.101", 32, "eth0", undefined],
      ["192.0.2.102", 32, "eth0", undefined],
      ["192.0.2.103", 32, "eth0", undefined],
    ]);
    expect(excludedAddresses.map(({ address, family }) => [address, family])).toEqual([
      ["192.0.2.200", "inet"],
      ["2001:db8::2", "inet6"],
    ]);
  });

  it("make the instance IPv6 and version 3", () => {
    expect(only(fromCorpus("vip-ipv6"))).toMatchObject({ family: "inet6", version: 3 });
    expect(only(fromCorpus("vip-ipv6-v2"))).toMatchObject({ family: "inet6", version: 2 });
  });

  it("of unicast peers are kept, and those that are none left out", () => {
    const { unicastPeers, sourceAddress } = only(fromCorpus("unicast"));
    expect(unicastPeers.map(({ address }) => address)).toEqual(["192.0.2.12", "192.0.2.13"]);
    expect(sourceAddress).toBe("192.0.2.11");
  });
});

describe("global definitions", () => {
  it("govern the instances", () => {
    const config = fromCorpus("globals");
    expect(config.globalDefs).toMatchObject({
      routerId: "lb1",
      vrrpVersion: 3,
      startupDelayMs: 2_500,
      downTimerAdverts: 5,
      higherPrioSendAdvert: true,
      lowerPrioNoAdvert: false,
      realtimePriority: 50,
      processPriority: -5,
      enableScriptSecurity: true,
      scriptUser: "nobody",
    });
    expect(only(config)).toMatchObject({
      version: 3,
      downTimerAdverts: 5,
      higherPrioSendAdvert: true,
      lowerPrioNoAdvert: true,
      notify: { smtp: false },
    });
  });

  it("give GARP settings to instances below them only, but the version to all", () => {
    expect(only(fromCorpus("garp")).garp).toEqual({
      delayMs: 2_000,
      repeat: 1,
      refreshMs: 60_000,
      refreshRepeat: 3,
      lowerPrioDelayMs: 1_000,
      lowerPrioRepeat: 2,
      intervalMs: 1,
    });
    expect(only(fromCorpus("globals-below"))).toMatchObject({ version: 3, garp: { refreshMs: 0 } });
  });

  it("reduce GARPs to one with vrrp_min_garp", () => {
    const config = read(`global_defs {\nvrrp_min_garp\n}\n${framed("")}`);
    expect(only(config).garp).toMatchObject({ repeat: 1, delayMs: 0, refreshRepeat: 0 });
  });

  it("undo in strict mode what the RFC does not know", () => {
    expect(only(fromCorpus("strict"))).toMatchObject({
      strict: true,
      downTimerAdverts: 3,
      preemptDelayMs: 0,
      acceptsVipTraffic: false,
      lowerPrioNoAdvert: true,
      garp: { lowerPrioRepeat: 0, lowerPrioDelayMs: 0 },
      authentication: { ignored: true },
    });
  });
});

describe("lines", () => {
  it("of other hosts are left out", () => {
    expect(only(fromCorpus("hosts", { hostName: "lb1.example.org" }))).toMatchObject({
      state: "MASTER",
      basePriority: 120,
    });
    const other = only(fromCorpus("hosts", { hostName: "lb2" }));
    expect(other).toMatchObject({ state: "BACKUP", basePriority: 90 });
    expect(other.virtualAddresses).toHaveLength(2);
  });

  it("fill in definitions of one line and of several", () => {
    expect(only(fromCorpus("definitions"))).toMatchObject({
      name: "VI_5",
      virtualRouterId: 51,
      basePriority: 150,
      virtualAddresses: [{ address: "192.0.2.100", prefixLength: 24 }],
    });
    expect(only(fromCorpus("definitions-multiline"))).toMatchObject({
      state: "BACKUP",
      basePriority: 150,
      virtualAddresses: [{ address: "192.0.2.100" }, { address: "192.0.2.101" }],
    });
  });

  it("are made many by sequences and lists", () => {
    const addresses = (name: string): readonly string[] =>
      only(fromCorpus(name)).virtualAddresses.map(({ address }) => address);
    expect(addresses("seq")).toEqual(
      [101, 102, 103, 110, 115, 120]
        .map((n) => `192.0.2.${String(n)}`)
        .concat(["198.51.100.1", "198.51.100.2", "198.51.100.3"]),
    );
    expect(addresses("seq-nested")).toEqual(["192.0.1.4", "192.0.1.5", "192.0.2.4", "192.0.2.5"]);
    expect(
      only(fromCorpus("lst")).virtualAddresses.map(
        ({ address, interface: device }) => `${address} ${String(device)}`,
      ),
    ).toEqual(["192.0.2.7 eth0", "192.0.2.9 eth0", "198.51.100.1 eth0", "198.51.100.2 eth1"]);
  });

  it("come from included files, in the place of the include", () => {
    const files = {
      "inner/*.conf": [
        { name: "inner/a.conf", text: "priority 77\n" },
        { name: "inner/b.conf", text: "include c\n" },
      ],
      c: [{ name: "inner/c.conf", text: "garp_master_refresh 9" }],
    };
    const asked: string[] = [];
    const config = read(framed("include inner/*.conf"), {
      include: (glob, from) => {
        asked.push(`${glob} from ${from}`);
        return glob === "c" ? files.c : files["inner/*.conf"];
      },
    });
    expect(only(config)).toMatchObject({ basePriority: 77, garp: { refreshMs: 9_000 } });
    expect(only(config).writtenAt["garp_master_refresh"]?.place).toEqual({
      file: "inner/c.conf",
      line: 1,
      column: 1,
    });
    expect(asked).toEqual(["inner/*.conf from keepalived.conf", "c from inner/b.conf"]);
  });

  it("that include need somebody to open files, and an end", () => {
    expect(() => read("include other.conf\n")).toThrow(
      "keepalived.conf:1:1: expected a reader that was given the included files",
    );
    const include = (): { name: string; text: string }[] => [
      { name: "again.conf", text: "include again.conf\n" },
    ];
    expect(() => read("include again.conf\n", { include })).toThrow("includes that come to an end");
  });

  it("hold comments, quotes and braces as they may", () => {
    expect(only(fromCorpus("comments"))).toMatchObject({
      state: "BACKUP",
      interface: "eth0",
      virtualRouterId: 51,
    });
    expect(only(fromCorpus("one-line")).virtualAddresses).toHaveLength(1);
    expect(only(fromCorpus("quotes")).notify.any).toBe("/bin/echo 'a b' {x}");
    expect(only(fromCorpus("escaped-comment-signs")).notify).toMatchObject({
      any: "/bin/echo a#b !c",
      master: "/bin/echo#x",
    });
    expect(only(fromCorpus("brace-missing-open")).virtualRouterId).toBe(51);
    expect(only(fromCorpus("brace-missing-close")).basePriority).toBe(100);
  });

  it("of LVS are kept beside", () => {
    expect(fromCorpus("lvs").virtualServers).toMatchObject([
      {
        address: "192.0.2.100 80",
        delayLoopMs: 10_000,
        realServers: [{ address: "192.0.2.21 80", weight: 3 }],
      },
    ]);
  });

  it("that are not understood are kept", () => {
    const config = read(framed("brand_new_thing 5 {\ninside 1\n}"));
    const kept = config.blocks[0]?.children?.find(({ words }) => words[0]?.text === "brand_new_thing");
    expect(kept?.children?.[0]?.words.map(({ text }) => text)).toEqual(["inside", "1"]);
    expect(config.warnings).toMatchObject([
      { text: "unknown keyword brand_new_thing in vrrp_instance", place: { line: 4 } },
    ]);
  });
});

describe("an error", () => {
  it("says file, line, column and what was expected, and shows the line", () => {
    expect(() => read("vrrp_instance V {\n    priority\n}\n")).toThrow(
      "keepalived.conf:2:5: expected a value after priority, found the end of the line\n      priority\n      ^",
    );
  });
});
