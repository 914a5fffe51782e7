import { expect, test } from "vitest";
import { maskedFile } from "../../src/predict/masked-file.ts";

test.each([
  ["    auth_pass SecretPassword", "    auth_pass ********"],
  ["    stats auth admin:hunter2", "    stats auth ********"],
  ["    user joe insecure-password hunter2 groups g", "    user joe insecure-password ********"],
  ["$PASS=hunter2", "$PASS=********"],
  ["    http-check send hdr Authorization hunter2", "    http-check send hdr Authorization ********"],
  ['    script "curl --pass hunter2 x"', '    script "curl --pass ********'],
])("%s is shown without its secret", (line, shown) => {
  expect(maskedFile(`a 1\n${line}\nb 2\n`)).toBe(`a 1\n${shown}\nb 2\n`);
});

test("what holds no secret stays as it is", () => {
  const text =
    "backend b\n    option httpchk GET /health\n    server s 10.0.0.1:80 check inter 3s\n\n    auth_type PASS\n";
  expect(maskedFile(text)).toBe(text);
});

test("a private key is shown without its lines, what comes after it as it is", () => {
  const key = "-----BEGIN EC PRIVATE KEY-----\nMIGH\nAgEA\n-----END EC PRIVATE KEY-----";
  const shown = "-----BEGIN EC PRIVATE KEY-----\n********\n********\n-----END EC PRIVATE KEY-----";
  expect(maskedFile(`a 1\n${key}\nb 2\n`)).toBe(`a 1\n${shown}\nb 2\n`);
});
