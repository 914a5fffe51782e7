import { HarnessError } from "../errors.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { active, injecting } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { hostOf, processOf, witnessLook } from "./processes.ts";

/**
 * Who may do something may do it no longer: requests are answered with a refusal, and nothing else changes. The service that guards
 * the right offers three controls: `revoke <right>`, `grant <right>`, and `may <right>`, which is true while the right is there.
 */
export function rightsRevoked(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const [host, right] = [lab.host(hostOf(plan)), plan.right ?? ""];
        const { controls = {} } = host.service(processOf(plan));
        const [revoke, grant, may] = ["revoke", "grant", "may"].map((verb) => controls[`${verb} ${right}`]);
        if (revoke === undefined || grant === undefined || may === undefined)
          throw new HarnessError("BAD_INPUT", `${host.name} has no control of the right "${right}"`);
        undo(() => host.hand.must(grant));
        const revoked = await host.hand.must(revoke);
        const refused = await host.hand.until(`! { ${may}; }`, witnessLook);
        const injected = {
          at: { notBefore: revoked.at.notBefore, notAfter: refused?.notAfter ?? revoked.at.notAfter },
          witnessed: refused !== undefined,
          witness: `the right to ${right} is ${refused === undefined ? "still there" : "gone"}`,
        };
        return active(injected, async () => {
          const granted = await host.hand.must(grant);
          const allowed = await host.hand.until(may, witnessLook);
          return {
            at: { notBefore: granted.at.notBefore, notAfter: allowed?.notAfter ?? granted.at.notAfter },
            witnessed: allowed !== undefined,
            witness: `the right to ${right} is ${allowed === undefined ? "still gone" : "there again"}`,
          };
        });
      }),
  };
}
