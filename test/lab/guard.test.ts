import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { socketsOf } from "../../src/lab/guard.ts";
import { fakeEngine } from "./engine/fake-engine.ts";
import { engineWith } from "./things.ts";
import type { Thing } from "./things.ts";

const program = fileURLToPath(new URL("../../src/lab/guard.pl", import.meta.url));
const self: Thing = { kind: "container", name: "0123456789ab", run: "r", guard: "running" };

interface Running {
  readonly things: readonly Thing[];
  readonly said: Promise<string>;
  readonly exit: Promise<number>;
  readonly say: (text: string) => void;
  readonly letGo: () => void;
}

/** The guard's own program, as it runs in its container, with a made-up engine. */
async function guard(more: readonly Thing[], { reaches = true } = {}): Promise<Running> {
  const things = [self, ...more];
  const { socket } = await fakeEngine(({ path, ...asked }) =>
    path.endsWith("/json") && path.includes(self.name)
      ? { lines: [{}] }
      : engineWith(things)({ path, ...asked }),
  );
  const child = spawn("perl", [program, "r", reaches ? socket : ""], {
    env: { ...process.env, HOSTNAME: self.name },
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exit = once(child, "exit").then(([code]) => Number(code));
  const said = once(child.stdout, "data").then(([chunk]) => String(chunk).trim());
  return {
    things,
    said,
    exit,
    say: (text) => void child.stdin.write(text),
    letGo: () => void child.stdin.end(),
  };
}

const left: readonly Thing[] = [
  { kind: "container", name: "aaa", run: "r" },
  { kind: "container", name: "bbb", run: "r" },
  { kind: "network", name: "nnn", run: "r" },
  { kind: "volume", name: "vvv", run: "r" },
];
const others: readonly Thing[] = [{ kind: "container", name: "ccc", run: "other" }];

describe("a guard", () => {
  test("removes everything of its run, itself last, when its owner lets go", async () => {
    const { things, said, exit, say, letGo } = await guard([...left, ...others]);
    expect(await said).toBe("ready");
    say("hello\n");
    letGo();
    expect(await exit).toBe(0);
    expect(things).toEqual(others);
  });

  test("lets what the engine was asked for come to its end before it removes anything", async () => {
    const { things, said, exit, say, letGo } = await guard(left);
    await said;
    say("hello\n");
    letGo();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(things).toHaveLength(left.length + 1);
    await exit;
    expect(things).toEqual([]);
  });

  test("touches nothing while it is held", async () => {
    const { things, said, say } = await guard(left);
    await said;
    say("hello\n");
    // Longer than a guard waits for an owner that says nothing.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(things).toHaveLength(left.length + 1);
  });

  test("takes its owner for dead when it was started anew and nobody takes hold of it", async () => {
    const { things, exit } = await guard(left);
    expect(await exit).toBe(0);
    expect(things).toEqual([]);
  });

  test("that does not reach the engine says so, and only ends with its owner", async () => {
    const { things, said, exit, say, letGo } = await guard(left, { reaches: false });
    expect(await said).toBe("lease");
    say("hello\n");
    letGo();
    expect(await exit).toBe(0);
    expect(things).toHaveLength(left.length + 1);
  });
});

test.each([
  ["unix:///var/run/docker.sock", ["/var/run/docker.sock"]],
  ["unix:///run/user/1000/docker.sock", ["/run/user/1000/docker.sock", "/var/run/docker.sock"]],
  ["ssh://user@far", ["/var/run/docker.sock"]],
  ["tcp://far:2376", ["/var/run/docker.sock"]],
])("where the socket of %s may lie on the engine's own machine", (endpoint, sockets) => {
  expect(socketsOf(endpoint)).toEqual(sockets);
});
