import { describe, expect, it, test } from "vitest";
import { looksAt, scriptKind } from "../../../src/predict/model/script-kind.ts";

describe("what a script can see", () => {
  test.each([
    ["killall -0 haproxy", "process", "haproxy"],
    ["/usr/bin/killall -0 haproxy", "process", "haproxy"],
    ["killall -s 0 haproxy", "process", "haproxy"],
    ["pidof haproxy", "process", "haproxy"],
    ["/bin/pidof nginx", "process", "nginx"],
    ["pgrep -x haproxy", "process", "haproxy"],
    ["/bin/sh -c 'kill -0 $(cat /run/haproxy.pid)'", "process", undefined],
    ["systemctl is-active --quiet haproxy", "process", "haproxy"],
    ["nc -z -w 1 127.0.0.1 5696", "connect", undefined],
    ["bash -c '</dev/tcp/127.0.0.1/5696'", "connect", undefined],
    ["curl -sf http://127.0.0.1:8404/health", "probe", undefined],
    ["sh -c 'pidof haproxy && curl -f http://localhost/'", "probe", undefined],
    ["/usr/local/bin/check-haproxy", "probe", undefined],
    ["killall -9 haproxy", "probe", undefined],
  ])("%s: %s of %s", (command, sees, process) => {
    expect(scriptKind(command)).toMatchObject({ sees, process });
  });
});

describe("the deadline that a script sets itself", () => {
  test.each([
    ["timeout 0.5 curl -f http://localhost/", 500],
    ["timeout -k 1 2s /usr/local/bin/check", 2000],
    ["/usr/bin/timeout --signal=KILL 500ms check", 500],
    ["curl -sfm 2 http://localhost/", 2000],
    ["curl --max-time 0.4 -s http://localhost/", 400],
    ["curl --max-time=3 http://localhost/", 3000],
    ["curl -m0.25 http://localhost/", 250],
    ["timeout 2 curl -m 1 http://localhost/", 1000],
    ["wget -q -T 3 -O- http://localhost/", 3000],
    ["nc -z -w2 localhost 80", 2000],
    ["curl -f http://localhost/", undefined],
    ["killall -0 haproxy", undefined],
  ])("%s: %s ms", (command, expected) => {
    expect(scriptKind(command).deadlineMs).toBe(expected);
  });
});

it("knows the ports that it names", () => {
  expect(scriptKind("curl http://127.0.0.1:8404/up").ports).toEqual([8404]);
  expect(scriptKind("bash -c '</dev/tcp/localhost/5696'").ports).toEqual([5696]);
});

it("takes a check that names no process to mean HAProxy, and one that names another not to", () => {
  expect(looksAt(scriptKind("/usr/local/bin/check"), "haproxy")).toBe(true);
  expect(looksAt(scriptKind("pidof nginx"), "haproxy")).toBe(false);
});

it("takes no more than linear time over a hostile command", () => {
  const began = performance.now();
  scriptKind("timeout -k ".repeat(20_000));
  scriptKind("/dev/tcp/".repeat(20_000));
  scriptKind(`curl ${"-m".repeat(50_000)}`);
  expect(performance.now() - began).toBeLessThan(1000);
});
