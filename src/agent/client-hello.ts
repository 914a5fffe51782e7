import { randomBytes } from "node:crypto";

/** ECDHE with AES-GCM over ECDSA and RSA certificates for TLS 1.2, and what TLS 1.3 must have. */
const cipherSuites = [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030];
const groups = { x25519: 0x001d, secp256r1: 0x0017 };
/** ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256, rsa_pkcs1_sha256, and their SHA-384 siblings. */
const signatures = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501];
const versions = [0x0304, 0x0303];

/** Extension numbers (RFC 8446 section 4.2, RFC 6066, RFC 5746, RFC 7627, RFC 4492). */
const extension = {
  serverName: 0,
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  extendedMasterSecret: 23,
  supportedVersions: 43,
  keyShare: 51,
  renegotiationInfo: 0xff01,
};

/**
 * A ClientHello for TLS 1.2 and 1.3 as one record (RFC 8446 section 4.1.2), for a client that stops at the answer: its key
 * share is random, nobody holds the private key.
 */
export function clientHello(servername?: string): Buffer {
  const extensions = [
    ...(servername === undefined ? [] : [extended(extension.serverName, serverName(servername))]),
    extended(extension.supportedGroups, sized(2, u16(...Object.values(groups)))),
    extended(extension.pointFormats, sized(1, Buffer.from([0]))),
    extended(extension.signatureAlgorithms, sized(2, u16(...signatures))),
    extended(extension.extendedMasterSecret, Buffer.alloc(0)),
    extended(extension.renegotiationInfo, Buffer.from([0])),
    extended(extension.supportedVersions, sized(1, u16(...versions))),
    extended(extension.keyShare, sized(2, u16(groups.x25519), sized(2, randomBytes(32)))),
  ];
  const body = Buffer.concat([
    u16(0x0303),
    randomBytes(32),
    sized(1, randomBytes(32)),
    sized(2, u16(...cipherSuites)),
    sized(1, Buffer.from([0])),
    sized(2, ...extensions),
  ]);
  const handshake = Buffer.concat([Buffer.from([1]), sized(3, body)]);
  return Buffer.concat([Buffer.from([22]), u16(0x0301), sized(2, handshake)]);
}

function serverName(name: string): Buffer {
  return sized(2, Buffer.from([0]), sized(2, Buffer.from(name, "ascii")));
}

function extended(type: number, content: Buffer): Buffer {
  return Buffer.concat([u16(type), sized(2, content)]);
}

/** A vector: its length in `width` bytes, then its content. */
function sized(width: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = Buffer.alloc(width);
  length.writeUIntBE(content.length, 0, width);
  return Buffer.concat([length, content]);
}

function u16(...values: readonly number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >> 8, value & 0xff]));
}
