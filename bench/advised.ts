import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { HarnessError } from "../src/errors.ts";
import { advise } from "../src/predict/advise/advise.ts";

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const published = (name: string): string => path(`fixtures/systems/cosmian-kms/published/${name}`);
/** The targets that advice is asked for and that the certificate then holds it to. */
const targets = { vip: "2s", eviction: "9s" } as const;

/**
 * `npm run bench -- advised`: what `haproof advise` makes of the published files, certified on real containers with the same
 * targets as budgets. Needs an engine. Throws INTERNAL where advice finds no way; ends with the exit code of the certificate.
 */
export async function advised(): Promise<void> {
  const names = ["haproxy.cfg", "keepalived-lb1.conf", "keepalived-lb2.conf"].map(published);
  const files = await Promise.all(names.map(async (name) => ({ name, text: await readFile(name, "utf8") })));
  const { files: changed, missing } = advise(files, {}, { vipMs: 2_000, evictionMs: 9_000, loss: 0.001 });
  if (missing.length > 0) throw new HarnessError("INTERNAL", "advice does not meet the targets");
  const folder = await mkdtemp(join(tmpdir(), "haproof-advised-"));
  try {
    const copies = files.map(({ name, text }) => ({
      name: join(folder, basename(name)),
      text: changed.find((file) => file.name === name)?.after ?? text,
    }));
    await Promise.all(copies.map(({ name, text }) => writeFile(name, text)));
    const [haproxy = "", ...keepalived] = copies.map(({ name }) => name);
    const own = ["--haproxy", haproxy, "--keepalived", keepalived.join(",")];
    const budgets = ["--vip", targets.vip, "--eviction", targets.eviction];
    const command = [path("bin/haproof.js"), "certify", "cosmian-kms", ...own, ...budgets];
    process.exitCode = spawnSync(process.execPath, command, { stdio: "inherit" }).status ?? 70;
  } finally {
    await rm(folder, { recursive: true });
  }
}
