/**
 * Fast and slow nodes in one swarm: how many intents the fast ones decide, what becomes of the slow ones' thoughts, and who
 * is lost after a short cut. Runs the swarm that the audit describes, and this mesh, without and with the slow nodes.
 *
 * Run: node --conditions=@plimsoll/source packages/mesh/bench/swarm/swarm.ts
 *   [--seconds N] of the scenario, 900; [--scale S] wall time over scenario time, 0.1; [--fast N] [--slow N] [--seed N]
 *   [--at-once N] also a server that works on N intents at a time; [--svg FILE] [--window S] the drawing; [--json]
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { AUDITED_LIMITS, httpSwarm } from "./http-swarm.ts";
import { meshSwarm } from "./mesh-swarm.ts";
import { outcomeTable } from "./outcome-table.ts";
import { hardwareGap, STATED_SIZE } from "./scenario.ts";
import { type MeasuredSwarm, measureSwarm } from "./swarm-outcome.ts";
import { timelinePlot } from "./timeline-plot.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: `${STATED_SIZE.durationMs / 1_000}` },
    scale: { type: "string", default: `${STATED_SIZE.timeScale}` },
    fast: { type: "string", default: `${STATED_SIZE.fast}` },
    slow: { type: "string", default: `${STATED_SIZE.slow}` },
    seed: { type: "string", default: `${STATED_SIZE.seed}` },
    "at-once": { type: "string" },
    svg: { type: "string" },
    window: { type: "string", default: "300" },
    json: { type: "boolean", default: false },
  },
});

const scenario = hardwareGap({
  seed: Number(values.seed),
  durationMs: Number(values.seconds) * 1_000,
  timeScale: Number(values.scale),
  fast: Number(values.fast),
  slow: Number(values.slow),
});
const widened =
  values["at-once"] === undefined ? [] : [{ ...AUDITED_LIMITS, intentsAtOnce: Number(values["at-once"]) }];

const measured: MeasuredSwarm[] = [];
for (const limits of [AUDITED_LIMITS, ...widened]) measured.push(await measureSwarm(httpSwarm(limits), scenario));
measured.push(await measureSwarm(meshSwarm, scenario));

if (values.svg !== undefined) {
  writeFileSync(values.svg, timelinePlot(scenario, measured, Number(values.window) * 1_000));
}
process.stdout.write(values.json ? lines() : page());

function page(): string {
  const { nodes, durationMs, timeScale, seed } = scenario;
  const count = (speed: string): number => nodes.filter((node) => node.speed === speed).length;
  return `${count("fast")} nodes think for 2 s and open intents, ${count("slow")} think for 45 s; ${durationMs / 1_000} s at a time scale of ${timeScale} (${(durationMs * timeScale) / 1_000} s by the wall), seed ${seed}. All figures in time of the scenario.

${outcomeTable(measured)}`;
}

function lines(): string {
  const { nodes: _, ...rest } = scenario;
  return measured
    .map(({ name, outcome }) => `${JSON.stringify({ bench: "mesh-swarm", system: name, ...rest, outcome })}\n`)
    .join("");
}
