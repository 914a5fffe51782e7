import { appendFile } from "node:fs/promises";
import { messageOf } from "../errors.ts";
import type { Certificate } from "../report/certificate.ts";
import { markdownSummary } from "../report/markdown.ts";

/** Adds the run to the summary of the CI's job, where $GITHUB_STEP_SUMMARY names one; a run does not fail for it. */
export async function addStepSummary(
  certificate: Certificate,
  { env = process.env, say }: { env?: NodeJS.ProcessEnv; say: (line: string) => void },
): Promise<void> {
  const path = env["GITHUB_STEP_SUMMARY"];
  if (path === undefined || path === "") return;
  await appendFile(path, markdownSummary(certificate)).catch((thrown: unknown) =>
    say(`could not add to the job's summary: ${messageOf(thrown)}`),
  );
}
