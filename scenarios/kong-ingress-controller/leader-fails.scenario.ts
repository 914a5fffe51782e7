import { silentTakeover, timings } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import type { Flavour, Profile } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

const system = "kong-ingress-controller";
/** The lock is looked at every 100 ms, and a look may take as long on a small machine. */
const lookMs = 200;

function crashed(profile: Profile, flavour: Flavour): ReturnType<typeof scenario> {
  const { earliestMs, latestMs } = silentTakeover(timings[profile].leases[flavour]);
  return scenario({
    system,
    id: `kic-09-crash-${flavour}-${profile}`,
    title: "another controller leads when the leader is killed",
    profiles: [profile],
    fault: { kind: "process-crash", hosts: ["@leader"], process: "sidecar" },
    healAfterMs: latestMs + lookMs,
    expect: [
      expecting.of(
        "KIC-09",
        { check: "first-served", probe: "term", servedBy: "2. leader" },
        { kind: "within", window: { earliestMs, latestMs: latestMs + lookMs } },
      ),
      expecting.that("KIC-24", { check: "stay-up", probe: "proxy" }),
      expecting.that("KIC-07", { check: "outcomes", probe: "writers", allowed: ["ok"] }),
      expecting.of("KIC-25", { check: "outage", probe: "config" }, { kind: "happens" }),
    ],
  });
}

export const tuned = crashed("tuned", "v1");
