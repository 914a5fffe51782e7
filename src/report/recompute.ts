import { buildCertificate, examine, type ExaminedTrial } from "./build-certificate.ts";
import type { Certificate } from "./certificate.ts";
import { readRun, readTrial } from "./evidence.ts";

/**
 * The certificate of a stored run, computed from its evidence alone. `certify` uses the same way: it stores the
 * evidence first and certifies what it reads back, so nothing can enter a certificate that is not in the evidence.
 * Throws BAD_INPUT where the evidence is not complete.
 */
export async function recompute(dir: string): Promise<Certificate> {
  const { run, runSha256, trials } = await readRun(dir);
  const examined: ExaminedTrial[] = [];
  for (const id of trials) examined.push(examine(await readTrial(dir, id), run));
  return buildCertificate({ run, runSha256, trials: examined });
}

/** `certificate.json` as it is written: two computations of the same run give the same bytes. */
export function certificateText(certificate: Certificate): string {
  return `${JSON.stringify(certificate, null, 2)}\n`;
}
