import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  root,
  test: {
    retry: 0,
    teardownTimeout: 60_000,
    // An installed package lies under node_modules, which vitest excludes by default.
    exclude: [],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [],
          testTimeout: 10_000,
          // Modules keep nothing that a test could leave behind; a process for each file cost more than all the tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "scenarios",
          include: ["scenarios/**/*.scenario.ts"],
          exclude: [],
          globalSetup: ["src/suite/global-setup.ts"],
          setupFiles: ["src/suite/worker.ts"],
          fileParallelism: false,
          // A process that starts for each file would be heard in the judged window of whatever trial runs then.
          isolate: false,
          // A test waits for its trial, which waits for the trials before it on the same lab.
          testTimeout: 1_800_000,
          env: { TESTCONTAINERS_RYUK_DISABLED: "true" },
        },
      },
      {
        extends: true,
        // Runs that are killed; after the scenarios, in whose judged windows they would be heard.
        test: {
          name: "kill",
          include: ["kill/**/*.test.ts"],
          exclude: [],
          fileParallelism: false,
          // A run up to the point at which it is killed, and a minute in which what is left is watched.
          testTimeout: 180_000,
        },
      },
    ],
  },
});
