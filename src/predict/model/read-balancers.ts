import type { HaproxyVersion } from "../haproxy/config.ts";
import { readHaproxy, type HaproxyReadOptions } from "../haproxy/read.ts";
import { readKeepalived, type KeepalivedReadOptions } from "../keepalived/read.ts";
import type { BalancerText } from "../prediction.ts";
import { isAtLeast } from "../timing/release.ts";
import type { Balancer } from "./scene.ts";

/** The releases that the files are for: they differ in what they read and in what they do in time. */
export interface ReadOptions {
  /** "2.6.12" (Debian 12) where not given. */
  readonly haproxyVersion?: string;
  /** "2.2.7" (Debian 12) where not given. */
  readonly keepalivedVersion?: string;
  /** The environment of HAProxy; empty where not given. */
  readonly env?: HaproxyReadOptions["env"];
  /** The files that an `include` of keepalived names; none where not given. */
  readonly include?: KeepalivedReadOptions["include"];
}

/** Reads the texts of each balancer. Throws BAD_CONFIG with host, file and line where one does not parse. */
export function readBalancers(
  texts: readonly BalancerText[],
  options: ReadOptions = {},
): readonly Balancer[] {
  return texts.map(({ host, haproxyCfg, keepalivedConf }) => ({
    host,
    haproxy: readHaproxy([{ name: `${host}:haproxy.cfg`, text: haproxyCfg }], haproxyOptions(options)),
    keepalived: readKeepalived(
      { name: `${host}:keepalived.conf`, text: keepalivedConf },
      keepalivedOptions(host, options),
    ),
  }));
}

export function haproxyOptions({ haproxyVersion = "2.6.12", env }: ReadOptions): HaproxyReadOptions {
  const branches: readonly HaproxyVersion[] = ["3.3", "3.2", "3.1", "3.0", "2.8", "2.6", "2.4"];
  return { env, version: branches.find((branch) => isAtLeast(haproxyVersion, branch)) ?? "2.4" };
}

export function keepalivedOptions(
  hostName: string,
  { keepalivedVersion: version, include }: ReadOptions,
): KeepalivedReadOptions {
  return { hostName, version, include };
}
