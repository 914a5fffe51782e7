import { describe, expect, test, vi } from "vitest";
import type { Host } from "../../../src/lab/host.ts";
import type { Lab } from "../../../src/lab/lab.ts";
import type { Role } from "../../../src/lab/stack.ts";
import {
  captureObserver,
  type Capture,
  type CaptureOptions,
} from "../../../src/observers/capture/observer.ts";
import { readPcap } from "../../../src/observers/capture/pcap.ts";
import { instant, now } from "../../../src/timeline/clock.ts";
import type { DisturbanceEvent, TimelineEvent } from "../../../src/timeline/events.ts";
import { FakeContainer, type FakeProgram } from "./fake-container.ts";
import { arp, captureFile, tcp, vip, vrrp } from "./frames.ts";

const header = captureFile([]);
const seconds = 1_795_000_000;
const packet = (frame: Buffer): Buffer =>
  captureFile([{ seconds, fraction: 0, bytes: frame }]).subarray(header.length);

interface FakeHost {
  readonly host: Host;
  readonly programs: readonly FakeProgram[];
  dies(): void;
}

/** A host in which every program that is started is played by the test; each prints the head of a capture file. */
function fakeHost(name: string, role: Role, addresses: Readonly<Record<string, string>>): FakeHost {
  const played = new FakeContainer((program) => program.stdout.write(header));
  const { programs } = played;
  const hand = { isOpen: true };
  const host = {
    name,
    spec: { name, role, addresses },
    container: played.container,
    hand,
    get isUp() {
      return hand.isOpen;
    },
    on: (network: string) => ({ device: "eth0", address: addresses[network] }),
  };
  return {
    host: host as unknown as Host,
    programs,
    dies: () => {
      hand.isOpen = false;
      for (const program of programs) program.die();
    },
  };
}

interface Scene {
  readonly capture: Capture;
  readonly client: FakeHost;
  readonly lb1: FakeHost;
  readonly events: TimelineEvent[];
  readonly lab: Lab;
}

async function scene(options?: CaptureOptions): Promise<Scene> {
  const client = fakeHost("client", "client", { front: "10.9.0.50" });
  const lb1 = fakeHost("lb1", "balancer", { front: "10.9.0.11", back: "10.8.0.11" });
  const events: TimelineEvent[] = [];
  const lab = {
    stack: { vips: [{ address: vip, network: "front" }], hosts: [lb1.host.spec, client.host.spec] },
    clock: { instantOf: (wallMs: number) => instant(now() - (wallMs % 1)) },
    record: (event: TimelineEvent) => void events.push(event),
  } as unknown as Lab;
  const capture = captureObserver(options);
  for (const { host } of [client, lb1]) if (capture.watches(host)) await capture.attach(lab, host);
  return { capture, client, lb1, events, lab };
}

const answering = (fake: FakeProgram, text: string): void => {
  fake.onInput = () => void fake.stderr.write(`tcpdump: ${text}\n`);
};
const nothingCaught = "0 packets captured, 0 packets received by filter, 0 packets dropped by kernel";
const disturbances = (events: readonly TimelineEvent[]): readonly DisturbanceEvent[] =>
  events.filter((event) => event.kind === "disturbance");

describe("the observer of the wire", () => {
  test("records what the client host sees, VRRP and ARP at once and TCP in batches", async () => {
    const { capture, client, events } = await scene();
    const [control, connections] = client.programs;
    expect(client.programs.map(({ command }) => command.slice(-3))).toEqual([
      ["eth0", "arp or ip proto 112", "--immediate-mode"],
      ["eth0", expect.stringContaining(`host ${vip}`), ""],
    ]);
    control?.stdout.write(Buffer.concat([packet(vrrp()), packet(arp())]));
    connections?.stdout.write(packet(tcp()));
    connections?.stdout.write(
      packet(tcp({ source: vip, target: "10.9.0.50", ports: [5696, 40_000], flags: "SA" })),
    );
    await vi.waitFor(() => expect(events.map(({ kind }) => kind)).toEqual(["advert", "arp", "connection"]));
    await capture.stop();
  });

  test("keeps the packets of a trial, of every vantage point", async () => {
    const { capture, client, lb1 } = await scene({
      checks: { network: "back", ports: [9998], onlyChecks: true },
    });
    client.programs[0]?.stdout.write(packet(vrrp()));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const mark = capture.mark();
    client.programs[0]?.stdout.write(packet(arp()));
    lb1.programs[0]?.stdout.write(packet(tcp()));
    for (const program of [...client.programs, ...lb1.programs]) answering(program, nothingCaught);
    await capture.settle();
    const kept = capture
      .since(mark)
      .map(({ name, pcap, lostBytes }) => [name, readPcap(pcap).packets.length, lostBytes]);
    expect(kept).toEqual([
      ["client-front", 1, 0],
      ["lb1-back", 1, 0],
    ]);
    await capture.stop();
  });

  test("says again at a trial's beginning what the next takeover may be counted from", async () => {
    const { capture, client, events } = await scene();
    client.programs[0]?.stdout.write(
      Buffer.concat([packet(vrrp({ priority: 103 })), packet(vrrp({ priority: 101 }))]),
    );
    await vi.waitFor(() => expect(events).toHaveLength(2));
    capture.mark();
    expect(events).toHaveLength(3);
    expect(events[2]).toEqual(events[1]);
    await capture.stop();
  });

  test("watches one client host only: all see the same advertisements", async () => {
    const { capture, lab } = await scene();
    const second = fakeHost("client2", "client", { front: "10.9.0.51" });
    await capture.attach(lab, second.host);
    expect(second.programs).toHaveLength(0);
    await capture.stop();
  });
});

describe("a capture that cannot be trusted", () => {
  test("because the kernel dropped packets is a disturbance, told of once", async () => {
    const { capture, client, events } = await scene();
    for (const program of client.programs) answering(program, nothingCaught);
    const [, connections] = client.programs;
    if (connections !== undefined)
      answering(connections, "0 packets captured, 7 packets received by filter, 7 packets dropped by kernel");
    await capture.settle();
    await capture.settle();
    expect(disturbances(events)).toMatchObject([
      { what: "observer-lost", host: "client", detail: "the capture lost 7 packets" },
    ]);
    await capture.stop();
  });

  test("because it has died in a host that lives is one", async () => {
    const { capture, client, events } = await scene();
    client.programs[0]?.stderr.write("tcpdump: Killed\n");
    client.programs[0]?.die();
    await vi.waitFor(() => expect(disturbances(events)).toHaveLength(1), 2_000);
    expect(disturbances(events)[0]?.detail).toContain("Killed");
    await capture.stop();
  });

  test("because its host is gone is none: that is the fault's doing", async () => {
    const { capture, lb1, client, events } = await scene({
      checks: { network: "back", ports: [1], onlyChecks: true },
    });
    for (const program of client.programs) answering(program, nothingCaught);
    lb1.dies();
    await new Promise((resolve) => setTimeout(resolve, 700));
    await capture.settle();
    expect(disturbances(events)).toEqual([]);
    await capture.stop();
  });

  test("because it was stopped is none", async () => {
    const { capture, events } = await scene();
    await capture.stop();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(disturbances(events)).toEqual([]);
  });
});
