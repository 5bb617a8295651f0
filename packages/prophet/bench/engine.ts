/**
 * The engine beside PyTorch on one thread and TensorFlow.js: steps (forward, backward, clipping, Adam) per CPU second of a 16-128-128-1 tanh network,
 * batch 256, mean squared error; and what all four terms of the loss cost beside the error alone. Rounds take turns, medians with the least and the
 * greatest; a ratio is the median of the rounds' ratios.
 *
 * Run: node --conditions=@plimsoll/source packages/prophet/bench/engine.ts [--rounds N] [--seconds S] [--no-peer] [--json]
 * The peers come from scripts/install/prophet-peers.js; one that is not there is reported as missing.
 */
import { parseArgs } from "node:util";
import { CLASSIC_LOSS, PLAIN_LOSS } from "../src/objective/loss-spec.ts";
import { FLOP_PER_STEP, openSubject } from "./engine-subject.ts";
import { openPeers, type StepPeer } from "./peer/step-peer.ts";

const TARGETS = { debian: 1, pypi: 0.5, tfjsWasm: 3, tfjsCpu: 3 } as const;
const OVERHEAD_MOST = 2.2;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "0.5" },
    "no-peer": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const [ROUNDS, SECONDS] = [Number(values.rounds), Number(values.seconds)];

interface Subject {
  readonly name: string;
  readonly version: string;
  readonly round: (steps: number) => Promise<number>;
  /** Of a round, so that each lasts about as long. */
  steps: number;
  readonly rates: number[];
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function own(name: string, loss: typeof PLAIN_LOSS): Subject {
  const take = openSubject(loss);
  const round = async (steps: number): Promise<number> => {
    const started = cpuSeconds();
    if (!Number.isFinite(take(steps))) throw new Error(`${name}: not finite`);
    return steps / (cpuSeconds() - started);
  };
  return { name, version: process.version, round, steps: 3, rates: [] };
}

const beside = (peer: StepPeer): Subject => ({
  name: peer.name,
  version: peer.version,
  round: async (steps) => (await peer.round(steps)).stepsPerSecond,
  steps: 3,
  rates: [],
});

const medianOf = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};

const figures = ({ name, version, rates }: Subject) => ({
  name,
  version,
  stepsPerSecond: medianOf(rates),
  low: Math.min(...rates),
  high: Math.max(...rates),
});

const ratios = (over: Subject, under: Subject) => {
  const all = over.rates.map((rate, round) => rate / under.rates[round]!);
  return { ratio: medianOf(all), ratioLow: Math.min(...all), ratioHigh: Math.max(...all) };
};

const plain = own("ours", PLAIN_LOSS);
const regularised = own("ours, all four terms of the loss", CLASSIC_LOSS);
const peers = values["no-peer"] ? {} : await openPeers();
const opened = Object.entries(peers).flatMap(([key, peer]) => (peer === null ? [] : [[key, beside(peer)] as const]));
const subjects = [plain, regularised, ...opened.map(([, subject]) => subject)];

// Two rounds to warm up, which say how many steps a round has.
for (let warm = 0; warm < 2; warm += 1)
  for (const subject of subjects)
    subject.steps = Math.max(3, Math.round(SECONDS * (await subject.round(subject.steps))));
for (let round = 0; round < ROUNDS; round += 1)
  for (const subject of subjects) subject.rates.push(await subject.round(subject.steps));
for (const peer of Object.values(peers)) peer?.close();

const overhead = ratios(plain, regularised);
const rows = opened.map(([key, subject]) => {
  const target = TARGETS[key as keyof typeof TARGETS];
  const ratio = ratios(plain, subject);
  return { key, ...figures(subject), ...ratio, target, met: ratio.ratio >= target };
});
const missing = Object.entries(peers).flatMap(([key, peer]) => (peer === null ? [key] : []));
const result = {
  type: "summary",
  bench: "prophet-engine",
  node: process.version,
  rounds: ROUNDS,
  flopPerStep: FLOP_PER_STEP,
  plain: { ...figures(plain), gflops: (medianOf(plain.rates) * FLOP_PER_STEP) / 1e9 },
  regularised: { ...figures(regularised), ...overhead, target: OVERHEAD_MOST, met: overhead.ratio <= OVERHEAD_MOST },
  peers: rows,
  missing,
};

process.stdout.write(table());
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);

function table(): string {
  const whole = (value: number): string => Math.round(value).toLocaleString("en");
  const line = (row: { name: string; version: string; stepsPerSecond: number; low: number; high: number }): string =>
    `| ${row.name} ${row.version} | ${whole(row.stepsPerSecond)} (${whole(row.low)} to ${whole(row.high)}) |`;
  const others = rows.map(
    (row) =>
      `${line(row)} ${row.ratio.toFixed(2)} (${row.ratioLow.toFixed(2)} to ${row.ratioHigh.toFixed(2)}) | at least ${row.target} | ${row.met ? "yes" : "no"} |`,
  );
  const { ratio, ratioLow, ratioHigh, met } = result.regularised;
  return `16-128-128-1, tanh, batch 256, Adam; one thread; ${ROUNDS} rounds; ${result.plain.gflops.toFixed(1)} GFLOP/s of products in ours.

| what | steps per CPU second (low to high) | ours is so many times as fast | wanted | met |
|---|---|---|---|---|
${line(result.plain)} – | – | – |
${[...others].join("\n")}
${line(result.regularised)} a step costs ${ratio.toFixed(2)} plain ones (${ratioLow.toFixed(2)} to ${ratioHigh.toFixed(2)}) | at most ${OVERHEAD_MOST} | ${met ? "yes" : "no"} |
${missing.length === 0 ? "" : `\nMissing: ${missing.join(", ")}. See scripts/install/prophet-peers.js.\n`}`;
}
