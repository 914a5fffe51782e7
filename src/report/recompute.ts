import { buildCertificate } from "./build-certificate.ts";
import type { Certificate } from "./certificate.ts";
import { readEvidence } from "./evidence.ts";

/**
 * The certificate of a stored run, computed from its evidence alone. `certify` uses the same way: it stores the
 * evidence first and certifies what it reads back, so nothing can enter a certificate that is not in the evidence.
 * Throws BAD_INPUT where the evidence is not complete.
 */
export async function recompute(dir: string): Promise<Certificate> {
  return buildCertificate(await readEvidence(dir));
}

/** `certificate.json` as it is written: two computations of the same run give the same bytes. */
export function certificateText(certificate: Certificate): string {
  return `${JSON.stringify(certificate, null, 2)}\n`;
}
