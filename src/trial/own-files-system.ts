import { HarnessError } from "../errors.ts";
import { mask } from "../predict/source-text.ts";
import type { Budgets } from "../verdict/expectation.ts";
import type { RunFinding } from "../verdict/run-record.ts";
import { describeFault } from "../timeline/fault-plan.ts";
import { instancesOn } from "./balancer-texts.ts";
import { ownClaims, ownScenarios, type OwnScope } from "./own-files-claims.ts";
import { withOwnFiles, type MappedStack } from "./own-files-mapping.ts";
import { haproxyPath, keepalivedPath, vipNetwork, type OwnFiles } from "./own-files.ts";
import type { ProgramReleases } from "./program-releases.ts";
import type { Scenario } from "./scenario.ts";
import type { FileCheck, System } from "./system.ts";

/** The profile of a run on a user's own files; it also names the trials' files. */
export const ownProfile = "own-files";

/** A system that runs a user's files in the place of its own, and what has to be said about that. */
export interface OwnSystem {
  readonly system: System;
  readonly scenarios: readonly Scenario[];
  /** What became of the files, and of what no budget is asked. */
  readonly findings: readonly RunFinding[];
}

/**
 * Puts a user's files into a system: its stack, images and stand-ins with their haproxy.cfg and keepalived.conf. The document's
 * promises are not asked of them; its failure matrix is, against the files' own windows and the budgets.
 * Throws BAD_CONFIG and BAD_INPUT as `withOwnFiles` does, before anything is started.
 */
export async function withFilesOf(
  system: System,
  files: OwnFiles,
  { scenarios, budgets }: { scenarios: readonly Scenario[]; budgets: Budgets },
): Promise<OwnSystem> {
  const template = system.profiles.find(({ asPublished }) => asPublished)?.name;
  if (template === undefined)
    throw new HarnessError("BAD_INPUT", `${system.name} has no published files to replace`);
  const { releases = {} } = system;
  const mapped = async (images?: Parameters<System["stack"]>[0]["images"]): Promise<MappedStack> => {
    const balancers = files.keepalived.length;
    const stack = await system.stack({
      profile: template,
      balancers,
      ...(images === undefined ? {} : { images }),
    });
    return withOwnFiles(stack, files, { profile: ownProfile, releases });
  };
  const first = await mapped();
  const scope = scopeOf(first, releases);
  const asked = ownScenarios(scenarios, scope);
  const names = [files.haproxy, ...files.keepalived].map(({ name }) => name);
  const claims = ownClaims({
    system: system.name,
    profile: ownProfile,
    source: names.join(", "),
    budgets,
    nopreempt: homeStays(first, releases),
  });
  const mappings = linesOf(first);
  return {
    system: {
      ...system,
      profiles: [
        { name: ownProfile, asPublished: false, description: `your own files: ${names.join(", ")}` },
      ],
      claims,
      stack: async ({ images }) => (await mapped(images)).stack,
      fileChecks: system.fileChecks.map((check) => ofOwnFiles(check, files, first)),
      foreignChecks: [],
    },
    scenarios: asked,
    findings: [
      {
        title: "addresses and interfaces of your files in the lab",
        detail: mappings.join("; "),
        profile: ownProfile,
      },
      ...unbudgeted(asked),
    ],
  };
}

function scopeOf({ stack, nodes }: MappedStack, releases: ProgramReleases): OwnScope {
  const balancers = stack.hosts.filter(({ role }) => role === "balancer");
  const back = backDevice(stack);
  const tracked = balancers.every((balancer) =>
    instancesOn(balancer, releases).some(({ trackInterfaces }) =>
      trackInterfaces.some(({ name }) => name === back),
    ),
  );
  return {
    unnamed: stack.hosts
      .filter(({ role, name }) => role !== "balancer" && !nodes.includes(name))
      .map(({ name }) => name),
    balancers: balancers.length,
    reach: tracked ? { backInterface: back } : {},
  };
}

/** The balancers' interface that does not carry the VIP. */
function backDevice(stack: MappedStack["stack"]): string {
  const front = vipNetwork(stack);
  return `eth${stack.networks.findIndex(({ name }) => name !== front)}`;
}

function homeStays({ stack }: MappedStack, releases: ProgramReleases): boolean {
  const [home] = stack.hosts
    .filter(({ role }) => role === "balancer")
    .flatMap((balancer) => instancesOn(balancer, releases).slice(0, 1))
    .sort((one, other) => other.basePriority - one.basePriority);
  return home?.nopreempt === true;
}

function linesOf({ mappings }: MappedStack): readonly string[] {
  const lines = mappings.map(({ what, written, lab }) => `${what}: ${written} → ${lab}`);
  return [...new Set(lines)];
}

/** Where no budget is asked although takeovers or evictions are: said once, with the faults. */
function unbudgeted(scenarios: readonly Scenario[]): readonly RunFinding[] {
  const faults = scenarios
    .filter(({ expect }) => expect.some(({ withoutBudget }) => withoutBudget === true))
    .map(({ fault }) => describeFault(fault));
  if (faults.length === 0) return [];
  const title = "no budget is asked where no setting of your files can see the fault";
  return [{ title, detail: [...new Set(faults)].join("; "), profile: ownProfile }];
}

/** A refusal stops the run in the words of the program; what the program starts with all the same is a finding. */
function ofOwnFiles(
  { says, role, command, advisory }: FileCheck,
  files: OwnFiles,
  { stack }: MappedStack,
): FileCheck {
  const hosts = stack.hosts.filter((host) => host.role === "balancer").map(({ name }) => name);
  return {
    says,
    role,
    command,
    expected: { [ownProfile]: advisory === true ? "any" : 0 },
    words: (host, output) => {
      const keepalived = files.keepalived[hosts.indexOf(host)];
      const named = output
        .replaceAll(haproxyPath, files.haproxy.name)
        .replaceAll(keepalivedPath, keepalived?.name ?? keepalivedPath);
      return [files.haproxy.text, keepalived?.text ?? ""]
        .flatMap(secretsIn)
        .reduce((text, secret) => text.replaceAll(secret, mask), named);
    },
  };
}

function secretsIn(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:auth_pass|(?:insecure-)?password)\s+"?([^\s"]{4,})/g)].flatMap(
    ([, secret]) => secret ?? [],
  );
}
