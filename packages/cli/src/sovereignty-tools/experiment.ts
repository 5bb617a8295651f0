import type { CanonicalValue, Digest } from "@plimsoll/foundation";
import {
  type Apparatus,
  cleanApparatus,
  compilerDigestOf,
  type FinalVerdict,
  firstDifference,
  type FreezeRecord,
  freezeRecord,
  invalidRun,
  type ModuleTexts,
  orderViolation,
  recordDigest,
  recordText,
  type Stage,
  STAGE_FORMAT,
  type StageRecord,
  STAGES,
  stagesBefore,
  type TraceFile,
} from "@plimsoll/sovereignty";
import { BegunWalk } from "./begun-walk.ts";
import { commandOptions } from "./command-options.ts";
import { InvalidRunError } from "./invalid-run-error.ts";
import { loadedSources } from "./loaded-sources.ts";
import { NOTHING_RECORDED, type RecordedProtocol, recordedProtocol } from "./recorded-protocol.ts";
import { RECORD_FILES, type RecordName, RunFolder } from "./run-folder.ts";
import { signedIn, SignedLog, type SignedRecord } from "./signed-log.ts";
import {
  mayBeRecorded,
  STAGE_WORK,
  type StageReports,
  type StageWork,
  usualSeeds,
  type WorkedStage,
} from "./stage-work.ts";
import { RunTraces } from "./run-traces.ts";
import { protocolEnd } from "./protocol-end.ts";
import { stageLine } from "./stage-line.ts";

/** Who is told how the experiment goes on. */
export interface ExperimentWatch {
  readonly progress: (stage: Stage, done: number, total: number) => void;
  /** A stage has ended, with a line for people. */
  readonly ended: (stage: Stage, text: string) => void;
}

export interface ExperimentSetup {
  readonly folder: string;
  /** Data folder of the site whose key signs; else a key that is made for the run folder. */
  readonly site?: string | undefined;
  readonly watch: ExperimentWatch;
  /** Default: the modules that this program has loaded. */
  readonly texts?: ModuleTexts;
  readonly work?: StageWork;
}

/** A stage's answer, and how it came about. */
export interface Performed<Report> {
  readonly report: Report;
  /** The recorded one: the same, unless other seeds are told beside it. */
  readonly recorded: Report;
  readonly seeds: readonly number[];
  /** `done`: now, and recorded. `again`: it was done before, and gave the same bytes. `beside`: on other seeds than the recorded ones, told and not recorded. */
  readonly how: "done" | "again" | "beside";
}

/**
 * One experiment in its folder: the protocol of seed §14, each stage bound to the freeze and to the stage before it.
 *
 * Every method throws `InvalidRunError` instead of running anything that may not be claimed.
 */
export class Experiment implements Disposable {
  readonly frozen: FreezeRecord;
  readonly apparatus: Apparatus;
  readonly #folder: RunFolder;
  readonly #setup: ExperimentSetup;
  readonly #work: StageWork;
  #log: SignedLog | null = null;

  constructor(setup: ExperimentSetup) {
    this.#setup = setup;
    this.#folder = new RunFolder(setup.folder);
    this.#work = setup.work ?? STAGE_WORK;
    this.frozen = freezeRecord(setup.texts ?? loadedSources());
    this.apparatus = cleanApparatus(compilerDigestOf(this.frozen));
  }

  /** Stage 1. */
  freeze(): Performed<FreezeRecord> {
    const wasDone = this.recorded().done.includes("freeze");
    if (!wasDone) this.#keep("freeze", recordText(this.frozen as unknown as CanonicalValue), []);
    const { artefacts, freezeDigest } = this.frozen;
    this.#setup.watch.ended("freeze", `${artefacts.length} artefacts, ${freezeDigest}${wasDone ? SAME : ""}`);
    return { report: this.frozen, recorded: this.frozen, seeds: [], how: wasDone ? "again" : "done" };
  }

