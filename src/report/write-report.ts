import { join } from "node:path";
import type { Certificate } from "./certificate.ts";
import { writeWhole } from "./files.ts";
import { indexPage } from "./index-page.ts";
import { junitXml } from "./junit.ts";
import { certificateText } from "./recompute.ts";

/** The files of a report, for whoever prints where they are. */
export interface ReportFiles {
  readonly certificate: string;
  readonly page: string;
  readonly junit: string;
}

/** Writes the certificate in each format beside its evidence. Throws DISK_FULL where no space is left. */
export async function writeReport(dir: string, certificate: Certificate): Promise<ReportFiles> {
  const files = {
    certificate: join(dir, "certificate.json"),
    page: join(dir, "index.html"),
    junit: join(dir, "junit.xml"),
  };
  await writeWhole(files.certificate, certificateText(certificate));
  await writeWhole(files.page, indexPage(certificate));
  await writeWhole(files.junit, junitXml(certificate));
  return files;
}
