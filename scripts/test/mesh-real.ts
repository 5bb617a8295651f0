// Measures a mesh of real processes at the sizes that the acceptance statements give, and prints id | what | measured | bar.
// Run: node --conditions=@plimsoll/source scripts/test/mesh-real.ts [--only H1,C1,…] [--kills 1000] [--seed 1] [--json]
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { anyKilled } from "../../packages/mesh/test/real/any-killed.ts";
import { brokersLost, outage } from "../../packages/mesh/test/real/brokers-lost.ts";
import { type Figure, figure } from "../../packages/mesh/test/real/figures.ts";
import { lastSurvivor } from "../../packages/mesh/test/real/last-survivor.ts";
import { localSpend } from "../../packages/mesh/test/real/local-spend.ts";
import { largeNode, lostDisk } from "../../packages/mesh/test/real/lost-disk.ts";
import { partition } from "../../packages/mesh/test/real/partition.ts";
import { randomKills } from "../../packages/mesh/test/real/random-kills.ts";
import { RealMesh } from "../../packages/mesh/test/real/real-mesh.ts";
import { slowProfile } from "../../packages/mesh/test/real/slow-profile.ts";
import { throughput } from "../../packages/mesh/test/real/throughput.ts";
import { unequalHardware } from "../../packages/mesh/test/real/unequal-hardware.ts";
import { workerKilled } from "../../packages/mesh/test/real/worker-killed.ts";
import { NatsCluster } from "../../packages/mesh/test/transport/nats-cluster.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    kills: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});

/** What is measured together, by the statements that it shows. The small ones first. */
const MEASURED: readonly (readonly [ids: string, measure: (cluster: NatsCluster) => Promise<readonly Figure[]>])[] = [
  ["Q3", async () => throughput(20_000)],
  ["B3", ({ addresses }) => localSpend(addresses, 10_000)],
  ["H6", ({ addresses }) => workerKilled(addresses)],
  ["C5", ({ addresses }) => lostDisk(addresses, 10_000)],
  ["C6", (cluster) => anyKilled(cluster, 5)],
  ["M6", ({ addresses: nats }) => partition({ nats, nodesPerSide: 2, eventsPerSide: 5_000, batch: 1 })],
  ["T2 T3", (cluster) => brokersLost({ cluster, outageMs: 60_000 })],
  ["T4", (cluster) => outage({ cluster, outageMs: 30_000 })],
  ["Q4", ({ addresses }) => slowProfile(addresses, 30_000)],
  ["H1 H2 H3", ({ addresses: nats }) => unequalHardware({ nats, fast: 18, slow: 2, forMs: 90_000 })],
  ["S6", ({ addresses: nats }) => lastSurvivor({ nats, nodes: 30, events: 10_000 })],
  ["Q3 C1", ({ addresses }) => largeNode(addresses, 100_000)],
  [
    "C1",
    ({ addresses: nats }) => randomKills({ nats, kills: Number(values.kills), seed: Number(values.seed), progress }),
  ],
];

const clusters = new Set<NatsCluster>();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void interrupted());

const figures = await measureAll();
process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : table(figures));
process.exitCode = figures.every(({ holds }) => holds) ? 0 : 1;

async function measureAll(): Promise<Figure[]> {
  const only = values.only?.split(",");
  const known = MEASURED.flatMap(([ids]) => ids.split(" "));
  const unknown = only?.filter((id) => !known.includes(id)) ?? [];
  if (unknown.length > 0) throw new Error(`--only: expected of ${known.join(", ")}, got ${unknown.join(", ")}`);
  const all: Figure[] = [];
  for (const [ids, measure] of MEASURED) {
    if (only !== undefined && !ids.split(" ").some((id) => only.includes(id))) continue;
    progress(`${ids}: load ${loadavg()[0]?.toFixed(1)} of ${availableParallelism()}`);
    const found = await onCluster(ids, measure);
    for (const one of found) progress(`${one.id} ${one.what}: ${one.measured}`);
    all.push(...found);
  }
  return all;
}

/** Each on brokers of its own, so that none finds what another left. A measurement that fails is one that misses. */
async function onCluster(ids: string, measure: (cluster: NatsCluster) => Promise<readonly Figure[]>) {
  const cluster = await NatsCluster.start();
  clusters.add(cluster);
  try {
    return await measure(cluster);
  } catch (cause) {
    return ids.split(" ").map((id) => figure(id, "measurement failed", String(cause), "none fails", false));
  } finally {
    clusters.delete(cluster);
    await cluster.close();
  }
}

/** No process and no folder is left behind. */
async function interrupted(): Promise<void> {
  await RealMesh.closeAll();
  await Promise.all([...clusters].map((cluster) => cluster.close()));
  process.exit(130);
}

function table(rows: readonly Figure[]): string {
  const lines = rows.map(
    ({ id, what, measured, bar, holds }) =>
      `| ${id} | ${what} | ${measured} | ${bar} | ${holds ? "holds" : "missed"} |`,
  );
  return ["| id | what | measured | bar | |", "| --- | --- | --- | --- | --- |", ...lines, ""].join("\n");
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
