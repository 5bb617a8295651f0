/**
 * How much faster than real time a whole mesh runs in the simulator, on one core, with everything that the observer checks,
 * and how that grows with the number of nodes. The workload is stated in each line: intents opened a minute, events a second.
 * Bar (Q1): 500 virtual seconds a second of processor time at 100 nodes.
 *
 * Run: node --conditions=@plimsoll/source packages/mesh/bench/simulation.ts [--seconds N] [--intents N a minute] [nodes ...]
 */
import { parseArgs } from "node:util";
import { nativeCryptography } from "../src/node/native-cryptography.ts";
import { scenarioOf } from "../src/simulated/scenario/profiles.ts";
import { SimulationRun } from "../src/simulated/scenario/simulation-run.ts";

const { values, positionals } = parseArgs({
  options: { seconds: { type: "string", default: "60" }, intents: { type: "string", default: "6" } },
  allowPositionals: true,
});
const [seconds, intents] = [Number(values.seconds), Number(values.intents)];

for (const nodes of positionals.length === 0 ? [3, 10, 30, 100, 300] : positionals.map(Number)) bench(nodes);

function bench(nodes: number): void {
  const usual = scenarioOf("slow-fast", 1, { nodes, slowNodes: 0, durationMs: seconds * 1_000 });
  const workload = { ...usual.workload, intentEveryMs: Math.floor(60_000 / intents), slowEvery: null };
  const run = new SimulationRun({ ...usual, survivors: 1, workload, faults: [] }, nativeCryptography());
  const started = process.cpuUsage();
  run.start();
  run.mesh.world.runUntil(10_000);
  const warm = process.cpuUsage(started).user / 1e6;
  const before = run.observer.catalog.size;
  run.mesh.world.runUntil(10_000 + seconds * 1_000);
  const all = process.cpuUsage(started).user / 1e6;
  const events = run.observer.catalog.size - before;
  console.info(
    JSON.stringify({
      bench: "mesh-simulation",
      nodes,
      intentsPerMinute: intents,
      eventsPerSecond: Number((events / seconds).toFixed(2)),
      virtualSeconds: seconds,
      processorSeconds: Number((all - warm).toFixed(2)),
      timesRealTime: Number((seconds / (all - warm)).toFixed(1)),
      startProcessorSeconds: Number(warm.toFixed(2)),
      messages: run.mesh.world.network.counts.sent,
      steps: run.mesh.world.steps,
      residentMb: Math.round(process.memoryUsage().rss / 1e6),
      traceHash: run.observer.trace.digest(),
    }),
  );
}
