import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HarnessError } from "../../../src/errors.ts";
import { readHaproxy } from "../../../src/predict/haproxy/read.ts";
import { maskLine } from "../../../src/predict/haproxy/secrets.ts";

/** Lines that hold a secret, SECRET standing for it. */
const holding = [
  "userlist u\n user bob insecure-password SECRET\n",
  "userlist u\n user bob password SECRET groups g\n",
  "listen l\n stats auth admin:SECRET\n",
  "backend b\n dynamic-cookie-key SECRET\n",
  "backend b\n http-request set-header Authorization SECRET\n",
  'backend b\n http-request set-header Authorization "Bearer SECRET" if TRUE\n',
  "backend b\n http-check send hdr Authorization SECRET\n",
  'backend b\n tcp-check send "AUTH SECRET\\r\\n"\n',
  "global\n setenv DB SECRET\n",
  "global\n presetenv DB SECRET\n",
  "global\n cluster-secret SECRET\n",
  'backend b\n option httpchk GET "http://u:SECRET@h/"\n',
];
const secret = "hunter2hunter2";

describe("secrets", () => {
  it.each(holding)("stay inside: %j", (text) => {
    const config = readHaproxy([{ name: "a.cfg", text: text.replace("SECRET", secret) }]);
    const printed = JSON.stringify(config);
    expect(printed).not.toContain(secret);
    expect(printed).toContain("********");
  });

  it.each(holding)("stay inside when a line is shown in an error: %j", (text) => {
    const broken = text.replace("SECRET", secret).replace(/\n$/, ' "open\n');
    try {
      readHaproxy([{ name: "a.cfg", text: broken }]);
      expect.fail("read");
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(HarnessError);
      const error = thrown as HarnessError;
      expect(error.message + JSON.stringify(error.details)).not.toContain(secret);
    }
  });

  it("are found through quotes and backslashes, and the line keeps its length", () => {
    const line = ' user bob "insecure-"pass\\word hunter2 groups g';
    expect(maskLine(line)).toBe(' user bob "insecure-"pass\\word ******* ****** *');
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        expect(maskLine(`password ${text}`)).toHaveLength(9 + text.length);
      }),
    );
  });

  it("leave other words as they are", () => {
    const text = "backend b\n server passenger 192.0.2.1:80 check\n http-request auth realm Private\n";
    expect(JSON.stringify(readHaproxy([{ name: "a.cfg", text }]))).not.toContain("********");
    expect(maskLine("  server s 192.0.2.1:80")).toBe("  server s 192.0.2.1:80");
  });

  it("do not come out of variables", () => {
    const env = { CREDENTIALS: `admin:${secret}` };
    const text = 'listen l\n stats auth "${CREDENTIALS}"\n';
    expect(JSON.stringify(readHaproxy([{ name: "a.cfg", text }], { env }))).not.toContain(secret);
    const wrong = 'backend b\n timeout server "${CREDENTIALS}"\n';
    expect(() => readHaproxy([{ name: "a.cfg", text: wrong }], { env })).toThrow(
      'a.cfg:2:17: expected a time: digits, then us, ms, s, m, h, d or nothing for ms, found "${CREDENTIALS}"',
    );
  });
});
