import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { HaproxyConfig, Proxy } from "../../../src/predict/haproxy/config.ts";
import { readHaproxy, type HaproxyReadOptions } from "../../../src/predict/haproxy/read.ts";
import type { Server } from "../../../src/predict/haproxy/server-config.ts";

const corpus = join(import.meta.dirname, "corpus");

function read(text: string, options?: HaproxyReadOptions): HaproxyConfig {
  return readHaproxy([{ name: "haproxy.cfg", text: `${text}\n` }], options);
}

function fromCorpus(name: string): HaproxyConfig {
  const env = { HAPROOF_IP: "192.0.2.1", HAPROOF_WORDS: "check inter 5s", HAPROOF_NAME: "alpha" };
  return readHaproxy([{ name, text: readFileSync(join(corpus, name), "utf8") }], { env });
}

function proxy(config: HaproxyConfig, name: string): Proxy {
  return config.proxies.find((each) => each.name === name) ?? expect.fail(`no proxy ${name}`);
}

function server(config: HaproxyConfig, id: string): Server {
  const found = config.proxies.flatMap(({ servers }) => servers).find((each) => each.id === id);
  return found ?? expect.fail(`no server ${id}`);
}

describe("the published configuration of the KMS", () => {
  const config = fromCorpus("kms-published.cfg");

  it("has a frontend on the KMIP port and a backend of two nodes", () => {
    expect(config.proxies.map(({ kind, name, mode }) => [kind, name, mode])).toEqual([
      ["frontend", "kmip_frontend", "tcp"],
      ["backend", "kmip_backend", "tcp"],
    ]);
    expect(proxy(config, "kmip_frontend")).toMatchObject({
      binds: [{ address: "*", ports: [5696, 5696], tls: false }],
      defaultBackend: { text: "kmip_backend", place: { line: 16 } },
      timeouts: { clientMs: 50_000, connectMs: undefined, serverMs: undefined },
    });
    expect(proxy(config, "kmip_backend")).toMatchObject({
      timeouts: {
        connectMs: 5_000,
        serverMs: 50_000,
        clientMs: undefined,
        checkMs: undefined,
        queueMs: 5_000,
      },
      balance: "roundrobin",
      retries: 3,
      redispatch: undefined,
      defaultsName: undefined,
    });
  });

  it("checks another port than it serves, every 3 s, three times", () => {
    expect(server(config, "kmip_backend/kms1")).toMatchObject({
      address: "192.0.2.11",
      port: 5696,
      check: { kind: "http", port: 9998, elsewhere: true, tls: false, interMs: 3_000, fall: 3, rise: 2 },
      agent: undefined,
      observe: undefined,
      onMarkedDown: "nothing",
      backup: false,
      weight: 1,
    });
    expect(proxy(config, "kmip_backend").health.rules.map(({ text, implied }) => [text, implied])).toEqual([
      ["connect default", true],
      ["option httpchk GET /health", true],
      ["http-check expect status 200", false],
    ]);
  });

  it("says where each setting was written", () => {
    const { writtenAt, place } = server(config, "kmip_backend/kms2");
    expect(place).toEqual({ file: "kms-published.cfg", line: 28, column: 5 });
    expect(writtenAt["inter"]).toEqual({
      text: "inter 3s",
      place: { file: "kms-published.cfg", line: 25, column: 20 },
    });
    expect(writtenAt["port"]).toMatchObject({ text: "port 9998", place: { line: 28 } });
    expect(writtenAt["fastinter"]).toBeUndefined();
    expect(proxy(config, "kmip_backend").writtenAt["timeout connect"]).toMatchObject({ place: { line: 9 } });
  });

  it("has nothing to complain of", () => {
    expect(config.notices).toEqual([]);
    expect(config.global).toMatchObject({
      maxconn: 2000,
      masterWorker: false,
      spreadChecksPercent: 0,
      statsSockets: [],
    });
  });
});

