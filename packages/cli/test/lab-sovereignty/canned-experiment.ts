import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { ModuleTexts, Stage, TraceEntry } from "@plimsoll/sovereignty";
import { Experiment, type ExperimentSetup, type Performed } from "../../src/sovereignty-tools/experiment.ts";
import { InvalidRunError } from "../../src/sovereignty-tools/invalid-run-error.ts";
import { loadedSources } from "../../src/sovereignty-tools/loaded-sources.ts";
import {
  STAGE_WORK,
  type StageReports,
  type StageWork,
  type WorkToDo,
  type WorkedStage,
  usualSeeds,
} from "../../src/sovereignty-tools/stage-work.ts";

const BASE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Gives fresh places, each without a folder at it yet, and removes them when the file is done. */
export function freshPlaces(): () => string {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(BASE, "plimsoll-sovereignty-"));
    folders.push(folder);
    return join(folder, "experiment");
  };
}

/** What is loaded, read once: who edits a module meanwhile does not make another candidate of it. */
export const TEXTS: ModuleTexts = readOnce(loadedSources());

function readOnce(texts: ModuleTexts): ModuleTexts {
  const known = new Map(texts.modules.map((module) => [module, texts.readSource(module)]));
  return { ...texts, readSource: (module) => known.get(module)! };
}

/** A copy of what is loaded in which one module reads differently. */
export const tampered = (changed: string): ModuleTexts => ({
  ...TEXTS,
  readSource: (module) => TEXTS.readSource(module) + (module === changed ? "\n// tuned" : ""),
});

/** The real stages, but each computed once; what they were asked for is counted. */
export class CannedWork {
  readonly asked: WorkedStage[] = [];
  readonly work: StageWork;
  static readonly #answers = new Map<string, Promise<unknown>>();

  constructor(changed: Partial<StageReports> = {}) {
    const answer =
      <S extends WorkedStage>(stage: S) =>
      (todo: WorkToDo): StageReports[S] | Promise<StageReports[S]> => {
        this.asked.push(stage);
        if (changed[stage] !== undefined) return changed[stage];
        if (stage === "run") return cannedBaseline(todo) as StageReports[S];
        const key = `${stage} ${todo.seeds.join()}`;
        const known = CannedWork.#answers.get(key) ?? Promise.resolve(STAGE_WORK[stage](todo));
        CannedWork.#answers.set(key, known);
        return known as Promise<StageReports[S]>;
      };
    this.work = {
      calibrate: answer("calibrate"),
      run: answer("run"),
      ablate: answer("ablate"),
      weaken: answer("weaken"),
      spof: answer("spof"),
    };
  }
}

const BASELINES = new Map<string, { readonly report: StageReports["run"]; readonly traced: readonly TraceEntry[] }>();

/** The baseline, computed once for each list of seeds, and traced as often as it is asked for. */
function cannedBaseline({ seeds, traceOf, ...todo }: WorkToDo): StageReports["run"] {
  const traced: TraceEntry[] = [];
  const known = BASELINES.get(seeds.join()) ?? {
    report: STAGE_WORK.run({ ...todo, seeds, traceOf: () => (entry) => traced.push(entry) }) as StageReports["run"],
    traced,
  };
  BASELINES.set(seeds.join(), known);
  const sinks = new Map(seeds.map((seed) => [seed, traceOf(seed)]));
  for (const entry of known.traced) sinks.get(entry.runSeed)?.(entry);
  return known.report;
}

const UNWATCHED = { progress: () => {}, ended: () => {} };

/** Does something with the experiment of a folder, as one command does. */
export async function inExperiment<T>(
  folder: string,
  setup: Partial<ExperimentSetup>,
  act: (experiment: Experiment) => T | Promise<T>,
): Promise<T> {
  using experiment = new Experiment({ folder, watch: UNWATCHED, texts: TEXTS, work: new CannedWork().work, ...setup });
  return await act(experiment);
}

/** Performs one stage as its command does. */
export const performed = (
  folder: string,
  stage: Stage,
  setup: Partial<ExperimentSetup> = {},
): Promise<Performed<unknown>> =>
  inExperiment<Performed<unknown>>(folder, setup, (experiment) =>
    stage === "freeze" ? experiment.freeze() : experiment.perform(stage),
  );

/** Performs stages by hand, one after the other. */
export async function performedAll(folder: string, stages: readonly Stage[]): Promise<void> {
  for (const stage of stages) await performed(folder, stage);
}

/** The refusal that an act ends with. */
export async function refusalOf(act: Promise<unknown>): Promise<InvalidRunError["invalidRun"]> {
  try {
    await act;
  } catch (fault) {
    if (fault instanceof InvalidRunError) return fault.invalidRun;
    throw fault;
  }
  throw new Error("expected an invalid run, got an answer");
}

export function copyOf(folder: string, to: string): string {
  cpSync(folder, to, { recursive: true });
  return to;
}

/** What a stage would have told of a world or a candidate that fails one of its demands. */
export async function failing(stage: "calibrate" | "run"): Promise<Partial<StageReports>> {
  const todo = {
    apparatus: new Experiment({ folder: "", watch: UNWATCHED, texts: TEXTS }).apparatus,
    progress: () => {},
  };
  const { work } = new CannedWork();
  const seeds = usualSeeds(stage);
  const report = await work[stage]({ ...todo, seeds, traceOf: () => null });
  const checks = report.checks.map((check, place) =>
    place === 0 ? { ...check, passed: false, found: "none" } : check,
  );
  if (stage === "run") return { run: { ...report, checks, verdict: "REJECTED" } as StageReports["run"] };
  const verdict = "INVALID_ENV / NO_ADMISSIBLE_REPAIR_PAIR";
  return { calibrate: { ...report, checks, verdict } as StageReports["calibrate"] };
}

/** Every file of a folder but its log, with its text. */
export const recordsIn = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => !/^(ledger|keys)/.test(file) && statSync(join(folder, file)).isFile())
      .toSorted()
      .map((file) => [file, readFileSync(join(folder, file), "utf8")]),
  );
