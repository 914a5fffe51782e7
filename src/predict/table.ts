import { describeFault, type FaultPlan } from "../timeline/fault-plan.ts";
import { windowText } from "./model/figures.ts";
import { elsewhere } from "./model/symptom.ts";
import type { Prediction } from "./prediction.ts";

/** A fault and what is predicted of it. */
export interface PredictedFault {
  readonly plan: FaultPlan;
  readonly predictions: readonly Prediction[];
}

interface Row {
  readonly result: string;
  readonly window: string;
  readonly knob: string;
}

const columns = [
  { title: "Event", width: 20 },
  { title: "Result", width: 25 },
  { title: "Earliest–latest", width: 15 },
  { title: "Governed by", width: 16 },
] as const;

/**
 * "Failover behaviour" as a vendor's document would print it, 80 columns wide. Transitions from the fault, and, where the
 * result says so, from its heal. Faults on hosts that behave alike share their rows.
 */
export function failoverTable(faults: readonly PredictedFault[]): string {
  const notes: string[] = [];
  const blocks = alike(faults).map(({ plans, rows }) =>
    printed(
      title(plans),
      rows.map((row) => rowOf(row, notes)),
    ),
  );
  const head = [
    line(columns.map(({ title }) => title)),
    columns.map(({ width }) => "─".repeat(width)).join(" "),
  ];
  const foot = notes.map((note, at) => wrapped(`(${at + 1}) ${note}`, 76).join("\n    "));
  return [...head, ...blocks.flatMap((block) => [block, ""]), ...foot].join("\n").trimEnd();
}

/** Every prediction with its formula and source, one below the other. */
export function explanation(faults: readonly PredictedFault[]): string {
  return alike(faults)
    .flatMap(({ plans, rows }) =>
      rows.map((row) =>
        [
          `${title(plans)}: ${resultOf(row)}`,
          `  ${row.outcome === "never" ? "never" : windowText(row.window)} after the ${row.from === "heal" ? "heal" : "fault"}; ${row.knob}`,
          `  ${row.formula}`,
          `  ${row.source}`,
          ...(row.note === undefined ? [] : [`  ${row.note}`]),
        ].join("\n"),
      ),
    )
    .join("\n\n");
}

/** A prediction that stands for all of its kind. */
interface Shared extends Omit<Prediction, "subject" | "by"> {
  readonly subjects: readonly string[];
  readonly bys: readonly string[];
}

interface Block {
  readonly plans: readonly FaultPlan[];
  readonly rows: readonly Shared[];
}

/**
 * Joins faults whose rows differ in nothing but the host's own name: first the same fault on other hosts, then other
 * faults on the same hosts.
 */
function alike(faults: readonly PredictedFault[]): readonly Block[] {
  const byFault = new Map<string, Block>();
  for (const { plan, predictions } of faults) {
    const rows = shared(worthTelling(plan, predictions));
    const anonymousRows = rows.map((row) => anonymous(row, plan.hosts));
    const key = JSON.stringify([{ ...plan, hosts: plan.hosts.length }, anonymousRows]);
    const known = byFault.get(key);
    const [first = plan] = known?.plans ?? [];
    byFault.set(key, {
      plans: [known === undefined ? plan : { ...first, hosts: [...first.hosts, ...plan.hosts] }],
      rows: known === undefined ? rows : rows.map((row, at) => together(known.rows[at] ?? row, row)),
    });
  }
  const byRows = new Map<string, Block>();
  for (const { plans, rows } of byFault.values()) {
    const key = JSON.stringify([plans[0]?.hosts, rows]);
    byRows.set(key, { rows, plans: [...(byRows.get(key)?.plans ?? []), ...plans] });
  }
  return [...byRows.values()];
}

/** A table leaves out what goes without saying: one holder only, and what a fault elsewhere does not do. */
function worthTelling(plan: FaultPlan, predictions: readonly Prediction[]): readonly Prediction[] {
  const hurtsBalancer = predictions.some(
    ({ by, transition }) => transition !== "takeover" && plan.hosts.includes(by),
  );
  const telling = predictions.filter(({ transition, outcome, note }) => {
    if (outcome === "within") return true;
    if (transition === "eviction") return !hurtsBalancer;
    return transition !== "dual-master" && note !== elsewhere;
  });
  return telling.length > 0 ? telling : predictions.slice(0, 1);
}

