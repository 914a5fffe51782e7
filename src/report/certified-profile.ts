import type { ProfileRecord, TopologyRecord } from "../verdict/run-record.ts";
import type { Certificate } from "./certificate.ts";

type CertifiedProfileRecord = Certificate["profiles"][number];

/** A configuration under test as the certificate states it. */
export function certifiedProfileRecord({
  name,
  asPublished,
  description,
  files,
  topology,
}: ProfileRecord): CertifiedProfileRecord {
  return {
    ...{ name, asPublished, description },
    files: files.map((file) => ({ ...file })),
    ...(topology === undefined ? {} : { topology: certifiedTopology(topology) }),
  };
}

function certifiedTopology({
  networks,
  hosts,
  vips,
}: TopologyRecord): NonNullable<CertifiedProfileRecord["topology"]> {
  return {
    networks: networks.map((network) => ({ ...network })),
    hosts: hosts.map(({ name, role, addresses }) => ({ name, role, addresses: { ...addresses } })),
    vips: vips.map((vip) => ({ ...vip })),
  };
}
