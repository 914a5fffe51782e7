import { describe, expect, it } from "vitest";
import { withOwnFiles } from "../../src/trial/own-files-mapping.ts";
import { readOwnFiles, type OwnFiles } from "../../src/trial/own-files.ts";
import { shippedWith, type ProgramReleases } from "../../src/trial/program-releases.ts";
import { ownHaproxy, ownKeepalived, ownStack } from "./own-stack.ts";

const pair: OwnFiles = {
  haproxy: { name: "my.cfg", text: ownHaproxy },
  keepalived: [
    { name: "a.conf", text: ownKeepalived("172.20.5.2", "172.20.5.3", 120) },
    { name: "b.conf", text: ownKeepalived("172.20.5.3", "172.20.5.2", 110) },
  ],
};

function having(haproxy: string, first = pair.keepalived[0]?.text ?? ""): OwnFiles {
  const [, second] = pair.keepalived;
  return {
    haproxy: { name: "my.cfg", text: haproxy },
    keepalived: [{ name: "a.conf", text: first }, ...(second === undefined ? [] : [second])],
  };
}

function mapped(files: OwnFiles, releases: ProgramReleases = {}): ReturnType<typeof withOwnFiles> {
  return withOwnFiles(ownStack(files.keepalived.length), files, { profile: "own-files", releases });
}

function fileOf(files: OwnFiles, host: string, path: string): string {
  return mapped(files).stack.hosts.find(({ name }) => name === host)?.files[path] ?? "";
}

describe("a user's own files in a stack", () => {
  it("show every address and interface that was replaced", () => {
    expect(mapped(pair).mappings.map(({ what, written, lab }) => `${what}: ${written} → ${lab}`)).toEqual([
      "VIP: 172.20.5.80 → 192.168.1.100",
      "lb1's own address: 172.20.5.2 → 192.168.1.11",
      "lb2's own address: 172.20.5.3 → 192.168.1.12",
      "server, n1: 172.20.9.2 → 10.0.0.21",
      "server, n2: 172.20.9.21 → 10.0.0.22",
      "lb1's interface to front: ens18 → eth0",
      "lb1's interface to back: ens19 → eth1",
      "lb2's interface to front: ens18 → eth0",
      "lb2's interface to back: ens19 → eth1",
    ]);
  });

  it("keep everything but addresses and interfaces", () => {
    const haproxy = fileOf(pair, "lb2", "/etc/haproxy/haproxy.cfg");
    expect(haproxy).toContain("bind 192.168.1.100:5696");
    expect(haproxy).toContain("server alpha 10.0.0.21:5696 check port 9998\n    server beta 10.0.0.22:5696");
    const keepalived = fileOf(pair, "lb2", "/etc/keepalived/keepalived.conf");
    expect(keepalived).toContain("unicast_src_ip 192.168.1.12\n    unicast_peer {\n        192.168.1.11");
    expect(keepalived).toContain("virtual_router_id 77");
    expect(keepalived).toContain("192.168.1.100/24 dev eth0 label eth0:1");
    expect(keepalived).toContain("track_interface {\n        eth1");
  });

  it("find the balancers' own addresses by what the others call them", () => {
    const withoutOwn = (text: string): string => text.replace(/ *unicast_src_ip .*\n/, "");
    const files = {
      ...pair,
      keepalived: pair.keepalived.map(({ name, text }) => ({ name, text: withoutOwn(text) })),
    };
    expect(fileOf(files, "lb1", "/etc/keepalived/keepalived.conf")).toContain(
      "unicast_peer {\n        192.168.1.12",
    );
  });

  it("put a node's address in the place of a server's name, and let the server be called so", () => {
    const named = ownHaproxy.replace("server alpha 172.20.9.2:", "server kms.example kms.example:");
    expect(fileOf(having(named), "lb1", "/etc/haproxy/haproxy.cfg")).toContain(
      "server kms.example 10.0.0.21:5696 check",
    );
  });

  it("make a server that is called like a node that node, whatever the order", () => {
    const swapped = ownHaproxy.replace("server alpha", "server n2");
    expect(mapped(having(swapped)).mappings.map(({ what, written }) => [what, written])).toEqual(
      expect.arrayContaining([
        ["server, n2", "172.20.9.2"],
        ["server, n1", "172.20.9.21"],
      ]),
    );
  });

  it("let a client fail by design where the files do not serve its port, and succeed where they do", () => {
    const failing = (files: OwnFiles): readonly string[] =>
      mapped(files)
        .stack.probes.filter(({ failsByDesign }) => failsByDesign === true)
        .map(({ name }) => name);
    expect(failing(pair)).toEqual(["http"]);
    expect(failing(having(ownHaproxy.replace(/( *)(bind .*)/, "$1$2\n$1bind :9998")))).toEqual([]);
  });

  it("know which nodes have a server", () => {
    expect(mapped(pair).nodes).toEqual(["n1", "n2"]);
  });
});

