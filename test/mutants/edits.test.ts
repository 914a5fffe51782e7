import { describe, expect, test } from "vitest";
import type { HostSpec, Stack } from "../../src/lab/stack.ts";
import {
  before,
  deploying,
  editing,
  environment,
  haproxyCfg,
  keepalivedConf,
  replaced,
  serving,
  without,
} from "../../mutants/edits.ts";

const host = (name: string, files: HostSpec["files"] = {}): HostSpec => ({
  name,
  role: "balancer",
  image: "lb",
  addresses: {},
  files,
  environment: { NAME: name },
  services: [],
});
const stack: Stack = {
  system: "example",
  profile: "tuned",
  networks: [],
  vips: [],
  probes: [],
  hosts: [
    host("lb1", { [keepalivedConf]: "priority 101\n" }),
    host("lb2", { [keepalivedConf]: "priority 100\n" }),
  ],
};
const keepalivedStart = "/etc/haproof/services.d/keepalived";

async function filesOf(name: string, changed: Stack | Promise<Stack>): Promise<HostSpec["files"]> {
  return (await changed).hosts.find((each) => each.name === name)?.files ?? {};
}

describe("an edit of a text", () => {
  test("replaces every occurrence", () => {
    expect(replaced("a", "b")("a cat")).toBe("b cbt");
    expect(without("a ")("a cat")).toBe("cat");
  });

  test("throws where there is nothing to replace", () => {
    expect(() => replaced("fall 3", "fall 30")("fall 2")).toThrow('has no "fall 3"');
  });
});

describe("editing", () => {
  test("changes the file on the named hosts only, and leaves the stack that it was given as it is", async () => {
    const changed = editing(keepalivedConf, ["lb2"], replaced("100", "90"))(stack);
    expect(await filesOf("lb2", changed)).toEqual({ [keepalivedConf]: "priority 90\n" });
    expect(await filesOf("lb1", changed)).toEqual({ [keepalivedConf]: "priority 101\n" });
    expect(await filesOf("lb2", stack)).toEqual({ [keepalivedConf]: "priority 100\n" });
  });

  test("throws for a host, a file or a text that is not there", () => {
    const edit = replaced("100", "90");
    expect(() => editing(keepalivedConf, ["lb3"], edit)(stack)).toThrow('no host "lb3"');
    expect(() => editing(haproxyCfg, ["lb2"], edit)(stack)).toThrow(`lb2 has no ${haproxyCfg}`);
    expect(() => editing(keepalivedConf, ["lb1"], edit)(stack)).toThrow('has no "100"');
  });
});

test("a drift leaves the file that haproof reads, and starts the program with another", async () => {
  const files = await filesOf("lb2", deploying("keepalived", ["lb2"], replaced("100", "90"))(stack));
  expect(files[keepalivedConf]).toBe("priority 100\n");
  expect(files["/etc/haproof/deployed/keepalived"]).toBe("priority 90\n");
  expect(files[keepalivedStart]).toMatch(/^#!.*\n[^]*--use-file \/etc\/haproof\/deployed\/keepalived\n$/);
  expect(files[keepalivedStart]).not.toContain(keepalivedConf);
});

test("a command before a service runs before the image's own start of it", async () => {
  const files = await filesOf("lb1", before("keepalived", ["lb1"], "nft list ruleset")(stack));
  expect(files[keepalivedStart]).toMatch(/^#!.*\n[^]*\nnft list ruleset\nexec keepalived /);
});

test("a service more, and variables more", async () => {
  const service = { name: "more", wave: 4, ready: "true", processNames: ["sleep"] };
  const changed = await environment(["lb1"], { MORE: "1" })(
    await serving(["lb1"], service, "#!/bin/sh\nexec sleep infinity\n")(stack),
  );
  expect(changed.hosts[0]).toMatchObject({
    environment: { NAME: "lb1", MORE: "1" },
    services: [service],
    files: { "/etc/haproof/services.d/more": "#!/bin/sh\nexec sleep infinity\n" },
  });
});
