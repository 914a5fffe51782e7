import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HarnessError } from "../../../src/errors.ts";
import { readKeepalived } from "../../../src/predict/keepalived/read.ts";
import { maskLine } from "../../../src/predict/keepalived/secrets.ts";

const secret = "hunter2hunter2";
const frame = (lines: string): string =>
  `vrrp_instance V {\ninterface eth0\nvirtual_router_id 51\n${lines}\nvirtual_ipaddress {\n192.0.2.100\n}\n}\n`;

/** Files that hold a secret, SECRET standing for it. */
const holding = [
  frame("authentication {\nauth_type PASS\nauth_pass SECRET\n}"),
  frame('authentication {\nauth_type PASS\nauth_pass "SECRET"\n}'),
  `$PASS=SECRET\n${frame("authentication {\nauth_type PASS\nauth_pass $PASS\n}")}`,
  `$AUTH=authentication { \\\nauth_type PASS \\\nauth_pass SECRET \\\n}\n${frame("$AUTH")}`,
  frame("authentication { auth_type PASS\nauth_pass SECRET }"),
  frame("@lb1 authentication {\nauth_pass SECRET\n}"),
  frame("~LST(p, SECRET) authentication {\n~LST(p, SECRET) auth_pass $p\n}"),
  frame("authentication {\nauth_passs SECRET\n}"),
  "SSL {\npassword SECRET\n}\n",
  frame('notify "/bin/alarm --password=SECRET"'),
  frame('notify_master "/usr/bin/curl http://bob:SECRET@alarm.example/"'),
  'vrrp_script s {\nscript "/usr/bin/curl -u SECRET http://127.0.0.1/"\n}\n',
];

describe("secrets", () => {
  it.each(holding)("stay inside: %j", (text) => {
    const input = { name: "k.conf", text: text.replaceAll("SECRET", secret) };
    const config = readKeepalived(input, { hostName: "lb1" });
    const printed = JSON.stringify(config) + inspect(config, { depth: 20, showHidden: true });
    expect(printed).not.toContain(secret);
  });

  it("stay inside when the line is shown in an error", () => {
    const lines = [
      "auth_pass SECRET",
      "authpass SECRET",
      "@lb1 auth_pass SECRET x",
      "$P=SECRET",
      "~LST(p, SECRET, T) auth_pass $p",
      "password SECRET",
      'script "curl http://a:SECRET@b/" x',
    ];
    for (const line of lines) expect(maskLine(line.replace("SECRET", secret))).not.toContain(secret);
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const line = `  auth_pass ${text.replace(/\s/g, "x")}`;
        expect(maskLine(line)).toBe(`  auth_pass ${"*".repeat(line.length - 12)}`);
      }),
    );
  });

  it("stay inside when a definition never ends", () => {
    const text = `$P=${secret}$P\n$Q=$Q\nauth_pass $Q ${secret}\n`;
    try {
      readKeepalived({ name: "k.conf", text });
      expect.fail("read");
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(HarnessError);
      expect((thrown as HarnessError).message).not.toContain(secret);
    }
  });

  it("leave other lines as they are", () => {
    expect(maskLine("  virtual_router_id 51")).toBe("  virtual_router_id 51");
  });
});
