import type Dockerode from "dockerode";
import { describe, expect, test } from "vitest";
import { createGuests, Guest } from "../../src/lab/guest.ts";
import type { Engine } from "../../src/lab/engine/engine.ts";
import type { Hand } from "../../src/lab/hand.ts";
import type { HostSpec } from "../../src/lab/stack.ts";
import { instant } from "../../src/timeline/clock.ts";

/** A container that notes what is asked of it. */
function container(state: { Running?: boolean; Paused?: boolean }): {
  asked: string[];
  is: Dockerode.Container;
} {
  const asked: string[] = [];
  const note = (what: string) => (): Promise<unknown> => {
    asked.push(what);
    return Promise.resolve({ State: { Running: false, Paused: false, ...state } });
  };
  const is = {
    id: "c0ffee",
    inspect: () => Promise.resolve({ State: { Running: false, Paused: false, ...state } }),
    ...Object.fromEntries(["start", "wait", "pause", "unpause", "remove"].map((what) => [what, note(what)])),
  };
  return { asked, is: is as unknown as Dockerode.Container };
}

const scripts: string[] = [];
const hand = {
  must: () => Promise.resolve({ status: 0, output: "", at: instant(10, 11) }),
  run: (script: string) => {
    scripts.push(script);
    return Promise.resolve({ status: 0, output: "", at: instant(20, 21) });
  },
} as unknown as Hand;

describe("a guest", () => {
  test("is started inside the instant that it tells, and its first process is noted", async () => {
    const { asked, is } = container({});
    expect(await new Guest(is, "app").start(hand)).toEqual({ notBefore: 11, notAfter: 21 });
    expect(asked).toEqual(["start"]);
    expect(scripts.at(-1)).toContain("> /run/haproof/app.pid");
    expect(scripts.at(-1)).toContain('grep -q c0ffee "$dir/cgroup"');
  });

  test("that was killed a moment ago is started when the engine has seen its end", async () => {
    const { asked, is } = container({ Running: true });
    await new Guest(is, "app").start(hand);
    expect(asked).toEqual(["wait", "start"]);
  });

  test("that cannot be started is told of by its service's name", async () => {
    const { is } = container({});
    const broken = Object.assign(is, { start: () => Promise.reject(new Error("no such program")) });
    await expect(new Guest(broken, "app").start(hand)).rejects.toMatchObject({
      code: "ENGINE_FAILED",
      message: "could not start app: no such program",
    });
  });

  test("is thawed only when it is frozen", async () => {
    const [frozen, running] = [container({ Paused: true }), container({})];
    await new Guest(frozen.is, "app").unpause();
    await new Guest(running.is, "app").unpause();
    expect([frozen.asked, running.asked]).toEqual([["unpause"], []]);
  });
});

test("a guest lives in its host's namespaces, with the host's environment, and no more rights than the engine's own", async () => {
  const made: unknown[] = [];
  const docker = {
    createContainer: (options: unknown) => {
      made.push(options);
      return Promise.resolve({ id: "g" });
    },
  };
  const spec: HostSpec = {
    name: "kms1",
    role: "node",
    image: "host",
    addresses: {},
    files: {},
    environment: { NODE_NAME: "kms1" },
    services: [
      { name: "app", wave: 1, ready: "true", processNames: [], image: "vendor/kms:5" },
      { name: "side", wave: 1, ready: "true", processNames: ["side"] },
    ],
  };
  const guests = await createGuests({ docker } as unknown as Engine, {
    id: "haproof-1-1",
    owner: { run: "haproof-1", pid: 1, start: "2" },
    spec,
    host: { id: "h" } as Dockerode.Container,
  });
  expect([...guests.keys()]).toEqual(["app"]);
  expect(made).toEqual([
    {
      name: "haproof-1-1-kms1-app",
      Image: "vendor/kms:5",
      Labels: { "haproof.run": "haproof-1", "haproof.owner.pid": "1", "haproof.owner.start": "2" },
      Env: ["NODE_NAME=kms1"],
      HostConfig: { NetworkMode: "container:h", PidMode: "container:h" },
    },
  ]);
});
