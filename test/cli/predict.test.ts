import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, describe, expect, it, vi } from "vitest";
import { predictCommand } from "../../src/cli/predict.ts";
import { haproxyCfg, keepalivedConf } from "../predict/published-kms.ts";

const folder = mkdtempSync(join(tmpdir(), "haproof-predict-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const files = [
  file("haproxy.cfg", haproxyCfg),
  file("lb1.conf", keepalivedConf("MASTER", 101)),
  file("lb2.conf", keepalivedConf("BACKUP", 100)),
];

/** What a command prints. */
async function printed(command: Command, args: readonly string[]): Promise<string> {
  let output = "";
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    output += String(chunk);
    return true;
  });
  try {
    await command.exitOverride().parseAsync([...args], { from: "user" });
  } finally {
    spy.mockRestore();
  }
  return output;
}

describe("haproof predict", () => {
  it("takes a folder for its files, as HAProxy does", async () => {
    writeFileSync(join(folder, ".hidden.cfg"), "nonsense\n");
    writeFileSync(join(folder, "notes.txt"), "nonsense\n");
    expect(await printed(predictCommand(), [folder])).toBe(await printed(predictCommand(), files));
  });

  it("refuses a folder without any", async () => {
    const empty = mkdtempSync(join(folder, "empty-"));
    await expect(printed(predictCommand(), [empty])).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  it("prints the failover behaviour of the published files, 80 columns wide", async () => {
    const table = await printed(predictCommand(), files);
    for (const line of table.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(table).toMatch(/host-loss on lb1 +192.168.1.100 moves to +2.60–3.60 s +advert_int 1 s/);
    expect(table).toContain("15.00–18.00 s");
    expect(table).toContain("6.00–9.00 s");
    expect(table).toContain("never");
  });

  it("never prints a secret", async () => {
    for (const more of [[], ["--json"], ["--explain"]]) {
      expect(await printed(predictCommand(), [...files, ...more])).not.toContain("SecretPa");
    }
  });

  it("keeps to the faults that are asked for", async () => {
    const table = await printed(predictCommand(), [
      ...files,
      "--fault",
      "host-loss@lb1",
      "--fault",
      "listener-stop:5696@kms1",
    ]);
    expect(table).toContain("host-loss on lb1");
    expect(table).toContain("listener-stop of");
    expect(table).not.toContain("process-crash");
  });

  it("prints JSON that a program can read, with null for what has no end", async () => {
    const text = await printed(predictCommand(), [
      ...files,
      "--json",
      "--fault",
      "process-freeze:haproxy@lb1",
    ]);
    expect(JSON.parse(text)).toMatchObject({
      format: "haproof-predictions/1",
      faults: [
        {
          title: "process-freeze of haproxy on lb1",
          predictions: [
            { transition: "takeover", outcome: "never", window: { earliestMs: null, latestMs: null } },
          ],
        },
      ],
    });
  });

  it("takes a lone keepalived.conf for one half of a pair, and says so", async () => {
    const table = await printed(predictCommand(), [...files.slice(0, 2), "--fault", "host-loss@lb1"]);
    expect(table).toContain("note: one keepalived.conf only");
    expect(table).toContain("2.60–3.60 s");
  });

  it("reads what keepalived.conf includes", async () => {
    file("part-1.inc", keepalivedConf("MASTER", 101));
    const main = file("main.conf", "global_defs {\n}\ninclude part-*.inc\n");
    const table = await printed(predictCommand(), [main, "--fault", "host-loss@lb1"]);
    expect(table).toContain("2.60–3.60 s");
  });

  it("predicts servers without keepalived, and addresses without HAProxy", async () => {
    const haproxyOnly = await printed(predictCommand(), files.slice(0, 1));
    expect(haproxyOnly).toContain("6.00–9.00 s");
    expect(haproxyOnly).not.toContain("moves to");
    const keepalivedOnly = await printed(predictCommand(), files.slice(1));
    expect(keepalivedOnly).toContain("moves to");
    expect(keepalivedOnly).not.toContain("taken out");
  });

  it("tells releases apart", async () => {
    const half = file("half.conf", keepalivedConf("MASTER", 101).replace("interval 2", "interval 0.5"));
    const ask = (release: string): Promise<string> =>
      printed(predictCommand(), [
        half,
        "--fault",
        "process-crash:haproxy@lb1",
        "--keepalived-version",
        release,
      ]);
    expect(await ask("2.2.7")).toContain("2.60–4.62 s");
    expect(await ask("2.3.4")).toContain("2.60–4.12 s");
  });

  it("says that a host is in none of the files, and refuses a holder that is none", async () => {
    expect(await printed(predictCommand(), [...files, "--fault", "host-loss@lb9"])).toContain(
      "note: lb9 is in none of the files",
    );
    await expect(printed(predictCommand(), [...files, "--holder", "lb9"])).rejects.toThrow(
      /the files have lb1, lb2/,
    );
  });

  it("refuses what it cannot read, or does not know", async () => {
    await expect(printed(predictCommand(), [join(folder, "none.cfg")])).rejects.toThrow(/cannot read/);
    await expect(printed(predictCommand(), [...files, "--fault", "fire@lb1"])).rejects.toThrow(
      /no fault "fire"/,
    );
    const broken = file("broken.cfg", "defaults\n  timeout connect soon\n");
    await expect(printed(predictCommand(), [broken])).rejects.toMatchObject({ code: "BAD_CONFIG" });
  });
});
