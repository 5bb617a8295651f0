import type { Colour } from "../decision/colour.ts";
import type { ReasonCode } from "../decision/reason-code.ts";
import type { Reason } from "../decision/reason.ts";
import type { Direction } from "../direction/executive.ts";
import type { Arbitration, HardLine } from "./arbitrate.ts";

export interface ArbitrationVoteFacts {
  readonly arbitration: Arbitration;
  /** Null where nothing could be predicted and the level allows that: the arbitration alone votes. */
  readonly direction: Direction | null;
  /** Beyond ASL-5 the whole loop must have been closed. */
  readonly isLoopMissing: boolean;
  /** The level asks for a prediction, and there is too little to make one from. */
  readonly isUnpredicted: boolean;
  /** A command to a lever was not acknowledged or not read back: it counts as not carried out. */
  readonly unexecuted: readonly string[];
  /** Keys under which results that are missing may be declared (`release declare`). */
  readonly declarable: readonly string[];
  /** In which an order is to be answered. */
  readonly answerMs: number;
  /** The evaluation whose order leaves nothing of the levers, also after this one; null: none. */
  readonly stoppedBy: string | null;
}

/** L3: does this step serve the stated mission, at a risk that the mission bears? */
export function voteArbitration(facts: ArbitrationVoteFacts): {
  readonly colour: Colour;
  readonly reasons: readonly Reason[];
} {
  const stops = [...fromArbitration(facts), ...unpredicted(facts), ...fromDirection(facts), ...fromLoop(facts)];
  const conditions = stops.length > 0 ? [] : [...fromModulation(facts), ...fromStop(facts)];
  const colour = stops.length > 0 ? "RED" : conditions.length > 0 ? "YELLOW" : "GREEN";
  return { colour, reasons: [...stops, ...conditions] };
}

function fromArbitration({ arbitration, isUnpredicted, declarable }: ArbitrationVoteFacts): Reason[] {
  const { verdict, hardLines, harmony, bias } = arbitration;
  if (verdict === "CONTINUE") return [];
  if (hardLines.length === 0) {
    // What is not known counts as certain, and it is that which is to be mended.
    if (isUnpredicted) return [];
    const detail = `Harmony ${share(harmony)}, bias ${share(bias)}: too little for the risk.`;
    return [
      because("VIOLATION_MISSION_HARD_LINE", ["arbitration"], "More of the mission shown, or less risk.", detail),
    ];
  }
  return hardLines.map(({ line, records }) => {
    const code = LINE_CODES[line] ?? "VIOLATION_MISSION_HARD_LINE";
    const declared = line === "concealment" ? declaring(declarable) : "";
    return because(code, records, `${CURES[line](records)}${declared}`, hardLineDetail({ line, records }));
  });
}

/** What the reason of a hard line says of it. */
export const hardLineDetail = ({ line, records }: HardLine): string => `Hard line: ${line} (${records.join(", ")}).`;

/** What was changed on purpose is said in public. */
const declaring = (keys: readonly string[]): string =>
  keys.length === 0
    ? ""
    : ` Or, where it was changed on purpose, a public word on it: ${keys
        .slice(0, DECLARED_MAX)
        .map((key) => `plimsoll release declare SUBJECT ${key} --why TEXT`)
        .join("; ")}.`;
const DECLARED_MAX = 4;

const LINE_CODES: Readonly<Partial<Record<HardLine["line"], ReasonCode>>> = {
  "required criterion": "UNPROVEN_MISSION_CRITERION",
  "mission line not shown": "UNPROVEN_MISSION_CRITERION",
  "unanswered incident": "UNPROVEN_MISSION_CRITERION",
  concealment: "VIOLATION_CHERRY_PICKED",
};

const CURES: Readonly<Record<HardLine["line"], (records: readonly string[]) => string>> = {
  "no mission": () => "A mission: what it is for, in the organisation's own words.",
  "no benefit": () => "A claim of who gains by it, with its evidence, or a step that adds no capability.",
  race: () => "A rationale of its own, and claims that show what it serves.",
  "mission line refuted": (lines) => `A case in which ${lines.join(", ")} is kept.`,
  "mission line not shown": (lines) => `Carried claims that show that ${lines.join(", ")} is kept.`,
  "required criterion": (criteria) =>
    `Carried claims that show ${criteria.join(", ")}, and what the mission or the plan must say of it.`,
  "unanswered incident": (ids) => `The incidents ${ids.join(", ")} in the mission, by these ids, closed.`,
  concealment: (evaluations) => `Every run of ${evaluations.join(", ")}, reported.`,
};

const unpredicted = ({ isUnpredicted }: ArbitrationVoteFacts): Reason[] =>
  isUnpredicted
    ? [
        because(
          "UNPROVEN_TELEMETRY",
          ["prediction"],
          "Readings of the required signals over at least 20 cycles.",
          "Too few readings to foretell anything from: failure counts as certain.",
        ),
      ]
    : [];

const CODES: Readonly<Partial<Record<Direction["because"], ReasonCode>>> = {
  ceiling: "VIOLATION_RISK_CEILING",
  "modulation failed": "VIOLATION_MODULATION_FAILED",
  "no valid number": "UNPROVEN_TELEMETRY",
};

/** The record names all. */
const LISTED_MAX = 8;

function fromDirection({ direction, unexecuted, answerMs }: ArbitrationVoteFacts): Reason[] {
  const code = direction?.directive === "ABORT" ? CODES[direction.because] : undefined;
  const aborted =
    code === undefined ? [] : [because(code, ["direction"], "A lower risk of failure, shown by telemetry.")];
  if (unexecuted.length === 0) return aborted;
  return [
    ...aborted,
    because(
      "VIOLATION_MODULATION_FAILED",
      unexecuted,
      `An answer to each lever within ${answerMs / 1_000} s of its order, at its share or below: plimsoll release lever SUBJECT ORDER --read-back SHARE. This evaluation orders them again.`,
      `Not read back in time where they were set: ${unexecuted.slice(0, LISTED_MAX).join(", ")}.`,
    ),
  ];
}

const fromLoop = ({ isLoopMissing }: ArbitrationVoteFacts): Reason[] =>
  isLoopMissing
    ? [
        because(
          "UNPROVEN_MISSION_CRITERION",
          ["loop"],
          "A closed loop of prediction, arbitration, direction and modulation.",
        ),
      ]
    : [];

const fromModulation = (facts: ArbitrationVoteFacts): Reason[] =>
  facts.direction?.directive === "MODULATE" ? [modulation(facts)] : [];

/** What an order stopped does not become Green while it has to stand still. */
const fromStop = ({ stoppedBy, direction }: ArbitrationVoteFacts): Reason[] =>
  stoppedBy === null || direction?.directive === "ABORT"
    ? []
    : [
        because(
          "CONDITION_MODULATION_REQUIRED",
          ["direction"],
          "The same evaluation again in a later hour: each that is not Red gives back one step, after a hold of two.",
          `Compute stands at 0 by order of ${stoppedBy}.`,
        ),
      ];

const modulation = ({ arbitration }: ArbitrationVoteFacts): Reason =>
  because(
    "CONDITION_MODULATION_REQUIRED",
    ["direction"],
    `A risk of failure below ${share(arbitration.acceptable)}, after modulation.`,
  );

const because = (code: ReasonCode, records: readonly string[], wouldChange: string, detail = wouldChange): Reason => ({
  code,
  records,
  detail,
  wouldChange,
});

const share = (tenThousandths: number): string => (tenThousandths / 10_000).toFixed(4);
