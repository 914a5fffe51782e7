import { Command } from "commander";
import { certificateText, recompute } from "../report/recompute.ts";

/** `haproof recompute <run>`: the certificate of a stored run from its evidence alone, on standard output. */
export function recomputeCommand(): Command {
  return new Command("recompute")
    .description("compute the certificate of a stored run again, from its evidence alone")
    .argument("<run>", "the run's folder, as `haproof certify` printed it")
    .action(async (dir: string) => {
      process.stdout.write(certificateText(await recompute(dir)));
    });
}
