import { readFile } from "node:fs/promises";
import { HarnessError } from "../../src/errors.ts";
import { connectEngine } from "../../src/lab/engine/engine.ts";
import type { Engine } from "../../src/lab/engine/engine.ts";
import { ensureImages } from "../../src/lab/images/images.ts";
import { onRelease, releases } from "../../src/lab/images/release.ts";
import { startJanitor } from "../../src/lab/janitor.ts";
import { startLab, type Lab } from "../../src/lab/lab.ts";
import { newOwner } from "../../src/lab/labels.ts";
import { Scope } from "../../src/lab/scope.ts";
import type { Stack } from "../../src/lab/stack.ts";
import { readBalancers } from "../../src/predict/model/read-balancers.ts";
import { releasesOn } from "../../src/trial/program-releases.ts";
import { fileURLToPath } from "node:url";
import { compare, type Comparison } from "./difference.ts";
import { serversRead, serversRunning } from "./haproxy-stats.ts";
import { instancesRead, instancesRunning, masterDownRunning, mastersDown } from "./keepalived-dump.ts";

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const published = (name: string): string => file(`../../fixtures/systems/cosmian-kms/${name}`);

/** Pairs of files that are read by us and run by the programs: real ones, and one full of inheritance. */
const pairs = [
  {
    name: "published",
    haproxy: published("published/haproxy.cfg"),
    keepalived: published("published/keepalived-lb1.conf"),
  },
  {
    name: "tuned",
    haproxy: published("tuned/haproxy.cfg"),
    keepalived: published("tuned/keepalived-lb2.conf"),
  },
  { name: "inherited", haproxy: file("inherited.cfg"), keepalived: file("inherited.conf") },
];

/** Long enough for both programs to have started and for keepalived to know its effective priorities, in seconds. */
const settleS = 2.5;

/**
 * `npm run bench -- oracle`: what our readers say of configuration files against what the running HAProxy and keepalived say,
 * on each release. Needs an engine. Throws INTERNAL where anything differs.
 */
export async function oracle(): Promise<void> {
  const engine = await connectEngine({ say: console.error });
  let differing = 0;
  for (const release of releases) differing += await onOne(engine, release);
  if (differing > 0)
    throw new HarnessError("INTERNAL", `${differing} settings are read otherwise than they run`);
}

async function onOne(engine: Engine, release: string): Promise<number> {
  const specs = [
    { name: "host", context: file("../../fixtures/images/base"), from: "debian" },
    { name: "lb", context: file("../../fixtures/images/lb"), from: "host" },
  ];
  const images = await ensureImages(engine, onRelease(specs, ["lb"], { release }), { say: console.error });
  const owner = newOwner();
  const janitor = await startJanitor(engine, owner, { say: console.error });
  const scope = new Scope();
  try {
    const lab = await startLab(engine, await stackOfPairs(), { owner, scope, images });
    const versions = await releasesOn(lab);
    console.log(
      `Readers against HAProxy ${versions.haproxyVersion ?? "?"} and keepalived ${versions.keepalivedVersion ?? "?"}`,
    );
    let differing = 0;
    for (const { name } of pairs) {
      const [balancer] = readBalancers(
        [
          {
            host: "lb1",
            haproxyCfg: textIn(lab, `${name}.cfg`),
            keepalivedConf: textIn(lab, `${name}.conf`),
          },
        ],
        versions,
      );
      if (balancer === undefined) throw new HarnessError("INTERNAL", "a balancer was lost");
      const { stats, dump } = await running(lab, name);
      const [read, runs] = mastersDown(balancer.keepalived, masterDownRunning(dump));
      differing += print(`${name}, servers`, compare(serversRead(balancer.haproxy), serversRunning(stats)));
      differing += print(
        `${name}, instances and scripts`,
        compare(instancesRead(balancer.keepalived), instancesRunning(dump)),
      );
      differing += print(`${name}, master down timers`, compare(read, runs));
    }
    return differing;
  } finally {
    await scope.close();
    janitor.dismiss();
  }
}

async function stackOfPairs(): Promise<Stack> {
  const files = await Promise.all(
    pairs.map(async ({ name, haproxy, keepalived }) => [
      [`/oracle/${name}.cfg`, await readFile(haproxy, "utf8")],
      [`/oracle/${name}.conf`, await readFile(keepalived, "utf8")],
    ]),
  );
  const networks = [
    { name: "front", prefix: "192.168.1", internal: false },
    { name: "back", prefix: "10.0.0", internal: true },
  ];
  const host = {
    name: "lb1",
    role: "balancer",
    image: "lb",
    addresses: { front: "192.168.1.11", back: "10.0.0.11" },
    files: Object.fromEntries(files.flat()) as Record<string, string>,
    environment: {},
    services: [],
  } as const;
  return { system: "oracle", profile: "oracle", networks, hosts: [host], vips: [], probes: [] };
}

function textIn(lab: Lab, name: string): string {
  return lab.host("lb1").spec.files[`/oracle/${name}`] ?? "";
}

/** Runs both programs on one pair of files, asks them for what they know, and ends them. */
async function running(lab: Lab, name: string): Promise<{ stats: string; dump: string }> {
  const { hand } = lab.host("lb1");
  const socket = `/run/oracle-${name}.sock`;
  const ask = `perl -MIO::Socket::UNIX -e 'my $s = IO::Socket::UNIX->new("${socket}") or die; print $s "\\@1 show stat\\n"; $s->flush; while (<$s>) { last if /^$/; print }'`;
  await hand.run(
    `mkdir -p /run/haproxy; rm -f /tmp/keepalived.data; haproxy -W -db -S ${socket} -f /oracle/${name}.cfg >/tmp/haproxy.log 2>&1 & keepalived -n -l -f /oracle/${name}.conf >/tmp/keepalived.log 2>&1 &`,
  );
  await hand.run(`nap ${settleS}`);
  const stats = await hand.run(ask);
  await hand.run(
    `kill -USR1 $(cat /run/keepalived.pid); until_true 200 0.01 'grep -q Interfaces /tmp/keepalived.data'`,
  );
  const dump = await hand.run("cat /tmp/keepalived.data");
  await hand.run(
    "kill $(cat /run/keepalived.pid); killall -q haproxy; until_true 500 0.01 '! pidof keepalived haproxy >/dev/null'",
  );
  if (stats.status !== 0 || dump.status !== 0) {
    const logs = await hand.run("cat /tmp/haproxy.log /tmp/keepalived.log");
    throw new HarnessError(
      "AGENT_FAILED",
      `${name}: the programs did not answer:\n${stats.output}${dump.output}${logs.output}`,
    );
  }
  return { stats: stats.output, dump: dump.output };
}

function print(what: string, { compared, differences }: Comparison): number {
  console.log(`  ${what}: ${compared} settings, ${differences.length} read otherwise`);
  for (const { of, setting, read, runs } of differences)
    console.log(`    ${of}: ${setting} is read as ${String(read)}, runs as ${String(runs)}`);
  // A comparison of nothing must not pass.
  return compared === 0 ? 1 : differences.length;
}
