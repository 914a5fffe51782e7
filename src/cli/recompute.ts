import { Command } from "commander";
import { certificateText, recompute } from "../report/recompute.ts";
import { writeReport } from "../report/write-report.ts";

/** `haproof recompute <run>`: the certificate of a stored run from its evidence alone, on standard output. */
export function recomputeCommand(): Command {
  return new Command("recompute")
    .description("compute the certificate of a stored run again, from its evidence alone")
    .argument("<run>", "the run's folder, as `haproof certify` printed it")
    .option("--write", "write the report anew, in every format, instead of printing the certificate")
    .action(async (dir: string, { write }: { write?: boolean }) => {
      const certificate = await recompute(dir);
      if (write !== true) process.stdout.write(certificateText(certificate));
      else process.stdout.write(`report: ${(await writeReport(dir, certificate)).page}\n`);
    });
}
