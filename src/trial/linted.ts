import { HarnessError } from "../errors.ts";
import type { Lab } from "../lab/lab.ts";
import { lint } from "../predict/lint/lint.ts";
import { placeText } from "../predict/lint/places.ts";
import { rules } from "../predict/lint/rules.ts";
import { readBalancers } from "../predict/model/read-balancers.ts";
import type { BalancerText } from "../predict/prediction.ts";
import type { Expectation } from "../verdict/expectation.ts";
import type { RuleFinding } from "../verdict/trial-record.ts";
import type { ProgramReleases } from "./program-releases.ts";

/**
 * What the rules that some expectations name find in the files as they lie on the balancers at this moment; undefined where none names
 * any. Throws BAD_INPUT for a rule that does not exist, which would never find anything, and BAD_CONFIG.
 */
export async function linted(
  lab: Pick<Lab, "withRole">,
  { expectations, releases }: { expectations: readonly Expectation[]; releases: ProgramReleases },
): Promise<readonly RuleFinding[] | undefined> {
  const asked = expectations.flatMap(({ measure }) => (measure.check === "files" ? measure.rules : []));
  if (asked.length === 0) return undefined;
  const unknown = asked.find((name) => !rules.some(({ id }) => id === name));
  if (unknown !== undefined) throw new HarnessError("BAD_INPUT", `there is no rule "${unknown}"`);
  const up = lab.withRole("balancer").filter(({ isUp }) => isUp);
  const texts = await Promise.all(
    up.map(async ({ name: host, hand }): Promise<BalancerText> => {
      // A hand tells lines, and takes the line feed of the last one away.
      const textOf = async (file: string): Promise<string> => `${(await hand.must(`cat ${file}`)).output}\n`;
      const haproxyCfg = await textOf("/etc/haproxy/haproxy.cfg");
      return { host, haproxyCfg, keepalivedConf: await textOf("/etc/keepalived/keepalived.conf") };
    }),
  );
  return lint({ balancers: readBalancers(texts, releases), notes: [] })
    .filter(({ rule }) => asked.includes(rule))
    .map(({ rule, place, message }) => ({ rule, place: placeText(place), message }));
}
