import { describe, expect, test } from "vitest";
import { isSecretLine } from "../../../src/predict/advise/secret-line.ts";

describe("isSecretLine", () => {
  test.each([
    "    auth_pass SecretPassword",
    "authentication { auth_type PASS auth_pass x }",
    "$PASS=hunter2",
    '    script "/usr/bin/curl -u admin:hunter2 http://127.0.0.1/"',
    '    script "/usr/bin/curl http://admin:hunter2@127.0.0.1:8405/"',
    "    stats auth admin:hunter2",
    "  user admin insecure-password hunter2",
    "  dynamic-cookie-key hunter2",
    "  setenv TOKEN hunter2",
  ])("yes: %s", (line) => {
    expect(isSecretLine([line], 0)).toBe(true);
  });

  test.each([
    "    advert_int 1",
    '    script "/usr/bin/curl --fail --max-time 0.5 http://127.0.0.1:8405/alive"',
    '    script "killall -0 haproxy"',
    "    server kms1 10.0.0.21:5696 check port 9998",
    "    default-server inter 3s fall 3 rise 2",
    "    auth_type PASS",
    "",
  ])("no: %s", (line) => {
    expect(isSecretLine([line], 0)).toBe(false);
  });

  test("a line that a secret one goes on to", () => {
    expect(isSecretLine(["$KEY=\\", "one\\", "two", "three"], 2)).toBe(true);
    expect(isSecretLine(["$KEY=\\", "one\\", "two", "three"], 3)).toBe(false);
  });
});
