import type { Engine } from "../lab/engine/engine.ts";
import { isOlder, leastApiVersion } from "../lab/engine/engine.ts";
import { kernelFeatures, type FeatureFinding } from "../lab/engine/kernel-features.ts";
import { loadOf, stealOf, type KernelReading } from "../lab/engine/kernel-reading.ts";
import type { NothingFound } from "../lab/engine/search.ts";

/** One thing that haproof needs or wants of a machine. */
export interface Row {
  readonly name: string;
  /** `missing`: the main job cannot run. `warn`: it runs, with what `found` says. */
  readonly status: "ok" | "warn" | "missing";
  readonly found: string;
  /** What a person can do about it; absent where nothing is to do. */
  readonly todo?: string;
}

export function engineRows({ version, apiVersion, endpoint, local }: Engine): readonly Row[] {
  const found = `${version}, API ${apiVersion}, at ${endpoint}`;
  const old = isOlder(apiVersion, leastApiVersion);
  return [
    old
      ? {
          name: "engine",
          status: "missing",
          found,
          todo: `API ${leastApiVersion} is needed: Docker 20.10 or later`,
        }
      : { name: "engine", status: "ok", found },
    local
      ? { name: "same kernel", status: "ok", found: "containers share this machine's kernel and clock" }
      : {
          name: "same kernel",
          status: "warn",
          found: "containers run on another kernel (a virtual machine or another computer)",
          todo: "nothing: all is measured inside the lab; what runs beside it there is not seen here",
        },
  ];
}

/** No engine: whether the next run will set one up, or what a person has to do. */
export function noEngineRow({ rule, tried }: NothingFound): Row {
  const name = "engine";
  const found =
    tried.length === 0 ? "no engine listens in any known place" : `none answers: ${tried.join("; ")}`;
  const preventable = "(HAPROOF_SETUP=never prevents it)";
  switch (rule.act) {
    case "install":
      return { name, status: "warn", found, todo: `nothing: the next run installs one ${preventable}` };
    case "start":
      return {
        name,
        status: "warn",
        found,
        todo: `nothing: the next run starts ${rule.dockerd} ${preventable}`,
      };
    case "none":
      return { name, status: "missing", found, todo: rule.todo };
  }
}

export function featureRows(
  findings: readonly FeatureFinding[],
  freezer: FeatureFinding | undefined,
): readonly Row[] {
  const rows = kernelFeatures.map(({ id, name, use, needed }) =>
    featureRow(
      { name, use, needed },
      findings.find((finding) => finding.id === id),
    ),
  );
  return [
    ...rows,
    featureRow({ name: "freezing a host", use: "host freeze (pause)", needed: true }, freezer),
  ];
}

function featureRow(
  { name, use, needed }: { name: string; use: string; needed: boolean },
  finding: FeatureFinding | undefined,
): Row {
  if (finding?.works === undefined) {
    const todo = "run once: `haproof certify` builds the images, then doctor can try";
    return { name, status: "warn", found: finding?.how ?? "not known yet: the images are not built", todo };
  }
  if (finding.works) return { name, status: "ok", found: finding.how };
  const todo = `needs another kernel; without it: no ${use}`;
  return { name, status: needed ? "missing" : "warn", found: finding.how, todo };
}

/** Reading these takes a microsecond or more each time, and some of them drift. */
const slowClocks = ["hpet", "acpi_pm", "pit", "jiffies", "refined-jiffies"];

/** Above these the machine disturbs what it measures: half of the cores busy, 2 % of the time taken by a hypervisor. */
const busyPerCore = 0.5;
const stealShare = 0.02;

export function machineRows(reading: KernelReading | undefined, cores: number): readonly Row[] {
  const coreRow: Row =
    cores >= 2
      ? { name: "cores", status: "ok", found: `${cores}` }
      : {
          name: "cores",
          status: "warn",
          found: `${cores}`,
          todo: "give it two: on one, probes wait for what they probe",
        };
  if (reading === undefined) {
    return [
      coreRow,
      { name: "clock, load, steal", status: "warn", found: "not known yet: the images are not built" },
    ];
  }
  return [clockRow(reading), coreRow, loadRow(reading, cores), stealRow(reading)];
}