describe("servers", () => {
  it("take over default-server as it stands at their own line", () => {
    const config = fromCorpus("default-server-order.cfg");
    expect(server(config, "l/s1")).toMatchObject({
      backup: true,
      check: { interMs: 9_000, fall: 5, rise: 2 },
    });
    expect(server(config, "l/s2")).toMatchObject({
      backup: false,
      check: { interMs: 4_000, fall: 5, rise: 7 },
    });
    expect(server(config, "l/s3").check).toBeUndefined();
    expect(server(config, "l/s3").writtenAt["check"]).toMatchObject({ text: "no-check" });
  });

  it("have HAProxy's defaults where nothing is written", () => {
    const config = read("backend b\n server s 192.0.2.1:80 check");
    expect(server(config, "b/s").check).toEqual({
      kind: "tcp",
      address: "192.0.2.1",
      port: 80,
      elsewhere: false,
      tls: false,
      interMs: 2_000,
      fastinterMs: undefined,
      downinterMs: undefined,
      fall: 3,
      rise: 2,
      sendProxy: false,
    });
  });

  it("read every option that decides about health", () => {
    const config = fromCorpus("check-options.cfg");
    expect(server(config, "l/s1")).toMatchObject({
      check: { interMs: 1_000, fastinterMs: 300, downinterMs: 500, fall: 3, rise: 2 },
      observe: { layer: "layer7", errorLimit: 3, onError: "mark-down" },
      onMarkedDown: "shutdown-sessions",
    });
    expect(server(config, "l/s8")).toMatchObject({ track: "s1", check: undefined });
    expect(server(config, "l/s9").agent).toEqual({ address: "192.0.2.9", port: 9999, interMs: 5_000 });
    expect(server(config, "l/s10")).toMatchObject({ backup: true, onMarkedUp: "shutdown-backup-sessions" });
    expect(server(config, "l/s11")).toMatchObject({
      disabled: true,
      weight: 10,
      maxconn: 5,
      minconn: 2,
      maxqueue: 3,
    });
    expect(server(config, "l/s12").check).toBeDefined();
    expect(config.notices).toEqual([]);
  });

  it("check over TLS as they serve, unless a port or address of the check's own says otherwise", () => {
    const config = fromCorpus("check-options.cfg");
    const tls = ["s2", "s3", "s4", "s5"].map((name) => server(config, `l/${name}`).check?.tls);
    expect(tls).toEqual([false, true, true, false]);
    expect(server(config, "l/s6").check).toMatchObject({ address: "192.0.2.66", port: 80, elsewhere: true });
    expect(server(config, "l/s7").check).toMatchObject({ address: "192.0.2.66", port: 81, sendProxy: false });
  });

  it("round slowstart up to seconds, as HAProxy does", () => {
    expect(server(fromCorpus("times.cfg"), "l/s2").slowstartMs).toBe(2_000);
  });

  it("know addresses of every form", () => {
    const servers = proxy(fromCorpus("server-ports.cfg"), "l").servers;
    expect(servers.map(({ address, port }) => `${address} ${String(port)}`)).toEqual([
      "192.0.2.1 undefined",
      "192.0.2.2 undefined",
      "192.0.2.3 undefined",
      "192.0.2.4 undefined",
      "2001:db8::5 80",
      "2001:db8::6 80",
      "192.0.2.7 80",
      "unix@/tmp/s8.sock undefined",
      "/tmp/s9.sock undefined",
      "192.0.2.10 80",
    ]);
  });

  it("come in numbers from a template", () => {
    const { servers } = proxy(fromCorpus("server-template.cfg"), "l");
    expect(servers.map(({ name, check }) => [name, check?.interMs])).toEqual([
      ["a1", 7_000],
      ["a2", 7_000],
      ["a3", 7_000],
      ["b5", undefined],
      ["b6", undefined],
    ]);
  });

  it("end where an unset variable leaves an empty word", () => {
    const config = read('backend b\n server s 192.0.2.1:80 "${NOTHING}" check');
    expect(server(config, "b/s").check).toBeUndefined();
    expect(config.notices).toMatchObject([
      { text: expect.stringContaining("NOTHING") as string, place: { column: 25 } },
    ]);
  });

  it("ignore observe layer7 before mode http, with a warning", () => {
    const config = read(
      "backend b\n server s 192.0.2.1:80 check observe layer7\n mode http\n server t 192.0.2.1:80 check observe layer7",
    );
    expect([server(config, "b/s").observe, server(config, "b/t").observe?.layer]).toEqual([
      undefined,
      "layer7",
    ]);
    expect(config.notices).toHaveLength(1);
  });

  it("use the agent's own interval, not inter, and the check's port where it has none", () => {
    const config = read("backend b\n server s 192.0.2.1:80 agent-check port 81 inter 9s");
    expect(server(config, "b/s").agent).toEqual({ address: "192.0.2.1", port: 81, interMs: 2_000 });
  });

  it("keep what they do not understand, and read on behind it", () => {
    const config = read("backend b\n server s 192.0.2.1:80 future-thing a b check");
    expect(server(config, "b/s").check).toBeDefined();
    expect(config.notices).toMatchObject([{ place: { line: 2, column: 24 } }]);
  });
});

