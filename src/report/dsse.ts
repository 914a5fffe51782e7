import { sign, verify, type KeyObject } from "node:crypto";
import { z } from "zod";

/** What an in-toto statement is called inside an envelope. */
const payloadType = "application/vnd.in-toto+json";

/** Base64 in its one canonical form: else bits that nobody reads could be changed. */
const base64 = z.string().refine((text) => Buffer.from(text, "base64").toString("base64") === text);

/** One envelope as it stands in a bundle's line; what else stands in it is ignored, as its specification asks. */
export const envelopeSchema = z.object({
  payloadType: z.string(),
  payload: base64,
  signatures: z.array(z.object({ keyid: z.string().optional(), sig: base64 })).min(1),
});

export type Envelope = z.infer<typeof envelopeSchema>;

/** A signed statement: DSSE, the envelope of in-toto (specification 1.0.2, protocol.md and envelope.md), by an Ed25519 key. */
export function sealed(statement: object, { key, keyid }: { key: KeyObject; keyid: string }): Envelope {
  const payload = Buffer.from(JSON.stringify(statement));
  const sig = sign(null, signedBytes(payloadType, payload), key).toString("base64");
  return { payloadType, payload: payload.toString("base64"), signatures: [{ keyid, sig }] };
}

/**
 * The payload of an envelope, where one of its signatures is the key's; undefined where none is. What is returned are the very
 * bytes that were signed.
 */
export function opened(
  envelope: Envelope,
  { key, keyid: own }: { key: KeyObject; keyid: string },
): Buffer | undefined {
  const payload = Buffer.from(envelope.payload, "base64");
  const covered = signedBytes(envelope.payloadType, payload);
  const signed = envelope.signatures.some(
    ({ keyid = own, sig }) => keyid === own && verify(null, covered, key, Buffer.from(sig, "base64")),
  );
  return signed && envelope.payloadType === payloadType ? payload : undefined;
}

/** DSSE's pre-authentication encoding: lengths in bytes, so that no two payloads and types can be taken for each other. */
export function signedBytes(type: string, payload: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `),
    payload,
  ]);
}
