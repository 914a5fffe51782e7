import { makePki } from "../fixtures/systems/cosmian-kms/pki.ts";
import { serverName } from "../fixtures/systems/cosmian-kms/client/server-name.ts";
import { environment, onHosts } from "./edits.ts";
import type { Mutant } from "./mutant.ts";

const nodes = ["kms1", "kms2", "kms3"] as const;

/** Mistakes inside a KMS node. */
export const nodeMistakes: readonly Mutant[] = [
  {
    name: "accepts-and-never-answers",
    mistake: "the node that is added accepts connections and never answers, and its health is good",
    kind: "hidden",
    profile: "tuned",
    scenario: "kms-07-add-node",
    change: environment(["kms4"], { KMS_FAULTS_AT_START: "kmip=hang" }),
    caughtBy: { kind: "judgement", claim: "KMS-07", check: "first-served", question: "behaviour" },
  },
  {
    name: "other-certificate",
    mistake: "the node that is added has a certificate of another authority",
    kind: "hidden",
    profile: "tuned",
    scenario: "kms-07-add-node",
    change: async (stack) => {
      const other = await makePki({ hosts: [serverName] });
      return onHosts(stack, ["kms4"], (host) => ({
        ...host,
        files: {
          ...host.files,
          "/etc/kms/tls/own.pem": other.server.certificate,
          "/etc/kms/tls/own.key": other.server.key,
        },
      }));
    },
    caughtBy: { kind: "judgement", claim: "KMS-07", check: "first-served", question: "behaviour" },
  },
  {
    name: "pool-never-reconnects",
    mistake: "the nodes close their pool of database connections when one is lost, and never open another",
    kind: "hidden",
    profile: "tuned",
    scenario: "kms-12-database-stop",
    change: environment(nodes, { KMS_MISTAKE: "never-reconnect" }),
    caughtBy: {
      kind: "refusal",
      claim: "KMS-12",
      names: /has 0 of 6 servers in rotation/,
      because: "the nodes stay out when the database is back, so the trial has no end in a steady state",
    },
  },
  {
    name: "acknowledges-early",
    mistake: "the nodes say that a key is stored before the database has committed it",
    kind: "hidden",
    profile: "tuned",
    scenario: "kms-10-writes-database-stop",
    change: environment(nodes, { KMS_MISTAKE: "acknowledge-early" }),
    caughtBy: { kind: "judgement", claim: "KMS-10", check: "ledger", question: "behaviour" },
  },
];
