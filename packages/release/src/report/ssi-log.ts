import type { Bodies } from "../record/bodies.ts";
import type { PauseState } from "../stability/pause.ts";
import {
  type Case,
  documentOf,
  type Entry,
  entriesOf,
  lastOwn,
  neverOnRecord,
  notOnRecord,
  withheldBlocks,
} from "./case.ts";
import {
  type Block,
  type ReportDocument,
  row,
  type Said,
  type Section,
  section,
  tableBlock,
  textBlock,
} from "./document.ts";
import { historyTable } from "./history-table.ts";
import { limitSaid, stabilityCurve } from "./risk/curves.ts";
import { instant, listed, share, yesNo } from "./words.ts";

export interface SsiFacts {
  readonly readings: readonly {
    readonly record: number;
    readonly index: number;
    readonly engineIndex: number;
    readonly state: string;
  }[];
  readonly pauses: readonly {
    readonly record: number;
    readonly from: string;
    readonly to: string;
    readonly isEscalated: boolean;
  }[];
}

/** Every reading of the index, every check, pause, acknowledgement and drill of the subject. */
export function ssiLog(theCase: Case): ReportDocument<SsiFacts> {
  const readings = entriesOf(theCase.history, "stability.read");
  const pauses = entriesOf(theCase.history, "pause.changed");
  const facts: SsiFacts = {
    readings: readings.map(({ sequence, body }) => ({
      record: sequence,
      index: body.index,
      engineIndex: body.engineIndex,
      state: body.pause.state,
    })),
    pauses: pauses.map(({ sequence, body }) => ({
      record: sequence,
      from: body.from.state,
      to: body.to.state,
      isEscalated: body.isEscalated,
    })),
  };
  return documentOf(theCase, "ssi-log", "Stability log", facts, [
    present(theCase),
    phases(theCase),
    drills(theCase),
    entries(theCase, readings),
    engine(theCase),
    pausesSection(theCase),
  ]);
}

function present(theCase: Case): Section {
  const read = lastOwn(theCase, "stability.read");
  const withheld = withheldBlocks(theCase.history, ["stability.read"]);
  if (read === null) return section("present", "At the decision", [...withheld, textBlock(notOnRecord(theCase))]);
  const { body, sequence } = read;
  return section("present", "At the decision", [
    ...withheld,
    textBlock(
      {
        text: `Index ${share(body.index)} (${share(body.raw)} before the limit of its rise), fixed by ${body.lowest ?? "no signal"}; evaluator ${share(body.engineIndex)}; subject ${pauseWords(body.pause)}. Not read: ${listed(body.unread)}.`,
        records: [sequence],
      },
      limitSaid(theCase, read),
    ),
    tableBlock(
      `Required signals: ${body.signals.length}`,
      SIGNAL_HEADS,
      body.signals.map((signal) => row([sequence], signalCells(signal))),
      [sequence],
    ),
    ...(body.series.length === 0 ? [] : [{ block: "curve" as const, ...stabilityCurve(theCase, read) }]),
  ]);
}

const SIGNAL_HEADS = ["signal", "value", "unit", "read", "share"];

const signalCells = ({
  signal,
  valueMicro,
  unit,
  atMs,
  share: of,
}: Bodies["stability.read"]["signals"][number]): readonly string[] => [
  signal,
  valueMicro === null ? "not read" : String(valueMicro / 1_000_000),
  unit,
  atMs === null ? "never" : instant(atMs),
  share(of),
];

function pauseWords(state: PauseState): string {
  switch (state.state) {
    case "PAUSING":
      return `PAUSING, ordered ${instant(state.orderedAtMs)}, to be acknowledged by ${instant(state.dueMs)}`;
    case "PAUSED":
      return `PAUSED for ${state.cycles} cycles`;
    case "RECOVERING":
      return `RECOVERING, ${state.goodCycles} good of ${state.cycles} cycles`;
    case "FAILED":
      return `FAILED (${state.because})`;
    default:
      return state.state;
  }
}

