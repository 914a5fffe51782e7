import type { Certificate, CertifiedMeasure } from "./certificate.ts";
import { testCasesOf, type TestCase } from "./test-cases.ts";

/** A thing by its digest (ResourceDescriptor of the in-toto attestation framework, v1). */
export interface Resource {
  readonly name: string;
  readonly uri?: string;
  readonly digest?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A statement of the in-toto attestation framework, v1. */
export interface Statement {
  readonly _type: "https://in-toto.io/Statement/v1";
  readonly subject: readonly Resource[];
  readonly predicateType: string;
  readonly predicate: object;
}

export const testResultType = "https://in-toto.io/attestation/test-result/v0.1";
/** Our own predicate, `MetricsPredicate`: the figures, and everything that the signature covers. */
export const metricsType = "urn:haproof:metrics:v1";

/** What is signed: the certificate's bytes, the files made of it, and until when it is valid. */
export interface Signed {
  readonly certificate: Certificate;
  readonly certificateSha256: string;
  readonly report: readonly Digested[];
  readonly validUntil: string;
}

interface Digested {
  readonly path: string;
  readonly sha256: string;
}

/** Two statements of one certificate: did it pass, in in-toto's own words, and how well, with all that this rests on. */
export function statementsOf(signed: Signed): readonly [testResult: Statement, metrics: Statement] {
  const subject = subjectsOf(signed);
  return [
    {
      _type: "https://in-toto.io/Statement/v1",
      subject,
      predicateType: testResultType,
      predicate: testResult(signed.certificate),
    },
    {
      _type: "https://in-toto.io/Statement/v1",
      subject,
      predicateType: metricsType,
      predicate: metrics(signed),
    },
  ];
}

/** The certificate itself, and what was under test: configuration files and images. */
function subjectsOf({ certificate, certificateSha256 }: Signed): readonly Resource[] {
  return [
    { name: "certificate.json", digest: { sha256: certificateSha256 } },
    ...certificate.profiles.flatMap(({ name, files }) =>
      files.map(({ path, sha256 }) => ({ name: `${name} ${path}`, digest: { sha256 } })),
    ),
    ...certificate.images.map(({ name, reference, id }) => ({
      name: `image ${name}`,
      digest: { sha256: id.replace(/^sha256:/, "") },
      annotations: { reference },
    })),
  ];
}

function testResult(certificate: Certificate): object {
  const cases = testCasesOf(certificate);
  const named = (result: TestCase["result"]): readonly string[] =>
    cases.filter((each) => each.result === result).map(({ claim, name }) => `${claim} ${name}`);
  return {
    result: { 0: "PASSED", 1: "FAILED", 2: "WARNED" }[certificate.summary.exitCode],
    configuration: [harnessOf(certificate)],
    passedTests: named("passed"),
    warnedTests: named("inconclusive"),
    failedTests: named("failed"),
  };
}

function harnessOf({ harness }: Certificate): Resource {
  const { version, commit, seed, replay } = harness;
  const known = commit !== undefined && /^[0-9a-f]{40}$/.test(commit);
  return {
    name: "haproof",
    uri: `pkg:npm/haproof@${version}`,
    ...(known ? { digest: { gitCommit: commit } } : {}),
    annotations: { seed, replay },
  };
}

function metrics({ certificate, report, validUntil }: Signed): MetricsPredicate {
  const { format, run, system, startedAt, finishedAt, harness, summary, unfinished } = certificate;
  return {
    ...{ format, run, system, startedAt, finishedAt, validUntil, harness, summary },
    ...(unfinished === undefined ? {} : { unfinished }),
    voidIf: "a digest of the subject, of the evidence or of the report changes",
    measures: measuresOf(certificate),
    evidence: evidenceOf(certificate).map(resource),
    report: report.map(resource),
  };
}

/** What our own predicate says. */
export interface MetricsPredicate {
  readonly format: string;
  readonly run: string;
  readonly system: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly validUntil: string;
  readonly harness: Certificate["harness"];
  readonly summary: Certificate["summary"];
  readonly unfinished?: Certificate["unfinished"];
  readonly voidIf: string;
  readonly measures: readonly object[];
  readonly evidence: readonly Resource[];
  readonly report: readonly Resource[];
}

function measuresOf({ claims }: Certificate): readonly object[] {
  return claims.flatMap(({ id, profiles }) =>
    profiles.flatMap(({ profile, faultKinds }) =>
      faultKinds.flatMap(({ faultKind, measures }) =>
        measures.flatMap(({ subject, figures }: CertifiedMeasure) =>
          figures === undefined ? [] : [{ claim: id, profile, faultKind, subject, ...figures }],
        ),
      ),
    ),
  );
}

/** Every file that the certificate was computed from. */
function evidenceOf({ record, trials }: Certificate): readonly Digested[] {
  return [
    record,
    ...trials.flatMap(({ evidence }) => [
      { path: evidence.record, sha256: evidence.recordSha256 },
      { path: evidence.recording, sha256: evidence.recordingSha256 },
      ...evidence.captures,
    ]),
  ];
}

function resource({ path, sha256 }: Digested): Resource {
  return { name: path, digest: { sha256 } };
}
