import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

const system = "kasm-workspaces";

/** NGINX and the API of one Web App are killed. */
export const one = scenario({
  system,
  id: "kasm-05-web-crash",
  title: "the others make up for a Web App that was killed",
  fault: { kind: "process-crash", hosts: ["web1"], process: "app" },
  healAfterMs: 8_000,
  expect: [
    expecting.eviction("KASM-05", "web/web1"),
    expecting.readmission("KASM-05", "web/web1"),
    expecting.that("KASM-02", { check: "stay-up", probe: "stream-a1" }),
    expecting.that("KASM-02", { check: "stay-up", probe: "stream-b1" }),
    expecting.that("KASM-02", { check: "stay-up", probe: "relayed-a2" }),
    expecting.that("KASM-02", { check: "stay-up", probe: "proxied-a2" }),
    expecting.that("KASM-02", { check: "stay-up", probe: "rdp-live" }),
    expecting.that("KASM-02", { check: "stay-up", probe: "rdp-new" }),
    expecting.that("KASM-02", { check: "stay-up", probe: "named-short" }),
    expecting.that("KASM-02", { check: "stay-up", probe: "eligible-a" }),
    expecting.that("KASM-02", { check: "stay-up", probe: "state" }),
  ],
});
