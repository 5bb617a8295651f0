/**
 * How long blobs take over libp2p with every node in this one process on loopback, by size and by number of nodes.
 * Run: node --conditions=@plimsoll/source packages/mesh/bench/blobs.ts [nodes ...]. Bars: D1, 30 nodes, put p50 100 ms, get p50 40 ms.
 */
import { quantile, timeBlobs } from "../test/transport/blob-timing.ts";
import { closeAll, openLibp2pNodes } from "../test/transport/libp2p-mesh.ts";

const SIZES = [
  { name: "1 KiB", bytes: 1024, count: 60 },
  { name: "64 KiB", bytes: 64 * 1024, count: 40 },
  { name: "1 MiB", bytes: 1024 * 1024, count: 10 },
];

const given = process.argv.slice(2).map(Number);
for (const nodes of given.length === 0 ? [30] : given) await bench(nodes);

async function bench(count: number): Promise<void> {
  const startMs = performance.now();
  const nodes = await openLibp2pNodes(count, "bench");
  console.info(`D1  ${count} nodes  full mesh after ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
  for (const { name, bytes, count: blobs } of SIZES) {
    const { putMs, getMs, failures } = await timeBlobs(nodes, blobs, bytes);
    console.info(`D1  ${count} nodes  ${name}  put ${row(putMs)}  get ${row(getMs)}  ${failures} of ${blobs} failed`);
  }
  console.info(`D1  ${count} nodes  resident ${(process.memoryUsage().rss / count / 1e6).toFixed(1)} MB per node`);
  await closeAll(nodes.map(({ transport }) => transport));
}

function row(ms: readonly number[]): string {
  return `p50 ${quantile(ms, 0.5).toFixed(1)} ms p95 ${quantile(ms, 0.95).toFixed(1)} ms`;
}