function shared(predictions: readonly Prediction[]): readonly Shared[] {
  const rows = new Map<string, Shared>();
  for (const { subject, by, ...rest } of predictions) {
    const key = JSON.stringify([rest, rest.window.latestMs === Infinity]);
    const row = { ...rest, subjects: [subject], bys: [by] };
    const known = rows.get(key);
    rows.set(key, known === undefined ? row : together(known, row));
  }
  return [...rows.values()];
}

function together(row: Shared, other: Shared): Shared {
  return {
    ...row,
    subjects: [...new Set([...row.subjects, ...other.subjects])],
    bys: [...new Set([...row.bys, ...other.bys])],
  };
}

function anonymous(row: Shared, hosts: readonly string[]): string {
  return hosts.reduce((text, host) => text.replaceAll(host, "*"), JSON.stringify(row));
}

function rowOf(row: Shared, notes: string[]): Row {
  const never = row.outcome === "never";
  const mark = never || row.note === undefined ? "" : ` (${footnote(row.note, notes)})`;
  return {
    result: resultOf(row) + mark,
    window: never ? "never" : windowText(row.window),
    knob: never && row.knob === "–" ? "" : row.knob,
  };
}

function footnote(note: string, notes: string[]): number {
  const known = notes.indexOf(note);
  return known >= 0 ? known + 1 : notes.push(note);
}

/** "host-loss, link-down on kms1, kms2": the faults of one block have the same hosts. */
function title(plans: readonly FaultPlan[]): string {
  const hosts = plans[0]?.hosts ?? [];
  const what = plans.map((plan) => describeFault({ ...plan, hosts: [] }));
  return `${what.join("; ")}${hosts.length === 0 ? "" : ` on ${hosts.join(", ")}`}`;
}

/** "kmip/kms1, kms2": a backend is named once. */
function subjectText(subjects: readonly string[]): string {
  const byBackend = new Map<string, string[]>();
  for (const subject of subjects) {
    const backend = subject.slice(0, subject.lastIndexOf("/") + 1);
    byBackend.set(backend, [...(byBackend.get(backend) ?? []), subject.slice(backend.length)]);
  }
  return [...byBackend].map(([backend, names]) => backend + names.join(", ")).join(", ");
}

function resultOf(row: Shared): string {
  const what = subjectText(row.subjects);
  const who = row.bys.join(", ");
  const happens = row.outcome === "within";
  switch (row.transition) {
    case "takeover":
      return happens ? `${what} moves to ${who}` : `${what} stays: ${row.note ?? ""}`;
    case "dual-master":
      return `${what} has two holders`;
    case "failback":
      return happens
        ? `${what} returns to ${who}, after the heal`
        : `${what} does not return to ${who}: ${row.note ?? ""}`;
    case "eviction":
      return happens ? `${what} taken out by ${who}` : `${what} kept by ${who}: ${row.note ?? ""}`;
    case "readmission":
      return `${what} taken back by ${who}, after the heal`;
  }
}

/** One block: the event beside all of its rows. */
function printed(event: string, rows: readonly Row[]): string {
  const right = rows.flatMap(({ result, window, knob }) => {
    const cells = [result, window, knob].map((text, at) => wrapped(text, columns[at + 1]?.width ?? 0));
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, at) => cells.map((lines) => lines[at] ?? ""));
  });
  const left = wrapped(event, columns[0].width);
  const height = Math.max(left.length, right.length);
  return Array.from({ length: height }, (_, at) => line([left[at] ?? "", ...(right[at] ?? [])])).join("\n");
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, at) => cell.padEnd(columns[at]?.width ?? 0))
    .join(" ")
    .trimEnd();
}

/** Breaks at spaces, and inside a word only where it is longer than the line. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of text.split(" ").flatMap((long) => pieces(long, width))) {
    if (current !== "" && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === "" ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}

function pieces(word: string, width: number): readonly string[] {
  if (word.length <= width) return [word];
  const slash = word.slice(0, width).lastIndexOf("/") + 1;
  const cut = slash > 0 ? slash : width;
  return [word.slice(0, cut), ...pieces(word.slice(cut), width)];
}
