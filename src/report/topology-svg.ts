import { grouped } from "../timeline/grouped.ts";
import type { Certificate } from "./certificate.ts";
import { markup, type Markup } from "./markup.ts";

type Topology = NonNullable<Certificate["profiles"][number]["topology"]>;
type Host = Topology["hosts"][number];

const width = 940;
const rowHeight = 62;
const boxHeight = 40;
const widestBox = 150;

/** Who is where: networks as lines, hosts between those that they are on, addresses as the configuration files have them. */
export function topologySvg({ networks, hosts, vips }: Topology): Markup {
  const rows = grouped(hosts, (host) => String(rowOf(host, networks)));
  const last = Math.max(2 * (networks.length - 1), ...[...rows.keys()].map(Number));
  const height = (last + 2) * rowHeight;
  const name = `${hosts.length} hosts on ${networks.length} networks`;
  return markup`<svg class="topology" viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}">
${networks.map((_, index) => markup`<line class="network" x1="4" y1="${lineY(index)}" x2="${width - 4}" y2="${lineY(index)}"/>`)}
${[...rows].map(([row, members]) => members.map((host, index) => hostBox(host, networks, placeOf(Number(row), index, members.length))))}
${networks.map((network, index) => networkName(network, lineY(index), vips))}</svg>`;
}

/** Lines lie in even rows. A host lies between the outermost of its networks; of the first alone above it, of another below. */
function rowOf({ addresses }: Host, networks: Topology["networks"]): number {
  const on = networks.flatMap(({ name }, index) => (name in addresses ? [index] : []));
  const [first = 0, last = first] = [on[0], on.at(-1)];
  if (first !== last) return first + last + ((first + last) % 2 === 0 ? 1 : 0);
  return first === 0 ? -1 : 2 * first + 1;
}

function lineY(index: number): number {
  return (2 * index + 1) * rowHeight + rowHeight / 2;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly wide: number;
}

function placeOf(row: number, index: number, count: number): Place {
  const room = width / count;
  return {
    x: room * (index + 0.5),
    y: (row + 1) * rowHeight + rowHeight / 2,
    wide: Math.min(widestBox, room - 8),
  };
}

function networkName(
  { name, prefix }: Topology["networks"][number],
  y: number,
  vips: Topology["vips"],
): Markup {
  const own = vips.filter(({ network }) => network === name).map(({ address }) => address);
  const held = own.length === 0 ? "" : `, virtual address ${own.join(", ")}`;
  return markup`<text class="network" x="8" y="${y - 5}">${name}: ${prefix}.0/24${held}</text>
`;
}

function hostBox(
  { name, role, addresses }: Host,
  networks: Topology["networks"],
  { x, y, wide }: Place,
): Markup {
  const links = networks.flatMap((network, index) =>
    network.name in addresses
      ? [markup`<line class="link" x1="${x}" y1="${y}" x2="${x}" y2="${lineY(index)}"/>`]
      : [],
  );
  const said = Object.entries(addresses).map(([network, address]) => `${network} ${address}`);
  return markup`${links}<g><title>${name}, ${role}: ${said.join(", ")}</title>
<rect class="host ${role}" x="${x - wide / 2}" y="${y - boxHeight / 2}" width="${wide}" height="${boxHeight}" rx="4"/>
<text x="${x}" y="${y - 4}" text-anchor="middle">${name}</text><text class="tick" x="${x}" y="${y + 12}" text-anchor="middle">${Object.values(addresses).join(" ")}</text></g>
`;
}