  /**
   * A later stage. Where nothing has begun yet, the stages before it are performed first, in their order.
   *
   * @param seeds to tell of. What is recorded has every frozen seed; others are told beside it
   */
  async perform<S extends WorkedStage>(stage: S, seeds?: readonly number[]): Promise<Performed<StageReports[S]>> {
    await this.walkTo(stage);
    const recordedSeeds = this.recorded().records.get(stage)?.seeds;
    if (seeds === undefined || seeds.join() === recordedSeeds?.join()) return this.#perform(stage, recordedSeeds);
    if (recordedSeeds === undefined && mayBeRecorded(stage, seeds)) return this.#perform(stage, seeds);
    if (recordedSeeds === undefined) await this.#perform(stage);
    else this.#demand(stage);
    const recorded = this.recorded().reports[stage] as StageReports[S];
    return { report: await this.beside(stage, seeds), recorded, seeds, how: "beside" };
  }

  /** In a fresh folder, or in one where that was interrupted: all stages before one (default: all there are). */
  async walkTo(stage?: Stage): Promise<void> {
    const walk = new BegunWalk(this.#folder);
    if (!this.#folder.isFresh && !walk.isOpen) return;
    const { done } = this.recorded();
    const due = (stage === undefined ? STAGES : stagesBefore(stage)).filter((each) => !done.includes(each));
    if (due.length > 0) await this.#walk(due, walk, stage);
    walk.arrived(stage);
  }

  async #walk(due: readonly Stage[], walk: BegunWalk, to: Stage | undefined): Promise<void> {
    // As its only writer: two that begin at once would each find the other's half.
    this.#openLog();
    walk.begin(to);
    for (const stage of due) {
      // Who wants all there are gets what there can be; who wants a certain stage is refused by it.
      if (this.recorded().failed !== null) {
        walk.close();
        return;
      }
      if (stage === "freeze") this.freeze();
      else await this.#perform(stage);
    }
  }

  /** The end of it; null before all stages are done, unless one failed. */
  verdict(): FinalVerdict | null {
    return protocolEnd(this.recorded().reports);
  }

  /** Answers of a stage on seeds that are no part of the protocol. */
  async beside<S extends WorkedStage>(stage: S, seeds: readonly number[]): Promise<StageReports[S]> {
    return this.#answers(stage, seeds, null);
  }

  /** The checked state of the protocol. */
  recorded(): RecordedProtocol {
    if (this.#folder.text(RECORD_FILES.freeze) === null) return NOTHING_RECORDED;
    return recordedProtocol(this.#folder, this.#signed(), this.frozen);
  }

  [Symbol.dispose](): void {
    this.#log?.[Symbol.dispose]();
  }

  async #perform<S extends WorkedStage>(
    stage: S,
    seeds: readonly number[] = usualSeeds(stage),
  ): Promise<Performed<StageReports[S]>> {
    const { records, digests } = this.#demand(stage);
    const before = records.get(stage);
    // Who cannot sign need not begin.
    if (before === undefined) this.#openLog();
    const traces = stage === "run" ? new RunTraces() : null;
    const report = await this.#answers(stage, seeds, traces);
    const text = recordText({
      format: STAGE_FORMAT,
      stage,
      freezeDigest: this.frozen.freezeDigest,
      previousDigest: digests.get(STAGES[STAGES.indexOf(stage) - 1]!)!,
      seeds,
      report: report as unknown as CanonicalValue,
      traces: traces?.files() ?? [],
    } satisfies StageRecord as unknown as CanonicalValue);
    if (before === undefined) this.#keepStage(stage, text, traces);
    else this.#refuseIfDifferent(stage, text, traces);
    this.#keepVerdictBehind(stage);
    this.#setup.watch.ended(stage, `${stageLine(report)}${before === undefined ? "" : SAME}`);
    return { report, recorded: report, seeds, how: before === undefined ? "done" : "again" };
  }

  #demand(stage: Stage): RecordedProtocol {
    const recorded = this.recorded();
    const violation = orderViolation(stage, recorded, commandOptions(this.#setup.folder, this.#setup.site));
    if (violation !== null) throw new InvalidRunError(violation);
    return recorded;
  }

  #answers<S extends WorkedStage>(
    stage: S,
    seeds: readonly number[],
    traces: RunTraces | null,
  ): Promise<StageReports[S]> {
    const { apparatus } = this;
    const progress = (done: number, total: number): void => this.#setup.watch.progress(stage, done, total);
    const traceOf = (seed: number) => traces?.sink(seed) ?? null;
    return Promise.resolve(this.#work[stage]({ apparatus, seeds, traceOf, progress }));
  }

  /** Traces first and the signature last: what is signed is there as a whole. */
  #keepStage(stage: WorkedStage, text: string, traces: RunTraces | null): void {
    this.#refuseIfSignedOtherwise(stage, text);
    for (const { file, text: lines } of traces?.texts() ?? []) this.#folder.write(file, lines);
    this.#keep(stage, text, traces?.files() ?? []);
  }

  /** Written with stage 6 or with the stage that failed, and again where whoever wrote it was interrupted. */
  #keepVerdictBehind(stage: WorkedStage): void {
    const { digests, failed, reports } = this.recorded();
    const verdict = protocolEnd(reports);
    if (verdict === null || stage !== (failed?.stage ?? "spof")) return;
    const text = verdictText(verdict, this.frozen, digests.get(stage)!);
    if (!this.#signed().has("verdict") || this.#folder.text(RECORD_FILES.verdict) !== text)
      this.#keep("verdict", text, []);
  }

  #keep(stage: RecordName, text: string, traces: readonly TraceFile[]): void {
    this.#refuseIfSignedOtherwise(stage, text);
    this.#folder.write(RECORD_FILES[stage], text);
    const { freezeDigest: freeze } = this.frozen;
    if (!this.#signed().has(stage)) this.#openLog().sign({ stage, record: recordDigest(text), freeze, traces });
  }

  /** A record is signed once: one that was taken away can be made again, and not be made another one. */
  #refuseIfSignedOtherwise(stage: RecordName, text: string): void {
    const signed = this.#openLog().first().get(stage)?.record;
    const now = recordDigest(text);
    if (signed === undefined || signed === now) return;
    throw new InvalidRunError(
      invalidRun("TECHNICAL_FAILURE", {
        expected: `${RECORD_FILES[stage]} as the log has signed it first, ${signed}`,
        received: `another result of "${stage}", ${now}`,
        fix: "put back the file that was signed, or begin in a new folder: a stage is recorded once",
      }),
    );
  }

  #refuseIfDifferent(stage: WorkedStage, text: string, traces: RunTraces | null): void {
    const recorded = this.#folder.text(RECORD_FILES[stage])!;
    if (recorded !== text) throw new InvalidRunError(otherResult(RECORD_FILES[stage], recorded, text));
    const other = traces?.texts().find(({ file, text: lines }) => this.#folder.text(file) !== lines);
    if (other !== undefined)
      throw new InvalidRunError(
        invalidRun("TECHNICAL_FAILURE", {
          expected: `the trace ${other.file} whose digest was signed`,
          received: "another text, or none",
          fix: "put back the file that was written, or begin in a new folder",
        }),
      );
  }

  /** Reading needs no key, and no log is made for it. */
  #signed(): ReadonlyMap<RecordName, SignedRecord> {
    return this.#log?.first() ?? signedIn(this.#folder);
  }

  #openLog(): SignedLog {
    this.#log ??= new SignedLog(this.#folder, this.#setup.site);
    return this.#log;
  }
}

/** The record of the end, bound to the stage that it follows from last (seed §20). */
const verdictText = (verdict: FinalVerdict, { freezeDigest }: FreezeRecord, previousDigest: Digest): string =>
  recordText({
    format: STAGE_FORMAT,
    stage: "verdict",
    freezeDigest,
    previousDigest,
    seeds: [],
    traces: [],
    report: verdict as unknown as CanonicalValue,
  });

const SAME = " (already done, same result)";

function otherResult(file: string, recorded: string, now: string) {
  const difference = firstDifference(JSON.parse(recorded) as CanonicalValue, JSON.parse(now) as CanonicalValue);
  return invalidRun("TECHNICAL_FAILURE", {
    expected: `the same bytes as in ${file}, under the same freeze`,
    received: `${difference?.replayed} instead of ${difference?.recorded} at "${difference?.path}"`,
    fix: "find out what the result depends on besides the record: it may depend on nothing else",
  });
}