function clockRow({ clockSource }: KernelReading): Row {
  const row = { name: "clock source", found: clockSource };
  if (!slowClocks.includes(clockSource)) return { ...row, status: "ok" };
  return { ...row, status: "warn", todo: "a fast one (tsc, kvm-clock) makes shorter budgets decidable" };
}

function loadRow(reading: KernelReading, cores: number): Row {
  const load = loadOf(reading);
  const row = { name: "load", found: `${load.toFixed(2)} over the last minute, on ${cores} cores` };
  if (load <= busyPerCore * cores) return { ...row, status: "ok" };
  return { ...row, status: "warn", todo: "wait until the machine is quiet, or trials come out inconclusive" };
}

function stealRow(reading: KernelReading): Row {
  const steal = stealOf(reading);
  const row = {
    name: "steal",
    found: `${(steal * 100).toFixed(1)} % of the cores' time went to other machines`,
  };
  if (steal <= stealShare) return { ...row, status: "ok" };
  return { ...row, status: "warn", todo: "the hypervisor is overbooked: run when it is quiet, or elsewhere" };
}

/** The images of a system take 2 GB with the layers of a build; a run adds logs and data of some 100 MB. */
const wantedBytes = 5e9;
const leastBytes = 1e9;

export function diskRow(bytes: number | undefined, folder: string): Row {
  const name = "free disk";
  if (bytes === undefined)
    return { name, status: "warn", found: `not known: ${folder} is not on this machine` };
  const found = `${(bytes / 1e9).toFixed(1)} GB under ${folder}`;
  if (bytes >= wantedBytes) return { name, status: "ok", found };
  const todo = "free some: haproof clean --images, docker system prune";
  return { name, status: bytes < leastBytes ? "missing" : "warn", found, todo };
}

/** @param wanted the references that the present sources give */
export function imagesRow(present: readonly string[], wanted: readonly string[]): Row {
  const name = "images";
  const old = present.filter(
    (reference) => /^haproof\/.*:[0-9a-f]{12}$/.test(reference) && !wanted.includes(reference),
  );
  const absent = wanted.filter((reference) => !present.includes(reference));
  const outdated =
    old.length === 0 ? "" : `; ${old.length} of older sources (haproof clean --images removes all)`;
  if (absent.length === 0) return { name, status: "ok", found: `all ${wanted.length} are built${outdated}` };
  return {
    name,
    status: "warn",
    found: `${absent.length} of ${wanted.length} are not built: ${absent.join(", ")}${outdated}`,
    todo: "nothing: the next run builds them, some 20 s each",
  };
}

export interface BaseFacts {
  readonly reference: string;
  readonly present: readonly string[];
  /** Whether mmdebstrap is here, or may be installed. */
  readonly canMake: boolean;
}

export function baseRow({ reference, present, canMake }: BaseFacts): Row {
  const name = "base image";
  if (present.includes(reference) || present.includes(`${reference}:latest`)) {
    return { name, status: "ok", found: reference };
  }
  const todo = canMake
    ? "nothing: the next run pulls it, or makes it from packages"
    : "the next run has to pull it; where no registry answers: apt-get install mmdebstrap, or HAPROOF_BASE_IMAGE";
  return { name, status: "warn", found: `${reference} is not here`, todo };
}

export interface Leftovers {
  /** Names of containers, networks and volumes whose run is dead. */
  readonly dead: readonly string[];
  /** Runs that are under way. */
  readonly living: readonly string[];
}

export function leftoversRow({ dead, living }: Leftovers): Row {
  const name = "leftovers";
  const running = living.length === 0 ? "" : `; under way: ${living.join(", ")}`;
  if (dead.length === 0) return { name, status: "ok", found: `none${running}` };
  return { name, status: "warn", found: `${dead.join(", ")}${running}`, todo: "haproof clean" };
}