describe("proxies", () => {
  it("take over the last defaults section, or the one named after from", () => {
    const config = fromCorpus("defaults-named.cfg");
    expect(proxy(config, "b")).toMatchObject({
      defaultsName: "web",
      mode: "http",
      retries: 7,
      redispatch: undefined,
    });
    expect(proxy(config, "c")).toMatchObject({
      defaultsName: "base",
      mode: "tcp",
      redispatch: { interval: 2 },
    });
    expect(proxy(config, "b").options["redispatch"]).toMatchObject({ on: false });
  });

  it("take over nothing of the defaults before the last", () => {
    expect(proxy(fromCorpus("defaults-reset.cfg"), "l")).toMatchObject({ mode: "tcp", retries: 3 });
  });

  it("know redispatch in all its forms, and not in a frontend", () => {
    const config = fromCorpus("redispatch.cfg");
    expect(["l", "b1", "b2", "f"].map((name) => proxy(config, name).redispatch?.interval)).toEqual([
      -1,
      0,
      -2,
      undefined,
    ]);
  });

  it("read times in every unit; 0 never fires", () => {
    expect(proxy(fromCorpus("times.cfg"), "l").timeouts).toMatchObject({
      connectMs: 2,
      serverMs: 60_000,
      clientMs: 3_600_000,
      queueMs: 2,
      tunnelMs: 86_400_000,
      checkMs: 10_000,
    });
    expect(proxy(read("backend b\n timeout server 0"), "b").timeouts.serverMs).toBeUndefined();
  });

  it("know their balance; from 3.3 on it is random where none is written", () => {
    const text = "backend b\n server s 192.0.2.1:80";
    expect(proxy(read(text), "b").balance).toBe("roundrobin");
    expect(proxy(read(text, { version: "3.3" }), "b").balance).toBe("random");
    expect(proxy(fromCorpus("balance.cfg"), "l")).toMatchObject({
      balance: "uri depth 3",
      hashType: "consistent sdbm avalanche",
    });
  });

  it("know which backends they use", () => {
    const { useBackends, binds } = proxy(fromCorpus("use-backend.cfg"), "f");
    expect(useBackends.map(({ name, dynamic, condition }) => [name, dynamic, condition])).toEqual([
      ["b1", false, "if { path_beg /a }"],
      ["%[req.hdr(host),lower]", true, undefined],
      ["b2", false, "unless { path_beg /b }"],
    ]);
    expect(binds.map(({ address, ports }) => [address, ports])).toEqual([
      ["127.0.0.1", [8080, 8082]],
      ["127.0.0.1", [9090, 9090]],
    ]);
  });

  it("know their stick table and who shares it", () => {
    const config = fromCorpus("stick-table.cfg");
    expect(proxy(config, "l")).toMatchObject({
      stickTable: {
        type: "ip",
        size: 204_800,
        expireMs: 1_800_000,
        peers: "mates",
        stores: ["gpc0", "conn_rate(10s)"],
        noPurge: true,
      },
      stickRules: [{ text: "stick on src" }],
    });
    expect(config.peers).toMatchObject([
      {
        name: "mates",
        disabled: false,
        peers: [{ name: "lb1", address: "192.0.2.1", port: 1024 }, { name: "lb2" }],
      },
    ]);
  });

  it("span several files, each of which begins outside any section", () => {
    const files = ["1-base.cfg", "2-front.cfg"].map((name) => ({
      name,
      text: readFileSync(join(corpus, "two-files", name), "utf8"),
    }));
    const config = readHaproxy(files);
    expect(proxy(config, "f")).toMatchObject({
      kind: "frontend",
      timeouts: { clientMs: 50_000 },
      place: { file: "2-front.cfg" },
    });
  });

  it("know modes that came later only in versions that have them", () => {
    expect(proxy(read("backend b\n mode log", { version: "3.0" }), "b").mode).toBe("log");
    expect(() => read("backend b\n mode log")).toThrow(
      "haproxy.cfg:2:7: expected tcp or http, found log\n   mode log\n        ^",
    );
  });
});

