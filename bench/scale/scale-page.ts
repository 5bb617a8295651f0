import { figureOf, type Figure, short, shown, table } from "../figure.ts";
import { type CostOfOne, exponent, growth, leaseCosts, leaseMemory, siteCosts, wireCosts } from "./costs.ts";
import type { KernelSize, ScaleLine, SiteSize } from "./scale-line.ts";

/** docs/benchmarks-scale.md. */
export function scalePage(line: ScaleLine): string {
  const { date, commit, machine } = line;
  return `# Benchmarks of scale

Made by \`npm run bench:scale\`, which measures, adds a line to \`bench/history.jsonl\` and writes this page and its plots. ${date.slice(0, 10)}, commit ${commit ?? "unknown"},
${machine.cpu} with ${machine.cores} cores, ${machine.memoryGb ?? "?"} GB, Linux ${machine.kernel ?? "?"}, Node ${machine.node.slice(1)}, load ${machine.loadAverage} at the start. Figures are of processor time, medians of
rounds with the lowest and the highest in brackets; each size runs in a process of its own. Both axes of a plot are logarithmic: what grows with the whole alone is a level line.

## Leases

One site with so many open training leases, each of a run of its own with two window sets behind it, made by \`decide\` command by command.

![What one lease costs](benchmarks-scale-leases.svg)

${costTable("leases", leaseCosts(line))}

- *A renewal*: a tick that renews all open leases, divided by their number. *Time alone*: a tick that renews none, divided the same way: what must be looked at whoever was heard.
- *A power question*: \`power\` for runs drawn at random, each of which has to come from memory. *Asked again at once*: each of them 40 times in a row, so that its state is near. What grows in
  the first and not in the second is the machine's way to memory, not the kernel's work. Renewals and time alone pass over all runs, as the first does.
- *Ended and taken*: two decisions, which end a lease and take another for the same run.
- *A warden's beat*: a heartbeat goes out, its answer comes in, time passes. Here the pure part of all wardens runs in one process; in use each is a process of its own.

The whole site:

${wholeTable(line.kernel)}

Memory is what is reachable after the site was made: runs, evidence and receipts of commands are most of it. ${growthOf(leaseMemory(line))}

## Sites

A mesh of production members in virtual time, one process, signatures simulated. The whole mesh writes ${eventsPerSecond(line.sites)} events a second, and every site takes in every event; all sites hold the same at the end.

![What one site costs](benchmarks-scale-sites.svg)

${costTable("sites", siteCosts(line))}

- *An event*: processor time of a busy window, divided by events and sites. *Without*: no certificates are made. *A chain at the start*: every site learns the first event of every other.
- A real node also verifies signatures; what that costs is in [the benchmarks of the mesh](benchmarks-mesh.md).
- The first events of a mesh cite the ends of all chains, up to 256 each; their window is not in these figures, but for the bytes in the last table.
- Up to 128 peers an author tells all; above that events are passed on by gossip, and some arrive twice.
- A certificate names the end of every chain and carries a signature of every member, so its size and the time to judge it grow with the sites: by design the cost of one certificate and site is
  linear in sites. It is made at most once in a while, not for each event.

![Bytes on the wire](benchmarks-scale-wire.svg)

${costTable("sites", wireCosts(line))}

Bytes of messages as members encode them, of one site and simulated second, without the transport's framing.

${sitesTable(line.sites)}
`;
}

/** A row for each size, a column for each cost, and how each cost grows. */
function costTable(of: string, costs: readonly CostOfOne[]): string {
  const sizes = [...new Set(costs.flatMap(({ points }) => points.map(({ at }) => at)))].toSorted((a, b) => a - b);
  const cell = ({ points }: CostOfOne, size: number): string => {
    const point = points.find(({ at }) => at === size);
    return point === undefined ? "–" : shown(point.cost);
  };
  return table(
    [of, ...costs.map(({ name, unit }) => `${name}, ${unit}`)],
    [
      ...sizes.map((size) => [count(size), ...costs.map((each) => cell(each, size))]),
      ["largest, times the smallest", ...costs.map((each) => short(growth(each)))],
      ["grows with the power", ...costs.map((each) => exponent(each).toFixed(2))],
    ],
  );
}

const milliseconds = (rounds: readonly number[]): string => shown(figureOf(rounds.map((us) => us / 1_000)));

const wholeTable = (sizes: readonly KernelSize[]): string =>
  table(
    [
      "leases",
      "entries",
      "a tick that renews all, ms",
      "that renews a thousand, ms",
      "that renews none, ms",
      "kB a lease",
    ],
    sizes.map(({ leases, entries, tickAllUs, tickPartUs, tickNoneUs, bytesPerLease }) => [
      count(leases),
      count(entries),
      ...[tickAllUs, tickPartUs, tickNoneUs].map(milliseconds),
      short(bytesPerLease / 1_000),
    ]),
  );

const growthOf = (memory: CostOfOne): string =>
  `A lease at the largest size takes ${short(growth(memory))} times what it takes at the smallest.`;

const sitesTable = (sizes: readonly SiteSize[]): string =>
  table(
    [
      "sites",
      "certificates",
      "processor seconds a busy second",
      "messages a site and second",
      "kB a site and second at first",
      "memory of all, MB",
    ],
    sizes.map(({ sites, certificates, first, busy, seconds, residentBytes }) => [
      count(sites),
      certificates ? "yes" : "no",
      shown(perSecond(busy, seconds * 1e6, ({ cpuUs }) => cpuUs)),
      shown(perSecond(busy, seconds * sites, ({ messages }) => messages)),
      short(first.bytes / 1_000 / sites / seconds),
      short(residentBytes / 1e6),
    ]),
  );

type Window = SiteSize["busy"][number];

const perSecond = (windows: readonly Window[], divisor: number, of: (window: Window) => number): Figure =>
  figureOf(windows.map((window) => of(window) / divisor));

function eventsPerSecond(sizes: readonly SiteSize[]): string {
  const [first] = sizes;
  return first === undefined ? "–" : short((first.busy[0]?.events ?? Number.NaN) / first.seconds);
}

const count = (value: number): string => value.toLocaleString("en").replaceAll(",", " ");
