import { describe, expect, test } from "vitest";
import { HarnessError } from "../../../src/errors.ts";
import type { Packet } from "../../../src/observers/capture/pcap.ts";
import { startTcpdump, type Tcpdump } from "../../../src/observers/capture/tcpdump.ts";
import { FakeContainer, type FakeProgram } from "./fake-container.ts";
import { captureFile, tcp } from "./frames.ts";

const header = captureFile([]);
const record = captureFile([{ seconds: 1, fraction: 2, bytes: tcp() }]).subarray(header.length);

interface Playing {
  readonly fake: FakeProgram;
  readonly tcpdump: Tcpdump;
  readonly packets: Packet[];
}

async function play({ batched = false } = {}): Promise<Playing> {
  const packets: Packet[] = [];
  const played = new FakeContainer((program) => program.stdout.write(header));
  const tcpdump = await startTcpdump(
    { name: "client", container: played.container },
    { device: "eth0", filter: "arp", batched, onPackets: (some) => packets.push(...some) },
  );
  const [fake] = played.programs;
  if (fake === undefined) throw new HarnessError("INTERNAL", "nothing was started");
  return { fake, packets, tcpdump };
}

function answerWith(fake: FakeProgram, text: string): void {
  fake.onInput = () => void fake.stderr.write(`tcpdump: ${text}\n`);
}

describe("a capture in a host", () => {
  test("listens when the head of the file has come, and hands over what follows", async () => {
    const { fake, packets, tcpdump } = await play();
    fake.stdout.write(Buffer.concat([record, record.subarray(0, 20)]));
    fake.stdout.write(record.subarray(20));
    answerWith(fake, "2 packets captured, 2 packets received by filter, 0 packets dropped by kernel");
    expect(await tcpdump.drained()).toEqual({ packets: 2, dropped: 0 });
    expect(packets).toHaveLength(2);
    await tcpdump.stop();
  });

  test("is delivered at once, or in batches where that is asked for", async () => {
    const modes = await Promise.all(
      [false, true].map(async (batched) => {
        const { fake, tcpdump } = await play({ batched });
        await tcpdump.stop();
        return fake.command.at(-1);
      }),
    );
    expect(modes).toEqual(["--immediate-mode", ""]);
  });

  test("is drained only when everything that the kernel has seen is delivered", async () => {
    const { fake, packets, tcpdump } = await play({ batched: true });
    answerWith(fake, "0 packets captured, 3 packets received by filter, 1 packet dropped by kernel");
    const draining = tcpdump.drained();
    setTimeout(() => fake.stdout.write(record), 20);
    setTimeout(() => fake.stdout.write(record), 40);
    expect(await draining).toEqual({ packets: 2, dropped: 1 });
    expect(packets).toHaveLength(2);
    await tcpdump.stop();
  });

  test("answers one question after the other", async () => {
    const { fake, tcpdump } = await play();
    let asked = 0;
    fake.onInput = () => {
      asked += 1;
      fake.stderr.write(
        `tcpdump: 0 packets captured, ${asked} packets received by filter, ${asked} packets dropped by kernel\n`,
      );
    };
    const answers = await Promise.all([tcpdump.drained(), tcpdump.drained()]);
    expect(answers.map((answer) => answer?.dropped)).toEqual([1, 2]);
    await tcpdump.stop();
  });

  test("that is gone does not answer, and says why it ended", async () => {
    const { fake, tcpdump } = await play();
    fake.stderr.write("tcpdump: eth0: Network is down\n");
    fake.die();
    expect(await tcpdump.ended).toContain("Network is down");
    expect(await tcpdump.drained()).toBeUndefined();
  });

  test("whose output is damaged is ended, and says so", async () => {
    const { fake, tcpdump } = await play();
    fake.stdout.write(Buffer.alloc(64, 0xff));
    expect(await tcpdump.ended).toContain("not a capture");
  });

  test("that does not start is an error with its last words", async () => {
    const played = new FakeContainer((program) => {
      program.stderr.write("tcpdump: eth7: No such device exists\n");
      setTimeout(() => program.die(), 10);
    });
    const starting = startTcpdump(
      { name: "client", container: played.container },
      { device: "eth7", filter: "arp", batched: false, onPackets: () => undefined },
    );
    await expect(starting).rejects.toMatchObject({
      code: "AGENT_FAILED",
      message: expect.stringContaining("No such device") as string,
    });
  });
});
