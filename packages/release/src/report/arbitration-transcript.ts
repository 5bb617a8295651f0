import type { Bodies } from "../record/bodies.ts";
import type { RecordKind } from "../record/record.ts";
import { type Case, documentOf, type Entry, entriesOf, lastOwn, notOnRecord, withheldBlocks } from "./case.ts";
import {
  type Block,
  type ReportDocument,
  row,
  type Row,
  type Section,
  section,
  tableBlock,
  textBlock,
} from "./document.ts";
import { historyTable } from "./history-table.ts";
import { hardLines, standingShare } from "./risk/arbitration.ts";
import { criteriaTable } from "./risk/criteria.ts";
import { instant, listed, sentence, share, shareOrNone, yesNo } from "./words.ts";

export interface TranscriptFacts {
  readonly verdict: "CONTINUE" | "ABORT" | null;
  readonly directive: "CONTINUE" | "MODULATE" | "ABORT" | null;
  readonly harmony: number | null;
  readonly failure: number | null;
}

const KINDS: readonly RecordKind[] = [
  "prediction.made",
  "arbitration.made",
  "direction.given",
  "modulation.ordered",
  "modulation.answered",
];

/** Prediction, arbitration, order and read-back: of this evaluation in full, of the earlier ones by cycle. */
export function arbitrationTranscript(theCase: Case): ReportDocument<TranscriptFacts> {
  const made = lastOwn(theCase, "arbitration.made");
  const facts: TranscriptFacts = {
    verdict: made?.body.arbitration.verdict ?? null,
    directive: lastOwn(theCase, "direction.given")?.body.direction?.directive ?? null,
    harmony: made?.body.arbitration.harmony ?? null,
    failure: made?.body.failure ?? null,
  };
  return documentOf(theCase, "arbitration-transcript", "Arbitration transcript", facts, [
    question(theCase),
    prediction(theCase),
    section("criteria", "Criteria", [criteriaTable(theCase)]),
    section("hard-lines", "Hard lines", [hardLines(theCase)]),
    weighing(theCase),
    direction(theCase),
    modulation(theCase),
    cycles(theCase),
  ]);
}

function question(theCase: Case): Section {
  const made = lastOwn(theCase, "arbitration.made");
  const withheld = withheldBlocks(theCase.own, KINDS);
  if (made === null) return section("question", "Question and mission", [...withheld, textBlock(notOnRecord(theCase))]);
  const { question: asked, mission } = made.body;
  const records = [made.sequence];
  return section("question", "Question and mission", [
    ...withheld,
    textBlock(
      { text: sentence(asked), records },
      { text: `Mission: ${mission.statement === "" ? "empty" : sentence(mission.statement)}`, records },
      { text: `For: ${listed(mission.beneficiaries, "nobody named")}.`, records },
      { text: `Rationale: ${mission.rationale === "" ? "empty" : sentence(mission.rationale)}`, records },
      { text: `It can be stopped by: ${mission.stopOwner === "" ? "nobody named" : mission.stopOwner}.`, records },
    ),
    tableBlock(
      `Lines of the mission's own: ${mission.hardLines.length}`,
      ["line", "text", "claims"],
      mission.hardLines.map(({ id, text, claims }) => row(records, [id, text, listed(claims, "no claim")])),
      records,
    ),
  ]);
}

function prediction(theCase: Case): Section {
  const made = lastOwn(theCase, "prediction.made");
  if (made === null) return section("prediction", "Prediction", [textBlock(notOnRecord(theCase))]);
  const { prediction: predicted, incidents, why } = made.body;
  const said = {
    text: `From ${incidents} incidents and ${predicted?.cycles ?? "too few"} cycles: ${sentence(why)}`,
    records: [made.sequence],
  };
  return section("prediction", "Prediction", [
    textBlock(said),
    ...(predicted === null ? [] : predictionTables(predicted, made.sequence)),
  ]);
}

const micro = (millionths: number): string => (millionths / 1_000_000).toFixed(6);

type Predicted = NonNullable<Bodies["prediction.made"]["prediction"]>;

