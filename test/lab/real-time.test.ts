import { describe, expect, test } from "vitest";
import { processorGroup, realTimeOptions } from "../../src/lab/real-time.ts";

const id = "8d1009b5c5e4";

describe("the control group of a container's processors", () => {
  test("is found among the controllers of version 1", () => {
    const groups = `12:memory:/docker/${id}\n4:cpu,cpuacct:/docker/${id}\n3:cpuset:/other\n`;
    expect(processorGroup(groups, id)).toBe(`/docker/${id}`);
  });

  test("is not one whose controller only begins with the same letters", () => {
    expect(processorGroup(`3:cpuset:/docker/${id}\n2:cpuacct:/docker/${id}\n`, id)).toBeUndefined();
  });

  test("is not that of another process, which has the number here that the container has on its own machine", () => {
    expect(processorGroup("4:cpu,cpuacct:/user.slice\n", id)).toBeUndefined();
  });

  test("does not exist in version 2, nor for a process that has gone", () => {
    expect(processorGroup(`0::/system.slice/docker-${id}.scope\n`, id)).toBeUndefined();
    expect(processorGroup("", id)).toBeUndefined();
  });
});

test("an engine is started with a budget only where the kernel counts budgets", () => {
  expect(realTimeOptions(() => true)).toEqual(["--cpu-rt-runtime=900000"]);
  expect(realTimeOptions(() => false)).toEqual([]);
});
