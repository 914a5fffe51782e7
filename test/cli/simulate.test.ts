import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { simulateCommand } from "../../src/cli/simulate.ts";
import { haproxyCfg, keepalivedConf } from "../predict/published-kms.ts";

const folder = mkdtempSync(join(tmpdir(), "haproof-simulate-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const files = [file("haproxy.cfg", haproxyCfg), file("lb1.conf", keepalivedConf("MASTER", 101))];

async function simulated(...more: readonly string[]): Promise<string> {
  let output = "";
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    output += String(chunk);
    return true;
  });
  try {
    await simulateCommand()
      .exitOverride()
      .parseAsync([...files, "--runs", "2000", ...more], { from: "user" });
  } finally {
    spy.mockRestore();
  }
  return output;
}

describe("haproof simulate", () => {
  it("prints the predicted window, the percentiles, the seed and what loss alone does", async () => {
    const text = await simulated("--fault", "host-loss@lb1", "--loss", "0.01", "--seed", "4");
    expect(text).toContain("2000 runs, loss 0.01, seed 4");
    expect(text).toContain("predicted 2.60–3.60 s");
    expect(text).toMatch(/p50 3\.\d{3}/);
    expect(text).toMatch(/false takeovers: 31\.2 a year/);
  });

  it("prints JSON that a program can read", async () => {
    const json: unknown = JSON.parse(
      await simulated("--fault", "process-crash@kms1", "--seed", "4", "--json"),
    );
    expect(json).toMatchObject({
      format: "haproof-simulation/1",
      seed: 4,
      faults: [
        {
          transitions: [
            { transition: "eviction", distribution: { runs: 2000 } },
            { transition: "readmission" },
          ],
        },
      ],
    });
  });

  it("draws the distribution with the trials that a certificate measured under the same prediction", async () => {
    const predicted = {
      transition: "takeover",
      subject: "192.168.1.100",
      by: "lb2",
      earliestMs: 2601.5625,
      latestMs: 3601.5625,
    };
    const round = { trial: "t1", measured: { kind: "seen", took: { minMs: 2700, maxMs: 2720 }, detail: "" } };
    const certificate = file(
      "certificate.json",
      JSON.stringify({ claims: [{ predicted, rounds: [round] }] }),
    );
    const svg = join(folder, "a.svg");
    await simulated("--fault", "host-loss@lb1", "--svg", svg, "--certificate", certificate);
    const picture = readFileSync(svg, "utf8");
    expect(picture).toContain("takeover of 192.168.1.100 by lb2 under host-loss on lb1");
    expect(picture.match(/<title>measured/g)).toHaveLength(1);
  });

  it("says so where nothing surely happens", async () => {
    expect(await simulated("--fault", "process-freeze:haproxy@lb1")).toContain("nothing that surely happens");
  });

  it("refuses a loss that is no probability, and a certificate that is no JSON", async () => {
    await expect(simulated("--fault", "host-loss@lb1", "--loss", "2")).rejects.toThrow(/from 0 to below 1/);
    const noJson = file("bad.json", "no");
    await expect(simulated("--fault", "host-loss@lb1", "--certificate", noJson)).rejects.toThrow(
      /is not JSON/,
    );
  });
});
