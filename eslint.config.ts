import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";
import type { Linter } from "eslint";

/**
 * The borders of docs/architecture.md: a folder of src/ may import only what stands behind it.
 */
const mayImport: Record<string, readonly string[]> = {
  timeline: [],
  agent: ["timeline"],
  predict: ["timeline"],
  checks: ["timeline"],
  verdict: ["checks", "predict", "timeline"],
  report: ["verdict", "checks", "predict", "timeline"],
  matchers: ["verdict", "checks", "predict", "timeline"],
  lab: ["timeline"],
  faults: ["lab", "timeline"],
  observers: ["lab", "timeline", "agent"],
  trial: ["faults", "observers", "lab", "verdict", "checks", "predict", "timeline"],
  suite: ["trial", "report", "matchers", "lab", "verdict", "checks", "predict", "timeline"],
};
const folders = Object.keys(mayImport);
const pure = ["timeline", "predict", "checks", "verdict"];

const borders: readonly Linter.Config[] = folders.map((folder) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            group: [
              ...folders
                .filter((other) => other !== folder && !mayImport[folder]?.includes(other))
                .map((other) => `**/${other}/**`),
              "**/cli/**",
              "**/fixtures/**",
              "**/scenarios/**",
            ],
            message: `src/${folder} may import only: ${mayImport[folder]?.join(", ") ?? ""} (docs/architecture.md)`,
          },
          ...(pure.includes(folder)
            ? [
                {
                  group: [
                    "node:fs*",
                    "node:dgram",
                    "node:tls",
                    "node:net",
                    "node:child_process",
                    "node:http*",
                    "dockerode",
                    "testcontainers",
                  ],
                  message: `src/${folder} is pure: no input or output`,
                },
              ]
            : []),
        ],
      },
    ],
  },
}));

export default defineConfig(
  { ignores: ["node_modules", "reports", "bin", "scripts"] },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: "Read the clock in src/timeline/clock.ts only.",
        },
        {
          selector: "NewExpression[callee.name='Error']",
          message: "Throw a HarnessError with a code (src/errors.ts).",
        },
      ],
    },
  },
  ...borders,
  {
    files: ["src/**/*.ts", "fixtures/**/*.ts", "scenarios/**/*.ts"],
    ignores: ["src/cli/**", "src/report/**"],
    rules: { "no-console": "error" },
  },
  {
    files: ["scenarios/**/*.ts"],
    rules: {
      "no-restricted-globals": [
        "error",
        { name: "setTimeout", message: "Wait for an event, never for time." },
      ],
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["node:*", "dockerode", "testcontainers"],
              message: "A scenario is data: no input or output.",
            },
          ],
        },
      ],
    },
  },
  {
    files: [
      "test/**/*.ts",
      "src/timeline/clock.ts",
      "src/agent/**/*.ts",
      "fixtures/**/node/**/*.ts",
      "eslint.config.ts",
    ],
    rules: { "no-restricted-syntax": "off" },
  },
);
