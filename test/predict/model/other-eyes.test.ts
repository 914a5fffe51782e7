import { describe, expect, it, test } from "vitest";
import { predict } from "../../../src/predict/predict.ts";
import type { Prediction, Transition } from "../../../src/predict/prediction.ts";
import type { FaultPlan } from "../../../src/timeline/fault-plan.ts";
import { pair } from "../published-kms.ts";

const crash: FaultPlan = { kind: "process-crash", process: "app", hosts: ["kms1"] };
const freeze: FaultPlan = { kind: "process-freeze", process: "app", hosts: ["kms1"] };
const loss: FaultPlan = { kind: "host-loss", hosts: ["kms1"] };
const listener: FaultPlan = { kind: "listener-stop", hosts: ["kms1"], port: 5696 };

/** What is predicted of kms1 with more words on each server's line, and `change` made to the whole text. */
function of(
  words: string,
  plan: FaultPlan,
  transition: Transition = "eviction",
  change: (text: string) => string = (text) => text,
): Prediction | undefined {
  const setup = pair((text) => change(text.replaceAll("check port 9998", `check port 9998 ${words}`)));
  return predict(setup, { plan }).find(
    (each) => each.transition === transition && each.subject === "kmip_backend/kms1",
  );
}

function seconds(prediction: Prediction | undefined): unknown {
  if (prediction === undefined || prediction.outcome === "never") return prediction?.outcome;
  return [prediction.window.earliestMs / 1_000, prediction.window.latestMs / 1_000];
}

describe("observe", () => {
  test.each<[string, FaultPlan, readonly number[]]>([
    ["", crash, [6, 9]],
    ["observe layer4", crash, [0, 9]],
    ["observe layer4 on-error mark-down", crash, [0, 9]],
    ["observe layer4 on-error fastinter", crash, [6, 9]],
    ["observe layer4", loss, [3, 18]],
    ["observe layer4", freeze, [15, 18]],
  ])("%s: %o", (words, plan, window) => {
    expect(seconds(of(words, plan))).toEqual(window);
  });

  it("says how many errors in a row it takes", () => {
    expect(of("observe layer4 error-limit 5", crash)?.note).toContain("15 live errors in a row");
    expect(of("observe layer4 error-limit 5 on-error sudden-death", crash)?.note).toContain("10 live errors");
    expect(of("observe layer4 error-limit 5 on-error mark-down", crash)?.note).toContain("5 live errors");
  });

  it("of layer 7 sees a service that hangs, once the server timeout is over", () => {
    const http = (text: string): string =>
      text.replaceAll("mode tcp", "mode http").replaceAll("50000ms", "4s");
    expect(seconds(of("observe layer7", freeze, "eviction", http))).toEqual([4, 18]);
    expect(seconds(of("observe layer4", freeze, "eviction", http))).toEqual([15, 18]);
  });

  it("flaps where the check looks elsewhere", () => {
    expect(seconds(of("", listener))).toBe("never");
    expect(seconds(of("observe layer4 on-error mark-down", listener))).toEqual([0, Infinity]);
    expect(of("observe layer4 on-error mark-down", listener)?.note).toContain("it flaps");
  });

  it("sees nothing where the server has no check", () => {
    const without = (text: string): string => text.replaceAll("check port 9998", "");
    expect(seconds(of("observe layer4 on-error mark-down", crash, "eviction", without))).toBe("never");
  });
});

describe("agent-check", () => {
  const agent = "agent-check agent-port 9999 agent-inter 500ms";

  it("may take a server out sooner; whether it does is not in the files", () => {
    expect(seconds(of(agent, crash))).toEqual([0, 9]);
    expect(of(agent, crash)?.note).toContain(
      "0.00–0.50 s after it has noticed; whether it does is not in the files",
    );
    expect(seconds(of(agent, listener))).toEqual([0, Infinity]);
  });

  it("is ignored once it cannot be reached: the check alone decides", () => {
    expect(seconds(of(agent, loss))).toEqual([15, 18]);
    expect(seconds(of(agent, loss, "readmission"))).toEqual([3, 9]);
    const alone = (text: string): string => text.replaceAll("check port 9998", "");
    expect(seconds(of(agent, loss, "eviction", alone))).toBe("never");
  });

  it("has to say up again before the server is", () => {
    expect(seconds(of("", crash, "readmission"))).toEqual([3, 6]);
    expect(seconds(of(agent, crash, "readmission"))).toEqual([3, Infinity]);
  });
});

describe("slowstart", () => {
  it("changes nothing about UP, and delays the full share", () => {
    const slow = of("slowstart 30s", crash, "readmission");
    expect(seconds(slow)).toEqual([3, 6]);
    expect(slow?.note).toContain("its full share of new connections 30.00–31.50 s after UP");
    expect(of("", crash, "readmission")?.note).not.toContain("share");
  });

  it("does nothing with static-rr", () => {
    const fixed = (text: string): string => text.replace("balance roundrobin", "balance static-rr");
    expect(of("slowstart 30s", crash, "readmission", fixed)?.note).not.toContain("share");
  });
});

describe("backup", () => {
  const last = (text: string): string => text.replace(/(server kms[23] .*)/g, "$1 backup");

  it("takes the traffic when the last active server is DOWN", () => {
    expect(of("", crash, "eviction", last)?.note).toContain(
      "from then on kms2 (backup) gets new connections",
    );
    expect(of("", crash)?.note).not.toContain("backup");
  });
});

describe("track", () => {
  const track = (text: string): string =>
    text.replace(
      "server kms1 10.0.0.11:5696 check port 9998",
      "server kms1 10.0.0.11:5696 track kmip_backend/kms2",
    );

  it("copies the other server's state, whatever becomes of its own host", () => {
    const own = of("", loss, "eviction", track);
    expect(seconds(own)).toBe("never");
    expect(own?.note).toContain("it copies kmip_backend/kms2, which is well: connections to it hang");
    const other = of("", { ...loss, hosts: ["kms2"] }, "eviction", track);
    expect(seconds(other)).toEqual([15, 18]);
    expect(other?.note).toContain("it copies kmip_backend/kms2");
  });
});
