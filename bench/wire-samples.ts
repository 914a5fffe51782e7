import { decode } from "../src/observers/capture/decode.ts";
import { readPcap, wallMsOf } from "../src/observers/capture/pcap.ts";
import type { At, Instant } from "../src/timeline/clock.ts";
import type { SampleEvent } from "../src/timeline/events.ts";

/** A service, as packets name it. */
export interface Service {
  readonly address: string;
  readonly port: number;
}

/**
 * Every attempt to connect that a capture saw, as a sample at the kernel's own instant: ok where the SYN was answered by a SYN,
 * refused where by a reset. So an outage on the wire is measured by the same arithmetic as one that a probe felt.
 */
export function wireSamples(
  pcap: Buffer,
  { address, port }: Service,
  instantOf: (wallMs: number) => Instant,
): readonly SampleEvent[] {
  const samples = new Map<string, SampleEvent>();
  const done: SampleEvent[] = [];
  for (const packet of readPcap(pcap).packets) {
    const decoded = decode(packet.bytes);
    if (decoded?.kind !== "tcp") continue;
    const { source, target, segment } = decoded;
    const { syn, ack, rst, sourcePort, targetPort } = segment;
    if (syn && !ack && target === address && targetPort === port) {
      const at = middleOf(instantOf(wallMsOf(packet)));
      const key = `${source} ${sourcePort}`;
      const previous = samples.get(key);
      if (previous !== undefined) done.push(previous);
      samples.set(key, attempt(at));
    } else if ((syn || rst) && source === address && sourcePort === port) {
      const key = `${target} ${targetPort}`;
      const sample = samples.get(key);
      if (sample === undefined || sample.outcome !== "timeout") continue;
      samples.set(key, { ...sample, outcome: rst ? "refused" : "ok" });
    }
  }
  return [...done, ...samples.values()].sort((a, b) => a.scheduledAt - b.scheduledAt);
}

function attempt(at: At): SampleEvent {
  return { kind: "sample", probe: "wire", scheduledAt: at, sentAt: at, doneAt: at, outcome: "timeout" };
}

function middleOf({ notBefore, notAfter }: Instant): At {
  return (notBefore + notAfter) / 2;
}
