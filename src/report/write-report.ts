import { join } from "node:path";
import type { Certificate } from "./certificate.ts";
import { ctrfReport } from "./ctrf.ts";
import { writeWhole } from "./files.ts";
import { indexPage } from "./index-page.ts";
import { junitXml } from "./junit.ts";
import { markdownSummary } from "./markdown.ts";
import { certificateText } from "./recompute.ts";

/** The certificate as programs read it, and the name by which it is signed. */
export const certificateFile = "certificate.json";

/** Every other format, made from the certificate alone. */
const formats: Readonly<Record<string, (certificate: Certificate) => string>> = {
  "index.html": indexPage,
  "summary.md": markdownSummary,
  "junit.xml": junitXml,
  "ctrf.json": (certificate) => `${JSON.stringify(ctrfReport(certificate), null, 2)}\n`,
};

/** The names of the files that are made from a certificate. */
export const derivedFiles: readonly string[] = Object.keys(formats);

/** Where a report was written, for whoever prints it. */
export interface ReportFiles {
  readonly certificate: string;
  readonly page: string;
}

/** Writes the certificate in each format beside its evidence. Throws DISK_FULL where no space is left. */
export async function writeReport(dir: string, certificate: Certificate): Promise<ReportFiles> {
  await writeWhole(join(dir, certificateFile), certificateText(certificate));
  for (const [name, format] of Object.entries(formats)) {
    await writeWhole(join(dir, name), format(certificate));
  }
  return { certificate: join(dir, certificateFile), page: join(dir, "index.html") };
}
