import type { IntakePorts } from "@plimsoll/evidence";
import { err } from "@plimsoll/foundation";
import { importTrials } from "./import-trials.ts";
import { isRecord, itemsOf, meant, type Peeked, saidIn, textsIn, within } from "./peek.ts";
import { type RunLog, sumOf, tally, type Tallied } from "./run-log.ts";

/** What the readers of logs share. */
export interface LogReading {
  readonly log: RunLog;
  /** The whole log, or its first row. */
  readonly peeked: Peeked;
  /** Of the evaluation: it may say which of several scores is meant. */
  readonly evaluationName: string;
  readonly ports: IntakePorts;
}

const UNCLEAR = "it holds several scores, and the evaluation's name says not which one is meant";

/**
 * Inspect (log version 2, `.json` and `.eval`): "C", 1 and true are successes, "I", 0 and false none; partial, no answer and others are
 * undecided. What is peeked is the log, or the header of its archive.
 */
export function tallyInspect(
  { log, peeked, evaluationName, ports }: LogReading,
  format: "inspect-json" | "inspect-eval",
): Tallied {
  const scores = itemsOf(within(peeked, "results", "scores"));
  const scorer = meant(textsIn(scores.map((score) => within(score, "scorer"))), evaluationName);
  const subject = within(peeked, "eval", "task");
  if (scorer === null) return err(UNCLEAR);
  if (typeof subject !== "string") return err("it names no task");
  const values = { controlled: ["C", 1, true], uncontrolled: ["I", 0, false] };
  return importTrials(log, null, { format, subject, scorer, ...values }, ports);
}

/** lm-evaluation-harness: the results with the samples beside them. 1 is a success and 0 none; a mean alone is nobody's count. */
export function tallyLmEval({ log, peeked, evaluationName, ports }: LogReading): Tallied {
  const subject = meant(Object.keys(record(within(peeked, "results"))), evaluationName);
  if (subject === null) return err("it holds several tasks, and the evaluation's name says not which one is meant");
  const metrics = Object.keys(record(within(peeked, "results", subject))).filter(isMetric);
  const scorer = meant(metrics, evaluationName);
  if (scorer === null) return err(UNCLEAR);
  if (within(peeked, "higher_is_better", subject, scorer.split(",")[0] ?? "") === false)
    return err("a lower value of its metric is better: it has no successes");
  const samples = log.besides.filter(({ place }) => isSamplesOf(place, subject));
  if (samples.length !== 1 || samples[0] === undefined)
    return err(
      `expected one file samples_${subject}_<date>.jsonl beside it, listed in sources.yaml; got ${samples.length}`,
    );
  const values = { controlled: [1], uncontrolled: [0] };
  return importTrials(log, samples[0].bytes, { format: "lm-eval", subject, scorer, ...values }, ports);
}

/** Files beside results of lm-evaluation-harness that hold the samples of the task that is meant; of any other log none. */
export function samplesMeant(log: RunLog, peeked: Peeked, evaluationName: string): RunLog["besides"] {
  const results = within(peeked, "results");
  if (!isRecord(results) || isRecord(within(peeked, "eval")) || Array.isArray(results["results"])) return [];
  const subject = meant(Object.keys(results), evaluationName);
  return subject === null ? [] : log.besides.filter(({ place }) => isSamplesOf(place, subject));
}

const isMetric = (name: string): boolean => name.includes(",") && !name.includes("_stderr,");

/** `samples_<task>_<date>.jsonl`: behind the task nothing but a date, for another task may go on with the name of this one. */
const isSamplesOf = (place: string, task: string): boolean => {
  const name = place.slice(place.lastIndexOf("/") + 1);
  const [start, end] = [`samples_${task}`, ".jsonl"];
  if (name === "samples.jsonl") return true;
  if (!name.startsWith(start) || !name.endsWith(end)) return false;
  return /^(?:_\d[\dT.:+-]*)?$/.test(name.slice(start.length, name.length - end.length));
};

const record = (value: Peeked | undefined): { readonly [name: string]: Peeked } => (isRecord(value) ? value : {});

/** promptfoo (results version 3): a row's own success. */
export function tallyPromptfoo({ log, peeked, ports }: LogReading): Tallied {
  const subject = within(peeked, "config", "description");
  if (typeof subject !== "string") return err("its configuration has no description");
  const values = { controlled: [true], uncontrolled: [false] };
  return importTrials(log, null, { format: "promptfoo", subject, scorer: "success", ...values }, ports);
}

/** A report is gone through twice for each of its probes and detectors: so much of it together. */
const BYTES_READ_MAX = 2_000_000_000;

/**
 * garak: a success is an output in which the detector found nothing (0). Of several probes and detectors those count that the
 * evaluation's name says, and all where it says none.
 */
export function tallyGarak({ log, evaluationName, ports }: LogReading, rows: readonly Peeked[]): Tallied {
  const all = rows.filter((row) => within(row, "entry_type") === "eval").flatMap(pairOf);
  const said = new Set(saidIn(textsIn(all.flatMap(({ subject, scorer }) => [subject, scorer])), evaluationName));
  const own = all.filter(({ subject, scorer }) => said.size === 0 || said.has(subject) || said.has(scorer));
  if (2 * own.length * log.bytes.length > BYTES_READ_MAX)
    return err("it is too large for so many probes and detectors: the evaluation's name can say which are meant");
  const counted = own.map((pair) =>
    importTrials(log, null, { format: "garak", ...pair, controlled: [0], uncontrolled: [1] }, ports),
  );
  const failed = counted.find((each) => !each.ok);
  return failed ?? tally(sumOf(counted.flatMap((each) => (each.ok ? [each.value] : []))));
}

function pairOf(row: Peeked): readonly { readonly subject: string; readonly scorer: string }[] {
  const [subject, scorer] = [within(row, "probe"), within(row, "detector")];
  return typeof subject === "string" && typeof scorer === "string" ? [{ subject, scorer }] : [];
}
