import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { access, writeFile } from "node:fs/promises";
import { HarnessError, messageOf } from "../errors.ts";
import { readWhole, sha256, writeError } from "./files.ts";

/** The two files that `haproof key` makes, in PEM, and how others name the key. */
export interface MadeKey {
  readonly privateFile: string;
  readonly publicFile: string;
  readonly keyid: string;
}

/**
 * Makes an Ed25519 key: the private half for its owner alone, the public half for everybody. Nothing is overwritten. Throws
 * BAD_INPUT where a file is there already or cannot be written.
 */
export async function makeKey(privateFile: string): Promise<MadeKey> {
  const publicFile = `${privateFile}.pub`;
  for (const path of [privateFile, publicFile]) {
    const taken = await access(path).then(
      () => true,
      () => false,
    );
    if (taken) throw new HarnessError("BAD_INPUT", `${path} is there already; it is not overwritten`);
  }
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  await writeNew(privateFile, privateKey.export({ type: "pkcs8", format: "pem" }), 0o600);
  await writeNew(publicFile, pemOf(publicKey), 0o644);
  return { privateFile, publicFile, keyid: keyIdOf(publicKey) };
}

async function writeNew(path: string, pem: string | Buffer, mode: number): Promise<void> {
  await writeFile(path, pem, { mode, flag: "wx" }).catch((cause: unknown) => {
    throw writeError(path, cause);
  });
}

/** The private key that a certificate is signed with. Throws BAD_INPUT where there is none, or where it is no Ed25519 key. */
export async function readPrivateKey(path: string): Promise<KeyObject> {
  return ed25519(path, (pem) => createPrivateKey(pem), await readWhole(path));
}

/** The public key that a certificate is verified with. Throws BAD_INPUT where there is none, or where it is no Ed25519 key. */
export async function readPublicKey(path: string): Promise<KeyObject> {
  return ed25519(path, (pem) => createPublicKey(pem), await readWhole(path));
}

/** SHA-256 of the public key's DER, in hexadecimal: short enough to be read out on the telephone. */
export function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return sha256(publicKey.export({ type: "spki", format: "der" }));
}

/** The public half of a key as PEM. */
export function pemOf(key: KeyObject): string {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return publicKey.export({ type: "spki", format: "pem" }).toString();
}

function ed25519(path: string, create: (pem: string) => KeyObject, pem: string): KeyObject {
  try {
    const key = create(pem);
    if (key.asymmetricKeyType === "ed25519") return key;
    throw new HarnessError("BAD_INPUT", `${path} is no Ed25519 key; \`haproof key\` makes one`);
  } catch (cause) {
    if (cause instanceof HarnessError) throw cause;
    throw new HarnessError("BAD_INPUT", `${path} is no key without a passphrase: ${messageOf(cause)}`, {
      cause,
    });
  }
}
