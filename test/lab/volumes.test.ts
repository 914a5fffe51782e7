import { expect, test } from "vitest";
import { Scope } from "../../src/lab/scope.ts";
import type { HostSpec } from "../../src/lab/stack.ts";
import { createVolumes } from "../../src/lab/volumes.ts";

const host = (name: string, volumes?: Readonly<Record<string, string>>): HostSpec => ({
  name,
  role: "node",
  image: "host",
  addresses: {},
  files: {},
  environment: {},
  services: [],
  ...(volumes === undefined ? {} : { volumes }),
});
const owner = { run: "haproof-0a", pid: 1, start: "1" };

test("a volume is made once however many hosts name it, and goes with its scope", async () => {
  const done: string[] = [];
  const docker = {
    createVolume: ({ Name }: { Name: string }) => Promise.resolve(done.push(`made ${Name}`)),
    getVolume: (name: string) => ({ remove: () => Promise.resolve(done.push(`removed ${name}`)) }),
  };
  const scope = new Scope();
  const hosts = [host("a", { "/shared": "drive" }), host("b", { "/mnt": "drive" }), host("c")];
  await createVolumes({ docker } as never, hosts, { id: "lab", owner, scope });
  await scope.close();
  expect(done).toEqual(["made lab-drive", "removed lab-drive"]);
});

test("a volume that cannot be made is the engine's failure", async () => {
  const docker = { createVolume: () => Promise.reject(new RangeError("no space")) };
  const made = createVolumes({ docker } as never, [host("a", { "/shared": "drive" })], {
    id: "lab",
    owner,
    scope: new Scope(),
  });
  await expect(made).rejects.toMatchObject({ code: "ENGINE_FAILED" });
});
