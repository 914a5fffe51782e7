import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { readHaproxy } from "../src/predict/haproxy/read.ts";
import { readKeepalived } from "../src/predict/keepalived/read.ts";
import { quantile } from "../src/timeline/quantile.ts";

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const published = ["haproxy.cfg", "keepalived-lb1.conf", "keepalived-lb2.conf"].map((name) =>
  path(`fixtures/systems/cosmian-kms/published/${name}`),
);
const rounds = 7;
const megabyte = 2 ** 20;

/** Runs one command of haproof in a process of its own and takes its wall time, start-up included, in milliseconds. */
function timed(args: readonly string[]): number {
  const began = performance.now();
  execFileSync(process.execPath, [path("bin/haproof.js"), ...args], { stdio: ["ignore", "pipe", "ignore"] });
  return performance.now() - began;
}

/** Prints how long `predict` and a simulation of a million failovers take, as a user feels it. */
export function predictSpeed(): void {
  const predictMs = Array.from({ length: rounds }, () => timed(["predict", ...published]));
  const runs = 1_000_000;
  const simulateMs = timed(["simulate", ...published, "--fault", "host-loss@lb1", "--runs", String(runs)]);
  const [haproxyMs, keepalivedMs] = [
    readingMs(bigHaproxy(), "haproxy"),
    readingMs(bigKeepalived(), "keepalived"),
  ];
  console.log("From the shell to the answer, start-up included");
  console.log(
    `  predict, ${published.length} files: median ${quantile(predictMs, 0.5).toFixed(0)} ms (goal < 500 ms)`,
  );
  console.log(`  simulate, ${runs} failovers: ${(simulateMs / 1e3).toFixed(2)} s (goal < 2 s)`);
  console.log(
    `  reading 1 MB of haproxy.cfg: ${haproxyMs.toFixed(0)} ms, of keepalived.conf: ${keepalivedMs.toFixed(0)} ms (goal < 1000 ms)`,
  );
}

/** Median of a few readings in this process. */
function readingMs(text: string, kind: "haproxy" | "keepalived"): number {
  const file = { name: `big.${kind}`, text };
  const took = Array.from({ length: rounds }, () => {
    const began = performance.now();
    if (kind === "haproxy") readHaproxy([file]);
    else readKeepalived(file);
    return performance.now() - began;
  });
  return quantile(took, 0.5);
}

/** Backends of ten servers each, as many as make a megabyte. */
function bigHaproxy(): string {
  const server = (n: number): string =>
    `    server s${n} 10.0.0.${n}:5696 check port 9998 inter 3s fall 3 rise 2\n`;
  const servers = Array.from({ length: 10 }, (_, n) => server(n + 1)).join("");
  return repeated(
    "defaults\n    mode tcp\n",
    (n) => `backend b${n}\n    option httpchk GET /health\n${servers}`,
  );
}

/** 255 instances an interface: there are no more router ids. */
function bigKeepalived(): string {
  return repeated(
    "",
    (n) => `vrrp_instance VI_${n} {
    interface eth${Math.floor(n / 255)}
    virtual_router_id ${(n % 255) + 1}
    priority ${(n % 253) + 1}
    advert_int 1
    virtual_ipaddress {
        10.${n % 250}.${Math.floor(n / 250) % 250}.1
    }
}
`,
  );
}

function repeated(head: string, part: (n: number) => string): string {
  const parts = [head];
  for (let [n, size] = [0, head.length]; size < megabyte; n += 1) {
    const next = part(n);
    parts.push(next);
    size += next.length;
  }
  return parts.join("");
}
