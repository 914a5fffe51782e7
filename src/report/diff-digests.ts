import type { Certificate } from "./certificate.ts";

/** Something under test, or around it, that is not the same in two certificates; absent where one does not have it. */
export interface DigestDiff {
  /** "tuned lb1:/etc/haproxy/haproxy.cfg", "image lb", "kernel". */
  readonly what: string;
  readonly a?: string;
  readonly b?: string;
}

/** Which configuration files and images changed, by digest, and what else of the environment did. */
export function diffDigests(a: Certificate, b: Certificate): readonly DigestDiff[] {
  const [factsA, factsB] = [factsOf(a), factsOf(b)];
  return [...new Set([...factsA.keys(), ...factsB.keys()])].flatMap((what) => {
    const [was, is] = [factsA.get(what), factsB.get(what)];
    if (was === is) return [];
    return { what, ...(was === undefined ? {} : { a: was }), ...(is === undefined ? {} : { b: is }) };
  });
}

function factsOf({ profiles, images, environment, harness }: Certificate): ReadonlyMap<string, string> {
  return new Map([
    ...profiles.flatMap(({ name, files }) =>
      files.map(({ path, sha256 }): [string, string] => [`${name} ${path}`, sha256]),
    ),
    ...images.map(({ name, id }): [string, string] => [`image ${name}`, id]),
    ...Object.entries(environment),
    ["haproof", harness.commit === undefined ? harness.version : `${harness.version} (${harness.commit})`],
  ]);
}
