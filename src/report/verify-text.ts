import type { Verification } from "./verify-report.ts";

/** What a verification found, for a person: valid or not and why, by whose key, and what the signature covers. */
export function verifyText({ differs, keyid, keyGiven, covers }: Verification): string {
  const verdict =
    differs.length === 0
      ? "VALID: the certificate and everything it rests on are what was signed"
      : `NOT VALID: ${differs.join("\n  and ")}`;
  const trust = keyGiven
    ? `signed by the key that you gave, ${keyid ?? ""}`
    : `signed by key ${keyid ?? "unknown"}, which lies beside the certificate: whoever can replace one can replace both; --key takes the one that you trust`;
  return [verdict, ...(keyid === undefined ? [] : [trust]), ...coveredLines(covers)].join("\n");
}

function coveredLines(covers: Verification["covers"]): readonly string[] {
  if (covers === undefined) return [];
  const { subject, metrics, checked, notHere } = covers;
  const { system, run, startedAt, finishedAt, validUntil, harness, summary, unfinished } = metrics;
  const result = { 0: "passed", 1: "FAILED", 2: "INCONCLUSIVE" }[summary.exitCode];
  const commit = harness.commit === undefined ? "" : `, commit ${harness.commit}`;
  const files = metrics.evidence.length + metrics.report.length;
  const elsewhere = checked === 0 ? "; none of them is here, none was compared" : "";
  return [
    `${system}: ${result}, run ${run}, ${startedAt} – ${finishedAt}; valid until ${validUntil}`,
    ...(unfinished === undefined ? [] : ["the run did not come to its end; this is what was finished"]),
    `covers haproof ${harness.version}${commit}`,
    `covers ${files} files of evidence and report, ${checked} compared${notHere.length > 0 ? elsewhere : ""}`,
    "void if one of these digests changes:",
    ...subject.map(({ name, digest }) => `  ${digest?.["sha256"] ?? ""}  ${name}`),
  ];
}
