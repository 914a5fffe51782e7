import { expect, test } from "vitest";
import { composeFile } from "../../bench/compose-file.ts";
import type { HostSpec, Stack } from "../../src/lab/stack.ts";

const bare: HostSpec = {
  name: "client",
  role: "client",
  image: "client",
  addresses: { front: "192.168.1.50" },
  files: {},
  environment: {},
  services: [],
};
const balancer: HostSpec = {
  ...bare,
  name: "lb1",
  role: "balancer",
  image: "lb",
  addresses: { front: "192.168.1.11", back: "10.0.0.11" },
  files: { "/etc/keepalived/keepalived.conf": "unicast_src_ip 192.168.1.11" },
  services: [
    { name: "keepalived", wave: 3, ready: 'test "$own" = 1', processNames: ["keepalived"] },
    { name: "haproxy", wave: 2, ready: "true", processNames: ["haproxy"] },
  ],
};
const node: HostSpec = {
  ...bare,
  name: "kms1",
  role: "node",
  image: "node",
  addresses: { back: "10.0.0.21" },
  services: [{ name: "app", wave: 1, ready: "true", processNames: ["node"] }],
};
const stack: Stack = {
  system: "made-up",
  profile: "tuned",
  networks: [
    { name: "front", prefix: "192.168.1", internal: false },
    { name: "back", prefix: "10.0.0", internal: true },
  ],
  vips: [{ address: "192.168.1.100", network: "front" }],
  hosts: [balancer, node, bare],
  probes: [],
};

interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly depends_on: Readonly<Record<string, { readonly condition: string }>>;
  readonly networks: Readonly<Record<string, { readonly ipv4_address: string }>>;
}

const owner = { run: "haproof-00000000", pid: 1, start: "x" };
const { text, files, vip } = composeFile(stack, { owner, images: { lb: "haproof/lb:1" } });
const services = (JSON.parse(text) as { services: Record<string, Service> }).services;

test("what starts later waits for what starts earlier, and nobody for a host without services", () => {
  expect(services["lb1"]?.depends_on).toEqual({ kms1: { condition: "service_healthy" } });
  expect(services["kms1"]?.depends_on).toEqual({});
  expect(services["client"]?.depends_on).toEqual({});
});

test("services of one host start one after the other, in the stack's order, with every $ kept from compose", () => {
  const command = services["lb1"]?.command.at(-1) ?? "";
  expect(command.indexOf("start haproxy")).toBeLessThan(command.indexOf("start keepalived"));
  expect(command).toContain('test "$$own" = 1');
});

test("the first network is eth0, and addresses are those of free networks, in files too", () => {
  const { networks = {}, image } = services["lb1"] ?? {};
  expect(image).toBe("haproof/lb:1");
  expect(Object.keys(networks)).toEqual(["1-front", "2-back"]);
  const address = networks["1-front"]?.ipv4_address ?? "";
  expect(address).toMatch(/^10\.\d+\.\d+\.11$/);
  expect(files["files/lb1/etc/keepalived/keepalived.conf"]).toBe(`unicast_src_ip ${address}`);
  expect(vip).toBe(address.replace(/11$/, "100"));
});

test("everything carries the run's label, so that the janitor finds it", () => {
  expect(text.match(/"haproof\.run": "haproof-00000000"/g)).toHaveLength(stack.hosts.length + 2);
});
