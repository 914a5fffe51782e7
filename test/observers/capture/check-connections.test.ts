import { describe, expect, test } from "vitest";
import { CheckConnections } from "../../../src/observers/capture/check-connections.ts";
import { decode } from "../../../src/observers/capture/decode.ts";
import { instant } from "../../../src/timeline/clock.ts";
import type { ConnectionEvent } from "../../../src/timeline/events.ts";
import { tcp, type SegmentText } from "./frames.ts";

const balancer = "10.8.0.11";
const server = "10.8.0.21";
const mac = "02:42:0a:08:00:15";

function told(
  script: readonly (readonly [at: number, segment: SegmentText])[],
  { onlyChecks = true } = {},
): readonly ConnectionEvent[] {
  const follower = new CheckConnections("lb1", balancer, { ports: [9998], onlyChecks });
  return script.flatMap(([at, segment]) => {
    const decoded = decode(tcp(segment));
    return decoded?.kind === "tcp" ? [...follower.take(decoded, instant(at))] : [];
  });
}

const said = (flags: string, data = "", port = 1): SegmentText => ({
  flags,
  data,
  source: balancer,
  target: server,
  ports: [port, 9998],
  to: mac,
});
const heard = (flags: string, data = "", port = 1): SegmentText => ({
  flags,
  data,
  source: server,
  target: balancer,
  ports: [9998, port],
  from: mac,
});
const asking = "GET /health HTTP/1.0\r\n\r\n";

describe("a health check on the wire", () => {
  test("is told of when it is over, with every instant of it", () => {
    const events = told([
      [10, said("S")],
      [10.1, heard("SA")],
      [10.2, said("PA", asking)],
      [12, heard("PA", "HTTP/1.1 200 OK\r\n\r\n")],
      [12.1, heard("FA")],
      [12.2, said("FA")],
      [12.3, said("R")],
    ]);
    expect(events).toEqual([
      {
        kind: "connection",
        host: "lb1",
        purpose: "check",
        client: balancer,
        address: server,
        port: 9998,
        sentTo: mac,
        outcome: "accepted",
        answeredBy: mac,
        at: instant(10),
        answeredAt: instant(10.1),
        askedAt: instant(10.2),
        dataAt: instant(12),
        status: 200,
        endedAt: instant(12.2),
      },
    ]);
  });

  test("that is refused ends with the reset", () => {
    const events = told([
      [10, said("S")],
      [10.1, heard("RA")],
    ]);
    expect(events).toMatchObject([{ outcome: "refused", answeredAt: instant(10.1), endedAt: instant(10.1) }]);
  });

  test("that nobody answers is asked for in vain until the balancer closes", () => {
    const events = told([
      [10, said("S")],
      [10.1, heard("SA")],
      [10.2, said("PA", asking)],
      [3010, said("R")],
    ]);
    expect(events).toMatchObject([{ outcome: "accepted", askedAt: instant(10.2), endedAt: instant(3010) }]);
    expect(events[0]).not.toHaveProperty("dataAt");
  });

  test("whose packets vanish is silence without an end, told of when nothing has come for long", () => {
    const events = told([
      [10, said("S")],
      [1010, said("S")],
      [2010, said("S")],
      [6010, said("S", "", 2)],
      [7020, said("S", "", 2)],
    ]);
    expect(events).toMatchObject([{ outcome: "silence", at: instant(10) }]);
    expect(events[0]).not.toHaveProperty("endedAt");
  });

  test("that is answered with an error tells which", () => {
    const events = told([
      [1, said("S")],
      [2, heard("SA")],
      [3, said("PA", asking)],
      [4, heard("PA", "HTTP/1.0 503 Service Unavailable\r\n")],
      [5, said("FA")],
    ]);
    expect(events).toMatchObject([{ status: 503 }]);
  });
});

describe("where clients use the same port", () => {
  const exchange = (request: string): readonly ConnectionEvent[] =>
    told(
      [
        [1, said("S")],
        [2, heard("SA")],
        [3, said("PA", request)],
        [4, heard("PA", "HTTP/1.1 200 OK\r\n")],
        [5, said("FA")],
      ],
      { onlyChecks: false },
    );

  test("a check is told from them by how it asks", () => {
    expect(exchange(asking)).toHaveLength(1);
    expect(exchange("OPTIONS / HTTP/1.0\r\n")).toHaveLength(1);
    expect(exchange("GET /health HTTP/1.1\r\nhost: kms\r\n")).toHaveLength(0);
    expect(exchange("\u0016\u0003\u0001")).toHaveLength(0);
  });

  test("a connection on which nothing was asked is not told of: it may be anybody's", () => {
    const refused: (readonly [number, SegmentText])[] = [
      [1, said("S")],
      [2, heard("RA")],
    ];
    expect(told(refused, { onlyChecks: false })).toHaveLength(0);
    expect(told(refused)).toHaveLength(1);
  });
});

test("connections to other ports and of other hosts are nobody's check", () => {
  const events = told([
    [1, { ...said("S"), ports: [1, 5432] }],
    [2, { ...heard("RA"), ports: [5432, 1] }],
    [3, { ...said("S"), source: "10.8.0.12" }],
  ]);
  expect(events).toEqual([]);
});
