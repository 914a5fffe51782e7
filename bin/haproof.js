#!/usr/bin/env node
// The sources are TypeScript and run as they are: tsx, a dependency, loads them. There is no build step to go stale.
import { register } from "tsx/esm/api";

register();
await import("../src/cli/main.ts");
