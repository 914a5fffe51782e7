import { expect, test } from "vitest";
import { parseCommand } from "../../src/agent/command.ts";

const start = {
  cmd: "start",
  probe: "vip",
  journey: "tcp",
  options: { host: "127.0.0.1", port: 1 },
  everyMs: 5,
  deadlineMs: 400,
};

test.each([
  start,
  { ...start, t0: 17.5 },
  { cmd: "stop", probe: "vip" },
  { cmd: "flush", id: 3 },
  { cmd: "clock" },
])("%j is a command", (command) => {
  expect(parseCommand(JSON.stringify(command))).toEqual(command);
});

test.each([
  ["", "JSON"],
  ["17", "object"],
  ['{"cmd":"dance"}', "dance"],
  [JSON.stringify({ ...start, probe: undefined }), "probe"],
  [JSON.stringify({ ...start, options: undefined }), "options"],
  [JSON.stringify({ ...start, everyMs: 0.2 }), "everyMs"],
  [JSON.stringify({ ...start, deadlineMs: "400" }), "deadlineMs"],
])("%s is refused for its %s", (line, what) => {
  expect(() => parseCommand(line)).toThrow(
    expect.objectContaining({ code: "BAD_INPUT", message: expect.stringContaining(what) as string }),
  );
});
