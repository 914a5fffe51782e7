import { HarnessError } from "../errors.ts";
import type { Release } from "../lab/images/release.ts";
import type { Lab } from "../lab/lab.ts";

/** The releases of the two programs that decide a failover: predictions differ by them. */
export interface ProgramReleases {
  readonly haproxyVersion?: string;
  readonly keepalivedVersion?: string;
}

/**
 * What each release of Debian ships: how files have to be read before a balancer runs that could be asked. Later packages of a
 * release are of the same branch.
 */
export const shippedWith: Readonly<Record<Release, Required<ProgramReleases>>> = {
  bookworm: { haproxyVersion: "2.6.12", keepalivedVersion: "2.2.7" },
  trixie: { haproxyVersion: "3.0.11", keepalivedVersion: "2.3.3" },
};

/** How each of the two is asked, and what its release looks like in the answer. */
export const programs = [
  { name: "haproxyVersion", command: "haproxy -v", says: /HAProxy version (\d+(?:\.\d+)+)/i },
  { name: "keepalivedVersion", command: "keepalived --version", says: /Keepalived v(\d+(?:\.\d+)+)/i },
] as const;

/**
 * What the balancers' programs say of themselves; nothing in a lab without balancers.
 * Throws AGENT_FAILED where one does not say its release: predictions would be made for another one.
 */
export async function releasesOn(lab: Lab): Promise<ProgramReleases> {
  const [host] = lab.withRole("balancer");
  if (host === undefined) return {};
  const found = await Promise.all(
    programs.map(async ({ name, command, says }) => {
      const { output } = await host.hand.run(command);
      return [name, releaseIn(output, { command, says })] as const;
    }),
  );
  return Object.fromEntries(found);
}

/** The release in what a program says of itself. Throws AGENT_FAILED where there is none. */
export function releaseIn(output: string, { command, says }: { command: string; says: RegExp }): string {
  const release = says.exec(output)?.[1];
  if (release !== undefined) return release;
  throw new HarnessError("AGENT_FAILED", `"${command}" does not say its release:\n${output.trim()}`);
}