describe("health rules", () => {
  const rules = (text: string): readonly string[] =>
    proxy(read(text), "b").health.rules.map(({ text: step, implied }) => (implied ? `(${step})` : step));

  it("are none for a check that only connects", () => {
    expect(rules("backend b\n server s 192.0.2.1:80 check")).toEqual([]);
  });

  it("get a connection in front and an expectation behind where none is written", () => {
    expect(rules("backend b\n option httpchk")).toEqual([
      "(connect default)",
      "(option httpchk)",
      "(expect status 200-399)",
    ]);
    expect(rules("backend b\n option tcp-check\n tcp-check send PING")).toEqual([
      "(connect default)",
      "tcp-check send PING",
    ]);
  });

  it("know the request of option httpchk in all its forms", () => {
    const request = (options: string): unknown => {
      const found = proxy(read(`backend b\n ${options}`), "b").health.rules.find(
        ({ step }) => step === "send",
      );
      return found?.step === "send" ? [found.method, found.uri] : undefined;
    };
    expect(request("option httpchk")).toEqual(["OPTIONS", "/"]);
    expect(request("option httpchk /health")).toEqual(["OPTIONS", "/health"]);
    expect(request("option httpchk GET /health HTTP/1.1")).toEqual(["GET", "/health"]);
    expect(request("option httpchk GET /health\n http-check send hdr Host x")).toEqual(["GET", "/health"]);
    expect(request("option httpchk GET /health\n http-check send meth HEAD uri /x")).toEqual(["HEAD", "/x"]);
    expect(request("http-check send hdr Host x\n option httpchk GET /health")).toEqual(["GET", "/health"]);
  });

  it("put the implied request behind the first connection", () => {
    const text =
      "backend b\n option httpchk GET /h\n http-check connect port 1\n http-check expect status 200\n http-check connect port 2";
    expect(rules(text)).toEqual([
      "http-check connect port 1",
      "(option httpchk GET /h)",
      "http-check expect status 200",
      "http-check connect port 2",
    ]);
  });

  it("reach the traffic's port through any of their connections", () => {
    const config = fromCorpus("http-check-steps.cfg");
    expect(server(config, "l/s1").check?.elsewhere).toBe(false);
    const other = read(
      "backend b\n option tcp-check\n tcp-check connect port 81\n server s 192.0.2.1:80 check",
    );
    expect(server(other, "b/s").check?.elsewhere).toBe(true);
  });

  it("are ignored, with a warning, where their option is missing", () => {
    const config = fromCorpus("http-check-unused.cfg");
    expect(proxy(config, "l").health).toMatchObject({ kind: "tcp", rules: [] });
    expect(config.notices).toMatchObject([{ severity: "warning", place: { line: 8 } }]);
  });

  it("come from the defaults section until the proxy has its own", () => {
    const config = fromCorpus("tcp-check-from-defaults.cfg");
    expect(proxy(config, "l").health.rules.map(({ text }) => text)).toEqual([
      "tcp-check connect",
      "tcp-check expect string OK",
    ]);
    const own =
      "defaults\n option tcp-check\n tcp-check expect string A\nbackend b\n tcp-check expect string B";
    expect(rules(own)).toEqual(["(connect default)", "tcp-check expect string B"]);
  });

  it("know what kind of check the last option chose", () => {
    const kinds = fromCorpus("checks-of-each-kind.cfg").proxies.map(({ health }) => health.kind);
    expect(kinds).toEqual(["mysql", "pgsql", "redis", "smtp", "ldap", "ssl-hello", "tcp-check", "tcp-check"]);
  });

  it("know what an answer must be", () => {
    const text = "backend b\n option httpchk\n http-check expect ! rstatus ^5";
    expect(proxy(read(text), "b").health.rules.at(-1)).toMatchObject({
      step: "expect",
      negated: true,
      match: "rstatus",
      pattern: "^5",
    });
  });
});

