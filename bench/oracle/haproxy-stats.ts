import type { HaproxyConfig } from "../../src/predict/haproxy/config.ts";
import type { Server } from "../../src/predict/haproxy/server-config.ts";
import type { Facts } from "./difference.ts";

/** What our reader says of every server, in the words of `show stat`. */
export function serversRead({ proxies }: HaproxyConfig): ReadonlyMap<string, Facts> {
  const servers = proxies.filter(({ disabled }) => !disabled).flatMap((proxy) => proxy.servers);
  return new Map(servers.map((server) => [server.id, factsRead(server)]));
}

function factsRead({ check, disabled, track, weight, backup, maxconn }: Server): Facts {
  const checked = check !== undefined && track === undefined && !disabled;
  return {
    state: disabled ? "maintenance" : check === undefined && track === undefined ? "no check" : "checked",
    weight,
    backup,
    maxconn: maxconn === 0 ? undefined : maxconn,
    rise: checked ? check.rise : undefined,
    fall: checked ? check.fall : undefined,
  };
}

/** What the running HAProxy says of every server: `show stat` of the management guide, section 9.1. */
export function serversRunning(showStat: string): ReadonlyMap<string, Facts> {
  const [head = "", ...rows] = showStat.trim().split("\n");
  const columns = head.replace(/^#\s*/, "").split(",");
  const servers = rows
    .map((row) => row.split(","))
    .map((cells) => (column: string) => cells[columns.indexOf(column)] ?? "")
    .filter((cell) => cell("type") === "2");
  return new Map(
    servers.map((cell) => {
      const number = (column: string): number | undefined =>
        cell(column) === "" ? undefined : Number(cell(column));
      const status = cell("status");
      const state = status.startsWith("MAINT") ? "maintenance" : status === "no check" ? status : "checked";
      const facts: Facts = {
        state,
        weight: number("weight"),
        backup: cell("bck") === "1",
        maxconn: number("slim"),
        rise: number("check_rise"),
        fall: number("check_fall"),
      };
      return [`${cell("pxname")}/${cell("svname")}`, facts];
    }),
  );
}
