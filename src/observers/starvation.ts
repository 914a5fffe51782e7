import { readFile } from "node:fs/promises";
import { attach, onLines } from "../lab/exec.ts";
import { formatMs } from "../timeline/duration.ts";
import type { Observer } from "./observer.ts";
import { readLine } from "./read-line.ts";

/** How often the kernel's figures are looked at, in milliseconds. A look costs a host about 1 ms of processor time. */
const everyMs = 500;
/**
 * A thread that waited for more than this share of the time is starved. On a quiet machine of two cores, with a lab of nine hosts at
 * work, the worst thread of a balancer waited for 16 % in the median and 26 % at p90, that of a node for 8 % and 14 %.
 */
const starvedShare = 0.5;

const program = await readFile(new URL("starvation-watch.pl", import.meta.url), "utf8");

/** What the watch in a host prints; see starvation-watch.pl. */
interface Line {
  readonly k: "watching" | "starved";
  readonly at: number;
  readonly before?: number;
  readonly waited?: number;
  readonly name?: string;
}

/**
 * Sits in every host with a service: whether the machine let its programs run. Clients run first wherever they can (they are the
 * instrument), so that their own punctuality says nothing of a node that answers late because nobody let it run.
 */
export function starvationObserver(): Observer {
  return {
    name: "starvation",
    watches: ({ spec }) => spec.services.length > 0,
    async attach(lab, host) {
      const watch = await attach(host.container, [
        "perl",
        "-e",
        program,
        String(everyMs),
        String(starvedShare),
      ]);
      await new Promise<void>((watching) => {
        void watch.closed.then(() => watching());
        onLines(watch.stdout, (text) => {
          const line = readLine(lab, text, { from: "the watch for starvation", host: host.name }) as
            Line | undefined;
          watching();
          if (line?.k !== "starved") return;
          const { before = line.at, at, waited = 0, name = "a program" } = line;
          lab.record({
            kind: "disturbance",
            what: "starved",
            host: host.name,
            detail: `${name} in ${host.name} waited for a processor for ${formatMs(waited)} of ${formatMs(at - before)}`,
            at: { notBefore: before, notAfter: at },
          });
        });
      });
    },
  };
}