describe("the process", () => {
  it("knows what governs reloads and checks", () => {
    const { global, notices } = fromCorpus("global.cfg");
    expect(global).toMatchObject({
      masterWorker: true,
      noExitOnFailure: true,
      hardStopAfterMs: 30_000,
      spreadChecksPercent: 5,
      maxSpreadChecksMs: 15_000,
      closeSpreadTimeMs: 10_000,
      threads: 2,
      maxconn: 4000,
      node: "lb1",
      serverStateFile: "/tmp/state",
      exposesListeners: true,
      statsSockets: [{ address: "/tmp/haproof-test.sock", level: "admin", exposeFdListeners: true }],
    });
    expect(notices).toMatchObject([{ place: { line: 5 } }]);
  });

  it("has one of each setting: the last section that says it", () => {
    expect(fromCorpus("global-twice.cfg").global.hardStopAfterMs).toBe(40_000);
  });
});

describe("variables and conditions", () => {
  it("fill in, split, and fall back on defaults", () => {
    const config = fromCorpus("env.cfg");
    expect(proxy(config, "l").binds.map(({ address }) => address)).toEqual(["192.0.2.1", "192.0.2.1"]);
    expect(server(config, "l/s1").check?.interMs).toBe(5_000);
    expect(server(config, "l/s2")).toMatchObject({ address: "192.0.2.2", check: { interMs: 3_000 } });
    expect(server(config, "l/s3").address).toBe("192.0.2.1");
    expect(proxy(config, "l").servers.map(({ name }) => name)).toEqual([
      "s1",
      "s2",
      "s3",
      "s4-12",
      "s5-alpha",
    ]);
  });

  it("change with setenv from the next line on", () => {
    const config = fromCorpus("env-set-in-file.cfg");
    expect(proxy(config, "l").servers.map(({ address }) => address)).toEqual(["192.0.2.7", "192.0.2.9"]);
  });

  it("choose branches, and say what the file says of itself", () => {
    const config = fromCorpus("if.cfg");
    expect(config.proxies.map(({ name, servers }) => [name, servers.map((each) => each.name)])).toEqual([
      ["yes", ["s1", "s4"]],
    ]);
    expect(config.notices.map(({ severity, text }) => [severity, text])).toEqual([
      ["notice", "read by version"],
      ["notice", "has TLS"],
    ]);
  });

  it("choose by the version asked for", () => {
    const text = ".if version_atleast(3.0)\nbackend new\n.else\nbackend old\n.endif";
    expect(read(text, { version: "3.2" }).proxies[0]?.name).toBe("new");
    expect(read(text, { version: "2.8" }).proxies[0]?.name).toBe("old");
  });
});