function phases(theCase: Case): Section {
  const read = lastOwn(theCase, "stability.read");
  const all = read?.body.phases ?? [];
  return section("phases", "Phases and their checks", [
    all.length === 0
      ? textBlock(notOnRecord(theCase))
      : tableBlock(
          `Phases: ${all.length}`,
          ["phase", "text", "high stress", "check", "check made", "begun"],
          all.map(({ id, text, isHighStress, check, startedAtMs }) =>
            row(
              [read?.sequence ?? 0],
              [
                id,
                text,
                yesNo(isHighStress),
                check === null ? (isHighStress ? "none" : "not required") : `${check.result} at ${share(check.index)}`,
                check === null ? "never" : instant(check.atMs),
                startedAtMs === null ? "not begun" : instant(startedAtMs),
              ],
            ),
          ),
        ),
  ]);
}

function drills(theCase: Case): Section {
  const read = lastOwn(theCase, "stability.read");
  const all = read?.body.drills ?? [];
  return section("drills", "Drills of pause and recovery", [
    all.length === 0
      ? textBlock(notOnRecord(theCase))
      : tableBlock(
          `Drills: ${all.length}`,
          ["drill", "made", "result", "index", "source"],
          all.map(({ id, atMs, result, index, source }) =>
            row([read?.sequence ?? 0], [id, instant(atMs), result, share(index), source]),
          ),
        ),
  ]);
}

const entries = (theCase: Case, readings: readonly Entry<"stability.read">[]): Section =>
  section("entries", "Every reading", [
    readings.length === 0
      ? textBlock(neverOnRecord(theCase))
      : tableBlock(
          `Readings: ${readings.length}`,
          ["time", "evaluation", "index", "before its limit", "evaluator", "lowest", "state"],
          readings.map(({ record, sequence, body }) =>
            row(
              [sequence],
              [
                instant(record.atMs),
                record.evaluation ?? "none",
                share(body.index),
                share(body.raw),
                share(body.engineIndex),
                body.lowest ?? "none",
                pauseWords(body.pause),
              ],
            ),
          ),
        ),
    ...(readings.length === 0 ? [] : [signalsOf(readings)]),
  ]);

/** What each index was made of. The readings of a dossier's whole series are in its telemetry. */
function signalsOf(readings: readonly Entry<"stability.read">[]): Block {
  const rows = readings.flatMap(({ record, sequence, body }) =>
    body.signals.map((signal) => row([sequence], [record.evaluation ?? "none", ...signalCells(signal)])),
  );
  return tableBlock(
    `Signals of these readings: ${rows.length}`,
    ["evaluation", ...SIGNAL_HEADS],
    rows,
    readings.map(({ sequence }) => sequence),
  );
}

/** The evaluator's own index after its work. */
const engine = (theCase: Case): Section =>
  section(
    "engine",
    "The evaluator's own index",
    historyTable(
      theCase,
      "engine.loaded",
      "Readings",
      ["time", "evaluation", "index", "rests"],
      ({ record, sequence, body }) =>
        row([sequence], [instant(record.atMs), record.evaluation ?? "none", share(body.index), yesNo(body.isResting)]),
    ),
  );

const pausesSection = (theCase: Case): Section =>
  section("pauses", "Pauses, acknowledgements and escalations", [
    textBlock(pauseRule(theCase)),
    ...historyTable(
      theCase,
      "pause.changed",
      "Changes",
      ["time", "from", "to", "why", "escalated"],
      ({ record, sequence, body }) =>
        row(
          [sequence],
          [instant(record.atMs), pauseWords(body.from), pauseWords(body.to), body.why, yesNo(body.isEscalated)],
        ),
    ),
  ]);

/** By the numbers of the policy that this evaluation was made under. */
function pauseRule({ material, decision }: Case): Said {
  const { pauseAckMs, resume, resumeCycles, pauseCyclesMax } = material.policy.stability;
  return {
    text: `An order to pause is acknowledged within ${pauseAckMs / 1_000} s, or the pause has failed and a person has to look. A pause ends after ${resumeCycles} readings in a row, one an hour, at an index of ${share(resume)} or better; after ${pauseCyclesMax} cycles it has failed.`,
    records: [decision.sequence],
  };
}
