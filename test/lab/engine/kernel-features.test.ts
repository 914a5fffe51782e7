import { expect, test } from "vitest";
import {
  attemptScript,
  featuresByAttempt,
  featuresByConfig,
  kernelFeatures,
} from "../../../src/lab/engine/kernel-features.ts";

const works = (
  findings: readonly { id: string; works: boolean | undefined }[],
): Record<string, boolean | undefined> =>
  Object.fromEntries(findings.map((finding) => [finding.id, finding.works]));

test("by the kernel's configuration, built in and module both count, and all options are wanted", () => {
  const config = `CONFIG_NF_TABLES=y
CONFIG_NF_TABLES_NETDEV=y
CONFIG_NETFILTER_INGRESS=y
CONFIG_NET_SCH_TBF=m
# CONFIG_NET_SCH_NETEM is not set
CONFIG_PACKET=y
CONFIG_PACKET_DIAG=y`;
  const findings = featuresByConfig(config);
  expect(works(findings)).toEqual({
    netdev: false,
    expiry: true,
    capture: true,
    numgen: false,
    netem: false,
    tbf: true,
    "cpu-quota": false,
    time: false,
  });
  expect(findings.find(({ id }) => id === "netdev")?.how).toBe(
    "the kernel was built without NETFILTER_EGRESS",
  );
});

test("without a configuration nothing is known", () => {
  expect(featuresByConfig(undefined).every((finding) => finding.works === undefined)).toBe(true);
});

test("what a container tried is read from its lines, whatever ends them", () => {
  const output = `+netdev\r\n-netem Error: Specified qdisc kind is unknown.\r\n-tbf\r\n-numgen sh: 4: nft: not found\r\n`;
  const findings = featuresByAttempt(output);
  expect(works(findings)).toEqual({
    netdev: true,
    expiry: undefined,
    capture: undefined,
    numgen: undefined,
    netem: false,
    tbf: false,
    "cpu-quota": undefined,
    time: undefined,
  });
  expect(findings.find(({ id }) => id === "netem")?.how).toBe(
    "tried in a container: Error: Specified qdisc kind is unknown.",
  );
  expect(findings.find(({ id }) => id === "numgen")?.how).toBe("not known: sh: 4: nft: not found");
});

test("the script tries every feature and tells each apart from the shell's own words", () => {
  const script = attemptScript();
  for (const { id, attempt } of kernelFeatures)
    expect(script).toContain(`if (${attempt}) >/tmp/said 2>&1; then echo "+${id}"`);
});

test("what the published faults stand on is needed, what only some faults use is not", () => {
  expect(kernelFeatures.filter(({ needed }) => needed).map(({ id }) => id)).toEqual([
    "netdev",
    "expiry",
    "capture",
  ]);
});
