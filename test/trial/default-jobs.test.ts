import { expect, it } from "vitest";
import { defaultJobs } from "../../src/trial/default-jobs.ts";

it("keeps a core beside each lab, and runs one trial where there is only one", () => {
  expect([1, 2, 3, 4, 8].map((cores) => defaultJobs(cores))).toEqual([1, 1, 1, 2, 4]);
});