const predictionTables = ({ within, walk }: Predicted, sequence: number): readonly Block[] => [
  textBlock({
    text: `Walk of the index: distance to the critical line ${micro(walk.distanceMicro)}, drift ${micro(walk.driftMicro)} and spread ${micro(walk.spreadMicro)} per cycle.`,
    records: [sequence],
  }),
  tableBlock(
    "Chance of failure",
    ["within cycles", "cascade", "sudden", "either"],
    within.map(({ cycles: ahead, cascade, brittle, either }) =>
      row([sequence], [String(ahead), share(cascade), share(brittle), share(either)]),
    ),
  ),
];

function weighing(theCase: Case): Section {
  const made = lastOwn(theCase, "arbitration.made");
  if (made === null) return section("weighing", "Weighing", [textBlock(notOnRecord(theCase))]);
  const { arbitration, failure, biasMin, tolerance, wouldChange } = made.body;
  const figures: readonly (readonly [string, string])[] = [
    ["harmony", share(arbitration.harmony)],
    ["failure within the longest horizon", shareOrNone(failure, "not predicted")],
    ["bias: harmony × (1 - failure)", share(arbitration.bias)],
    ["least bias at the level", share(biasMin)],
    ["tolerance at the level", share(tolerance)],
    ["acceptable failure: harmony × tolerance", share(arbitration.acceptable)],
    ["verdict", `${arbitration.verdict}: ${arbitration.because}`],
  ];
  return section("weighing", "Weighing", [
    tableBlock(
      "Figures",
      ["figure", "value"],
      figures.map((cells) => row([made.sequence], [...cells])),
    ),
    textBlock({ text: `What would change it: ${sentence(wouldChange)}`, records: [made.sequence] }),
  ]);
}

function direction(theCase: Case): Section {
  const given = entriesOf(theCase.own, "direction.given");
  return section("direction", "Order", [
    given.length === 0
      ? textBlock(notOnRecord(theCase))
      : tableBlock("Orders", ["time", "order", "because", "failure", "acceptable"], given.map(directionRow)),
  ]);
}

const directionRow = ({ record, sequence, body }: Entry<"direction.given">): Row =>
  row(
    [sequence],
    [
      instant(record.atMs),
      body.direction?.directive ?? "none",
      body.direction?.because ?? "no direction",
      shareOrNone(body.failure, "not predicted"),
      share(body.acceptable),
    ],
  );

function modulation(theCase: Case): Section {
  const ordered = entriesOf(theCase.own, "modulation.ordered");
  const answers = new Map(
    entriesOf(theCase.history, "modulation.answered").map((answer) => [answer.body.command, answer] as const),
  );
  const rows = ordered.flatMap(({ body, sequence }) =>
    body.commands.map((command) => {
      const answer = answers.get(command.id);
      return row(
        [sequence, ...(answer === undefined ? [] : [answer.sequence])],
        [
          command.id,
          command.lever,
          command.operation,
          share(command.share),
          instant(command.dueMs),
          yesNo(answer?.body.isAcknowledged ?? false),
          shareOrNone(answer?.body.readBack ?? null, "not read back, so not executed"),
        ],
      );
    }),
  );
  const standing = standingShare(theCase);
  return section("modulation", "Levers: commands and read-backs", [
    ...(standing.length === 0 ? [] : [textBlock(...standing)]),
    rows.length === 0
      ? textBlock(notOnRecord(theCase))
      : tableBlock("Commands", ["command", "lever", "operation", "share", "due", "acknowledged", "read back"], rows),
  ]);
}

/** One line for each arbitration of the subject, whatever the evaluation. */
const cycles = (theCase: Case): Section =>
  section(
    "cycles",
    "Every arbitration of this subject",
    historyTable(
      theCase,
      "arbitration.made",
      "Arbitrations",
      ["time", "evaluation", "verdict", "because", "harmony", "failure"],
      cycleRow,
    ),
  );

const cycleRow = ({ record, sequence, body }: Entry<"arbitration.made">): Row =>
  row(
    [sequence],
    [
      instant(record.atMs),
      record.evaluation ?? "none",
      body.arbitration.verdict,
      body.arbitration.because,
      share(body.arbitration.harmony),
      shareOrNone(body.failure, "not predicted"),
    ],
  );