describe("what a stack cannot be", () => {
  const more = (line: string): string => `${ownHaproxy}    ${line}\n`;
  const conf = pair.keepalived[0]?.text ?? "";
  it.each<[string, OwnFiles, RegExp]>([
    [
      "more servers than it has nodes",
      having(more("server c 172.20.9.4:5696 check port 9998\n    server d 172.20.9.5:5696 check port 9998")),
      /^my\.cfg:16: server d is one too many: example has 3 nodes/,
    ],
    [
      "another port than its clients use",
      having(ownHaproxy.replace("80:5696", "80:443")),
      /^my\.cfg:9: no bind serves port 5696/,
    ],
    [
      "a server on another port",
      having(ownHaproxy.replace("9.2:5696", "9.2:8443")),
      /^my\.cfg:13: server alpha is asked on port 8443; .* serve 5696, 9998/,
    ],
    [
      "a check on another port",
      having(ownHaproxy.replace("check port 9998", "check port 80")),
      /^my\.cfg:13: server alpha is asked on port 80/,
    ],
    [
      "a listener on an address of nobody",
      having(ownHaproxy.replace("bind 172.20.5.80", "bind 172.20.5.99")),
      /^my\.cfg:9: listens on 172\.20\.5\.99/,
    ],
    [
      "no server at all",
      having(ownHaproxy.replaceAll(/^ +server .*\n/gm, "")),
      /^my\.cfg:1: no proxy has a server/,
    ],
    [
      "no VIP",
      having(ownHaproxy, conf.replace(/ *virtual_ipaddress[^}]*}\n/, "")),
      /^a\.conf:1: no vrrp_instance has a virtual_ipaddress/,
    ],
    [
      "two VIPs",
      having(ownHaproxy, conf.replace(/(172\.20\.5\.80.*)/, "$1\n        172.20.5.81")),
      /^a\.conf:18: 172\.20\.5\.81 is one VIP too many/,
    ],
    [
      "IPv6",
      having(
        ownHaproxy,
        conf.replace(/172\.20\.5\.80.*/, "2001:db8::80").replace(/ +unicast_src_ip[^}]*}\n/, ""),
      ),
      /^a\.conf:\d+: 2001:db8::80: the lab speaks IPv4 only/,
    ],
    [
      "a third interface",
      having(ownHaproxy, conf.replace("ens19", "ens19\n        ens20")),
      /^a\.conf:15: ens20: .* 2 interfaces only/,
    ],
    [
      "a peer that is no balancer",
      having(ownHaproxy, conf.replace("        172.20.5.3", "        172.20.5.3\n        172.20.5.4")),
      /^a\.conf:\d+: no file says which balancer has the address 172\.20\.5\.4/,
    ],
    [
      "a file that includes others",
      having(ownHaproxy, `${conf}include /etc/keepalived/more.conf\n`),
      /^a\.conf:20: includes \/etc\/keepalived\/more\.conf/,
    ],
  ])("%s is refused with file and line", (_, files, message) => {
    expect(() => mapped(files)).toThrow(
      expect.objectContaining({ code: "BAD_INPUT", message: expect.stringMatching(message) as string }),
    );
  });
});

describe("a user's own files, read by the rules of the release that runs them", () => {
  const logs = `${ownHaproxy}backend logs\n    mode log\n    server log1 udp@172.20.9.2:514\n`;

  it("may say what only the newer HAProxy knows", () => {
    expect(() => mapped(having(logs))).toThrow(expect.objectContaining({ code: "BAD_CONFIG" }));
    expect(() => mapped(having(logs), shippedWith.bookworm)).toThrow("my.cfg");
    const read = readOwnFiles(having(logs), ownStack(2), shippedWith.trixie);
    expect(read.map(({ haproxy }) => haproxy.proxies.at(-1)?.mode)).toEqual(["log", "log"]);
  });

  it("mean what that release of keepalived makes of them", () => {
    const conf = `vrrp_script chk {\n    script "true"\n    interval 0.5\n}\n${pair.keepalived[0]?.text ?? ""}`;
    const intervals = ([{}, shippedWith.bookworm, shippedWith.trixie] as const).map(
      (releases) => readOwnFiles(having(ownHaproxy, conf), ownStack(2), releases)[0]?.keepalived.scripts,
    );
    expect(intervals).toMatchObject([
      [{ intervalMs: 1_000 }],
      [{ intervalMs: 1_000 }],
      [{ intervalMs: 500 }],
    ]);
  });
});
