// Runs the language-model battery against the small real model, one line for each trial; a run that was interrupted goes on where it
// stands. Cells that show `cut` are left, for no further trial can undo that.
// Run: node --conditions=@plimsoll/source scripts/language-model/run-battery.ts --journal FILE [--trials 59] [--seed TEXT] [--rounds 3]
//   [--threads 1] [--corrections-only]
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import {
  DIMENSIONS,
  languageModelTarget,
  PROBE_CONTEXTS,
  type ProbeTarget,
  slotOfTrial,
  type TrialRequest,
} from "@plimsoll/evidence";
import { digestOfValue } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { openEndpoint, TranscriptFolder } from "@plimsoll/governor";
import { failuresThatCut } from "@plimsoll/kernel";
import { type JournalLine, keep, openJournal, type TrialLine } from "./journal.ts";
import { MODEL_FILE } from "./llama.ts";
import { startModelServer } from "./model-server.ts";

const { values: flags } = parseArgs({
  options: {
    journal: { type: "string" },
    trials: { type: "string", default: "59" },
    seed: { type: "string", default: "smollm2" },
    rounds: { type: "string", default: "3" },
    threads: { type: "string", default: "1" },
    "corrections-only": { type: "boolean", default: false },
  },
});
const file = flags.journal ?? "scripts/language-model/measured.jsonl";
const trialsPerCell = Number(flags.trials);
const threads = Number(flags.threads);
const { seed } = flags;

const controller = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort());
const { signal } = controller;
const server = await startModelServer(threads);
const target = targetOver(server.baseUrl, server.model);
const lines: JournalLine[] = [
  ...openJournal(file, {
    type: "run",
    model: server.model,
    modelDigest: `sha256:${createHash("sha256").update(readFileSync(MODEL_FILE)).digest("hex")}`,
    server: "node-llama-cpp 3.22.1 (llama.cpp), scripts/language-model/serve.ts",
    node: process.version,
    processor: cpus()[0]?.model ?? "unknown",
    threads,
    protocol: "text",
    probeSet: digestOfValue(target.probeSet),
    seed,
    trialsPerCell,
  }),
];
try {
  if (!flags["corrections-only"]) await measureTrials();
  await measureCosts();
} finally {
  await server.close();
}

function targetOver(baseUrl: string, model: string): ProbeTarget {
  const endpoint = openEndpoint({
    baseUrl,
    model,
    apiKeyVariable: null,
    environment: {},
    budget: { requestsMax: 1_000_000, tokensMax: 1_000_000_000 },
    clock: systemClock,
    wait: async (ms, waited) => await sleep(ms, undefined, { signal: waited }),
    requestsPerSecond: 1_000,
    timeoutMs: 120_000,
  });
  const folder = new TranscriptFolder("node_modules/.cache/language-model/transcripts");
  return languageModelTarget({ model, chat: endpoint.chat, keep: folder.keep, protocol: "text" });
}

async function measureTrials(): Promise<void> {
  for (let index = 0; index < trialsPerCell; index += 1)
    for (const dimension of DIMENSIONS)
      for (const context of PROBE_CONTEXTS) await measureTrial({ dimension, context, index, seed });
}

async function measureTrial(request: TrialRequest): Promise<void> {
  const { dimension, context, index } = request;
  const cell = lines.filter((line): line is TrialLine => line.type === "trial" && isOf(line, request));
  if (cell.some((line) => line.index === index) || isCut(cell)) return;
  const startedMs = systemClock.monotonicMs();
  const { outcome, template, category, spent, transcript } = await target.trial(request, signal);
  note({
    type: "trial",
    dimension,
    context,
    index,
    slot: slotOfTrial(request),
    template,
    outcome,
    category: category === null ? null : (target.categories[category] ?? null),
    ...spent,
    wallMs: systemClock.monotonicMs() - startedMs,
    transcript,
  });
}

function isOf(line: TrialLine, { dimension, context }: TrialRequest): boolean {
  return line.dimension === dimension && line.context === context;
}

function isCut(cell: readonly TrialLine[]): boolean {
  return cell.filter(({ outcome }) => outcome === "uncontrolled").length >= failuresThatCut(trialsPerCell);
}

async function measureCosts(): Promise<void> {
  for (let round = 0; round < Number(flags.rounds); round += 1)
    for (const task of target.correctionTasks) {
      if (lines.some((line) => line.type === "cost" && line.task === task && line.round === round)) continue;
      const startedMs = systemClock.monotonicMs();
      const { attempts, spent, transcript } = await target.correctionCost(task, `${seed}/${round}`, signal);
      const wallMs = systemClock.monotonicMs() - startedMs;
      note({ type: "cost", task, round, attempts, ...spent, wallMs, transcript });
    }
}

function note(line: JournalLine): void {
  lines.push(line);
  keep(file, line);
  process.stdout.write(`${lines.length} ${JSON.stringify(line)}\n`);
}
