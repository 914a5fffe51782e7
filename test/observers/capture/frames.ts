/** Frames and capture files written byte by byte, as the RFCs say. */
export const lb1 = "02:42:0a:09:00:0b";
export const lb2 = "02:42:0a:09:00:0c";
export const clientMac = "02:42:0a:09:00:32";
const everybody = "ff:ff:ff:ff:ff:ff";
export const vip = "10.9.0.100";
export const client = "10.9.0.50";

export interface Ends {
  readonly from?: string;
  readonly to?: string;
}

export function ethernet(
  etherType: number,
  payload: Buffer,
  { from = lb1, to = everybody }: Ends = {},
): Buffer {
  return Buffer.concat([mac(to), mac(from), word(etherType), payload]);
}

/** The same frame with an 802.1Q tag. */
export function tagged(frame: Buffer, vlan: number): Buffer {
  return Buffer.concat([frame.subarray(0, 12), word(0x8100), word(vlan), frame.subarray(12)]);
}

export function arp({ operation = 1, sender = lb1, says = vip, about = vip } = {}): Buffer {
  const fixed = Buffer.from([0, 1, 8, 0, 6, 4, 0, operation]);
  return ethernet(
    0x0806,
    Buffer.concat([fixed, mac(sender), address(says), Buffer.alloc(6), address(about)]),
    { from: sender },
  );
}

export function ipv4(protocol: number, source: string, target: string, payload: Buffer): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(20 + payload.length, 2);
  header.writeUInt8(255, 8);
  header.writeUInt8(protocol, 9);
  address(source).copy(header, 12);
  address(target).copy(header, 16);
  return Buffer.concat([header, payload]);
}

export function vrrp({
  version = 2,
  routerId = 51,
  priority = 103,
  interval = 1,
  source = "10.9.0.11",
} = {}): Buffer {
  const message = Buffer.alloc(20);
  message.writeUInt8((version << 4) | 1, 0);
  message.writeUInt8(routerId, 1);
  message.writeUInt8(priority, 2);
  message.writeUInt8(1, 3);
  if (version === 2) message.writeUInt8(interval, 5);
  else message.writeUInt16BE(interval, 4);
  address(vip).copy(message, 8);
  return ethernet(0x0800, ipv4(112, source, "224.0.0.18", message));
}

export interface SegmentText extends Ends {
  readonly source?: string;
  readonly target?: string;
  readonly ports?: readonly [source: number, target: number];
  readonly flags?: string;
  readonly data?: string;
}

const bits: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16 };

/** A TCP segment; `flags` as tcpdump writes them, with A for the dot: "S", "SA", "R", "FA". */
export function tcp({
  source = client,
  target = vip,
  ports = [40_000, 5696],
  flags = "S",
  data = "",
  ...ends
}: SegmentText = {}): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(ports[0], 0);
  header.writeUInt16BE(ports[1], 2);
  header.writeUInt8(5 << 4, 12);
  header.writeUInt8(flagBits(flags), 13);
  const segment = Buffer.concat([header, Buffer.from(data, "latin1")]);
  return ethernet(0x0800, ipv4(6, source, target, segment), { from: clientMac, to: lb1, ...ends });
}

function flagBits(flags: string): number {
  let all = 0;
  for (const flag of flags) all |= bits[flag] ?? 0;
  return all;
}

export interface Stamped {
  readonly seconds: number;
  readonly fraction: number;
  readonly bytes: Buffer;
}

export interface FileFormat {
  readonly bigEndian?: boolean;
  readonly nanoseconds?: boolean;
  readonly link?: number;
}

/** A capture file in any of the four classic formats. */
export function captureFile(
  packets: readonly Stamped[],
  { bigEndian = false, nanoseconds = false, link = 1 }: FileFormat = {},
): Buffer {
  const number = (value: number, length: 2 | 4): Buffer => {
    const bytes = Buffer.alloc(length);
    if (bigEndian) bytes.writeUIntBE(value, 0, length);
    else bytes.writeUIntLE(value, 0, length);
    return bytes;
  };
  const magic = nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
  const header = [
    number(magic, 4),
    number(2, 2),
    number(4, 2),
    number(0, 4),
    number(0, 4),
    number(65_535, 4),
    number(link, 4),
  ];
  const records = packets.flatMap(({ seconds, fraction, bytes }) => [
    number(seconds, 4),
    number(fraction, 4),
    number(bytes.length, 4),
    number(bytes.length, 4),
    bytes,
  ]);
  return Buffer.concat([...header, ...records]);
}

function mac(text: string): Buffer {
  return Buffer.from(text.replaceAll(":", ""), "hex");
}

function address(text: string): Buffer {
  return Buffer.from(text.split(".").map(Number));
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value, 0);
  return bytes;
}
