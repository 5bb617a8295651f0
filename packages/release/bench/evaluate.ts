/**
 * LT1: a whole evaluation of a dossier of 500 claims and 200 sources (50 MB), as the command makes it: from its folder into the log, cold,
 * and after one claim changed; the gate over that log; and the pack of its decision. No rest is waited for.
 *
 * Run: node --conditions=@plimsoll/source packages/release/bench/evaluate.ts [--claims N]. Bars: 10 s, 1 s, 10 000 checks/s, 5 s.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { ReleaseGate } from "../src/node/desk/ask-gate.ts";
import { buildEvaluationPack } from "../src/node/desk/build-evaluation-pack.ts";
import { evaluateFolder, type FolderAnswer } from "../src/node/desk/evaluate-folder.ts";
import type { DeskPorts } from "../src/node/desk/folder-question.ts";
import { useOf } from "../src/node/desk/use-of.ts";
import type { BuiltPack } from "../src/node/pack/build-pack.ts";
import { writeGolden } from "../src/node/desk/write-golden.ts";
import type { Case } from "../test/search/case.ts";
import { largeCase } from "./large-case.ts";

const { values } = parseArgs({ options: { claims: { type: "string", default: "500" } } });
const SOURCES = 200;
const CHECKS = 20_000;

const root = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
const [store, folder] = [join(root, "store"), join(root, "large")];
const clock = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };
const ports: DeskPorts = {
  clock,
  environment: {},
  kernelWord: () => [],
  wait: () => Promise.resolve(),
  onStep: () => {},
};

try {
  const large = largeCase(Number(values.claims), SOURCES);
  const bytes = [...large.files.values()].reduce((sum, { length }) => sum + length, 0);
  writeCase(large);
  console.log(`LT1  ${large.dossier.claims.length} claims, ${SOURCES} sources, ${(bytes / 1e6).toFixed(1)} MB`);
  const cold = await timed("a whole evaluation, cold", 10_000, () => evaluated(folder, store));
  await timed("again, nothing changed", null, () => evaluated(folder, store));
  writeCase(withChangedClaim(large));
  await timed("after one claim changed", 1_000, () => evaluated(folder, store));
  await timed("the pack of the first", 5_000, () => packed(cold.evaluation, store));
  await gate();
  console.log(
    `LT1  most memory at once: ${(process.resourceUsage().maxRSS / 1_024).toFixed(0)} MiB, the made files among it`,
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}

function evaluated(directory: string, log: string): Promise<FolderAnswer> {
  const asked = { store: log, question: null, by: null, corpora: [], owners: [], isRepairOn: true };
  return evaluateFolder({ ...asked, folder: directory, cacheFolder: join(root, "cache") }, ports);
}

function packed(evaluation: string, log: string): Promise<BuiltPack> {
  return buildEvaluationPack(log, { evaluation, directory: join(log, "packs", evaluation), redactions: [] }, clock);
}

async function timed<T>(name: string, barMs: number | null, work: () => Promise<T>): Promise<T> {
  const [start, spent] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(spent);
  const bar = barMs === null ? "" : `  bar ${barMs} ms${ms <= barMs ? "" : "  MISSED"}`;
  console.log(`LT1  ${name}: ${ms.toFixed(0)} ms, ${((user + system) / 1_000).toFixed(0)} ms of processor${bar}`);
  return result;
}

/** A Green decision with its pack, asked about again and again. In a log of its own: the large case leaves no budget for it. */
async function gate(): Promise<void> {
  const [desk, small] = [join(root, "desk"), join(root, "small")];
  writeGolden("g1", small, Date.now());
  const { evaluation, decision } = await evaluated(small, desk);
  const { directory } = await packed(evaluation, desk);
  const use = useOf(small, null, directory);
  using asked = new ReleaseGate(desk, {});
  const start = performance.now();
  let allowed = 0;
  for (let check = 0; check < CHECKS; check += 1) {
    if (asked.check(use, Date.now(), () => []).admission.isAllowed) allowed += 1;
  }
  const perSecond = (CHECKS * 1_000) / (performance.now() - start);
  const bar = `bar 10000/s${perSecond >= 10_000 ? "" : "  MISSED"}`;
  console.log(
    `LT1  gate, ${decision.colour}: ${perSecond.toFixed(0)} checks/s, ${allowed} of ${CHECKS} allowed  ${bar}`,
  );
}

function writeCase({ dossier, files }: Case): void {
  const { format, subject, action, declaredLevel, screeningClaim, ...parts } = dossier;
  const head = { format, subject, action, declaredLevel, screeningClaim };
  for (const [name, part] of Object.entries({ dossier: head, ...parts }))
    write(`${name}.json`, JSON.stringify(part, null, 2));
  for (const [place, content] of files) write(place, content);
}

function write(place: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, place)), { recursive: true });
  writeFileSync(join(folder, place), content);
}

function withChangedClaim({ dossier, files }: Case): Case {
  const claims = dossier.claims.map((each, place) => (place === 7 ? { ...each, text: `${each.text} Again.` } : each));
  return { dossier: { ...dossier, claims }, files };
}
