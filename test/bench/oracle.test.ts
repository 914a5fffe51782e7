import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compare } from "../../bench/oracle/difference.ts";
import { serversRead, serversRunning } from "../../bench/oracle/haproxy-stats.ts";
import {
  instancesRead,
  instancesRunning,
  masterDownRunning,
  mastersDown,
} from "../../bench/oracle/keepalived-dump.ts";
import { readHaproxy } from "../../src/predict/haproxy/read.ts";
import { readKeepalived } from "../../src/predict/keepalived/read.ts";

const recorded = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
const inherited = (name: string): string =>
  readFileSync(new URL(`../../bench/oracle/${name}`, import.meta.url), "utf8");
const haproxy = (text = inherited("inherited.cfg")): ReturnType<typeof serversRead> =>
  serversRead(readHaproxy([{ name: "inherited.cfg", text }]));
const config = (text = inherited("inherited.conf")): ReturnType<typeof readKeepalived> =>
  readKeepalived({ name: "inherited.conf", text });

describe("our reader against HAProxy's own statistics", () => {
  const runs = serversRunning(recorded("recorded/show-stat.csv"));

  it("agrees on every server", () => {
    expect(compare(haproxy(), runs)).toMatchObject({ compared: 66, differences: [] });
  });

  it.each([
    ["fall 7", "fall 3", { of: "web/own", setting: "fall", read: 3, runs: 7 }],
    ["backup weight 3", "weight 3", { of: "web/spare", setting: "backup", read: false, runs: true }],
    ["no-check", "", { of: "web/silent", setting: "state", read: "checked", runs: "no check" }],
    ["weight 20", "weight 21", { of: "pool/first", setting: "weight", read: 21, runs: 20 }],
  ])("notices a reading of %j as %j", (is, wrong, difference) => {
    const { differences } = compare(haproxy(inherited("inherited.cfg").replace(is, wrong)), runs);
    expect(differences).toContainEqual(difference);
  });

  it("notices a server that one of them does not know", () => {
    const { differences } = compare(haproxy(inherited("inherited.cfg").replace("t 3 127", "t 2 127")), runs);
    expect(differences).toEqual([{ of: "many/t3", setting: "is there", read: false, runs: true }]);
  });
});

describe("our reader against keepalived's own dump", () => {
  const dump = recorded("recorded/keepalived.data");
  const runs = instancesRunning(dump);

  it("agrees on every instance and script, and on the timer that follows from them", () => {
    expect(compare(instancesRead(config()), runs)).toMatchObject({ compared: 40, differences: [] });
    expect(compare(...mastersDown(config(), masterDownRunning(dump)))).toMatchObject({
      compared: 2,
      differences: [],
    });
  });

  it.each([
    ["interval 3", "interval 4", { of: "script up", setting: "intervalMs", read: 4000, runs: 3000 }],
    ["advert_int 0.25", "advert_int 0.5", { of: "VI_FAST", setting: "advertMs", read: 500, runs: 250 }],
    [
      "up weight -5",
      "up",
      { of: "VI_FAST", setting: "scripts", read: "up 12, vital 0", runs: "up -5, vital 0" },
    ],
    [
      "state BACKUP\n    nopreempt",
      "state BACKUP",
      { of: "VI_FAST", setting: "preempts", read: true, runs: false },
    ],
    ["vrrp_garp_master_refresh 7", "", { of: "VI_FAST", setting: "garpRefreshMs", read: 0, runs: 7000 }],
  ])("notices a reading of %j as %j", (is, wrong, difference) => {
    const { differences } = compare(
      instancesRead(config(inherited("inherited.conf").replace(is, wrong))),
      runs,
    );
    expect(differences).toContainEqual(difference);
  });

  it("notices a formula that is fed another number of advertisements", () => {
    const fewer = config(inherited("inherited.conf").replace("down_timer_adverts 4", "down_timer_adverts 3"));
    const { differences } = compare(...mastersDown(fewer, masterDownRunning(dump)));
    expect(differences).toEqual([{ of: "VI_FAST", setting: "masterDownMs", read: 912, runs: 1162 }]);
  });
});
