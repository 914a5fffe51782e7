import chalk, { type ChalkInstance } from "chalk";
import type {
  Certificate,
  CertifiedClaim,
  CertifiedFaultKind,
  CertifiedMeasure,
  CertifiedProfile,
} from "./certificate.ts";
import { formatMs } from "../timeline/duration.ts";
import { summaryOf } from "./index-page.ts";
import { decidingMeasure, describeMeasured } from "./wording.ts";

/** Where the table is printed: how wide, and whether in colour (chalk looks at NO_COLOR and the terminal itself). */
export interface TerminalOptions {
  readonly columns?: number | undefined;
  readonly colour?: ChalkInstance;
}

const wide = { profile: 10, fault: 26, promised: 9, predicted: 15, measured: 21, verdict: 12 };
const narrow = { profile: 9, fault: 15, promised: 8, predicted: 13, measured: 16, verdict: 12 };
type Widths = typeof wide;

/** Below this many columns the narrow table is printed; it needs 80. */
const wideFrom = 100;

/** The claims of a certificate as a table: promised, predicted, measured, verdict; then the run in one sentence. */
export function terminalTable(
  certificate: Certificate,
  { columns = wideFrom, colour = chalk }: TerminalOptions = {},
): string {
  const widths = columns >= wideFrom ? wide : narrow;
  const heading = row(widths, {
    profile: "profile",
    fault: "fault",
    promised: "promised",
    predicted: "predicted",
    measured: "measured",
    verdict: "verdict",
  });
  return [
    colour.dim(heading),
    ...certificate.claims.flatMap((claim) => claimLines(claim, widths, colour)),
    "",
    summaryOf(certificate),
  ].join("\n");
}

function claimLines(claim: CertifiedClaim, widths: Widths, colour: ChalkInstance): string[] {
  const total = 2 + Object.values(widths).reduce((sum, width) => sum + width + 1, -1);
  const room = total - claim.id.length - claim.promise.length - 3;
  const title = `${colour.bold(claim.id)} ${fit(claim.text, room)}  ${paint(claim.promise, colour)}`;
  if (claim.skipped !== undefined) return [title, colour.dim(`  ${fit(claim.skipped, total - 2).trimEnd()}`)];
  return [title, ...claim.profiles.flatMap((profile) => profileLines(profile, widths, colour))];
}

function profileLines(
  { profile, faultKinds }: CertifiedProfile,
  widths: Widths,
  colour: ChalkInstance,
): string[] {
  if (faultKinds.length === 0)
    return [`  ${fit(profile, widths.profile)} ${colour.yellow("no trial served it")}`];
  return faultKinds.map((faultKind) => {
    const measure = decidingMeasure(faultKind);
    const verdict = verdictOf(faultKind);
    const line = row(widths, {
      profile,
      fault: faultKind.faultKind,
      promised: measure?.promised ?? "",
      predicted: measure?.predicted === undefined ? "" : compactWindow(measure.predicted),
      measured: measure === undefined ? "" : describeMeasured(measure),
      verdict: "",
    });
    return `${line.slice(0, line.length - widths.verdict)}${paint(verdict, colour)}`;
  });
}

/** The gravest of the three answers, in one word. */
function verdictOf({ behaviour, budget, promise }: CertifiedFaultKind): string {
  if (behaviour === "fail") return "FAILED";
  if (budget === "missed") return "MISSED";
  if (behaviour === "inconclusive" || budget === "inconclusive") return "INCONCLUSIVE";
  return promise;
}

/** "2.60–3.60 s": two digits are enough beside a figure that has its own uncertainty. */
function compactWindow({
  outcome,
  earliestMs,
  latestMs,
}: NonNullable<CertifiedMeasure["predicted"]>): string {
  if (outcome === "never" || earliestMs === null) return "never";
  if (latestMs === null) return `from ${formatMs(earliestMs)}`;
  const inSeconds = (ms: number): string => (ms / 1000).toFixed(2);
  return earliestMs === latestMs
    ? `${inSeconds(earliestMs)} s`
    : `${inSeconds(earliestMs)}–${inSeconds(latestMs)} s`;
}

function row(widths: Widths, cells: Readonly<Record<keyof Widths, string>>): string {
  const { profile, fault, promised, predicted, measured, verdict } = widths;
  return [
    " ",
    fit(cells.profile, profile),
    fit(cells.fault, fault),
    fit(cells.promised, promised),
    fit(cells.predicted, predicted),
    fit(cells.measured, measured),
    fit(cells.verdict, verdict),
  ].join(" ");
}

/** Exactly `width` characters: filled up, or cut with an ellipsis. */
function fit(text: string, width: number): string {
  return text.length <= width ? text.padEnd(width) : `${text.slice(0, Math.max(0, width - 1))}…`;
}

function paint(verdict: string, colour: ChalkInstance): string {
  switch (verdict) {
    case "HOLDS":
    case "HOLDS WITH TUNING":
      return colour.green(verdict);
    case "FAILED":
    case "MISSED":
    case "REFUTED":
      return colour.red(verdict);
    case "NOT APPLICABLE":
    case "MODELLED":
      return colour.dim(verdict);
    default:
      return colour.yellow(verdict);
  }
}
