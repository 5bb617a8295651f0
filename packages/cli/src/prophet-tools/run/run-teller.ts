import type { RunBegin, RunWatcher, TrainingStatus } from "@plimsoll/prophet/node";
import { printJson } from "../../output/print-json.ts";
import { ProgressLine } from "../../output/progress-line.ts";
import type { LiveSource } from "../live/live-page.ts";
import { prophetPlot } from "../plot/prophet-plot.ts";
import { RunCurves } from "../plot/run-curves.ts";
import type { Settings } from "../config/settings.ts";
import { progressText, shareText, statusFigures } from "./run-text.ts";

/** With --json, between two lines of progress. */
const PROGRESS_MS = 1_000;
/** A page that asked so lately is being looked at. */
const LOOKED_AT_MS = 2_000;

/** Tells a run as it goes: a bar on a terminal, JSON lines, the live page. */
export class RunTeller implements Disposable {
  readonly #title: string;
  readonly #steps: number;
  readonly #asJson: boolean;
  readonly #line = new ProgressLine();
  /** Only a live page needs them. */
  readonly #curves: RunCurves | null;
  #status: TrainingStatus | null = null;
  #phase = "running";
  #progressAtMs = performance.now();
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor({ profile, spec, run }: Settings, asJson: boolean) {
    this.#title = `profile ${profile}, seed ${spec.seed}`;
    this.#steps = spec.steps;
    this.#asJson = asJson;
    this.#curves = run.live === undefined ? null : new RunCurves();
  }

  /** A line of JSON, or of text beside the bar. */
  say(type: string, fields: Readonly<Record<string, unknown>>, text: string): void {
    if (this.#asJson) return printJson({ type, ...fields });
    this.#line.clear();
    process.stderr.write(`${text}\n`);
  }

  readonly watcher: RunWatcher = {
    begun: (begin) => this.#begun(begin),
    stepped: (record) => this.#curves?.add(record),
    turn: (status) => this.#turn(status),
    kept: (name, steps) => {
      if (this.#asJson) printJson({ type: "checkpoint", name, step: steps });
    },
  };

  #begun({ training, stepsDone, resumedFrom, damaged, metricsUrl, healthUrl }: RunBegin): void {
    for (const { name, reason } of damaged) this.say("damaged", { name, reason }, `passed over ${name}: ${reason}`);
    if (this.#asJson) printJson({ type: "begin", training, step: stepsDone, resumedFrom, metricsUrl, healthUrl });
    else if (resumedFrom !== null) this.say("", {}, `goes on from ${resumedFrom}, ${stepsDone} steps done`);
    if (!this.#asJson && metricsUrl !== null) this.say("", {}, `metrics: ${metricsUrl}  health: ${healthUrl}`);
  }

  #turn(status: TrainingStatus): void {
    this.#status = status;
    this.#line.show(progressText(status));
    const nowMs = performance.now();
    if (!this.#asJson || nowMs - this.#progressAtMs < PROGRESS_MS) return;
    this.#progressAtMs = nowMs;
    const { stepsDone: step, last } = status;
    printJson({
      type: "progress",
      step,
      error: last?.error ?? null,
      rate: last?.rate ?? null,
      risk: last?.risk ?? null,
    });
  }

  /** After the training: the runs at fixed rates. */
  fixedRates(share: number): void {
    this.#phase = `baselines ${Math.floor(100 * share)} %`;
    this.#line.show(shareText("of the runs at fixed rates", share));
  }

  done(): void {
    this.#phase = "done";
    this.#line.clear();
  }

  get isLookedAt(): boolean {
    return performance.now() - this.#lookedAtMs < LOOKED_AT_MS;
  }

  readonly liveSource: LiveSource = {
    state: () => {
      this.#lookedAtMs = performance.now();
      const step = this.#status?.stepsDone ?? 0;
      const figures = this.#status === null ? [] : statusFigures(this.#status);
      return { title: this.#title, phase: this.#phase, step, steps: this.#steps, figures };
    },
    plot: () => prophetPlot(this.#title, this.#curves ?? new RunCurves()),
  };

  [Symbol.dispose](): void {
    this.#line[Symbol.dispose]();
  }
}
