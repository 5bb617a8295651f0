import type { Colour } from "../decision/colour.ts";
import type { ReasonCode } from "../decision/reason-code.ts";
import type { Reason } from "../decision/reason.ts";
import type { Direction } from "../direction/executive.ts";
import type { Arbitration } from "./arbitrate.ts";

export interface ArbitrationVoteFacts {
  readonly arbitration: Arbitration;
  /** Null where nothing could be predicted and the level allows that: the arbitration alone votes. */
  readonly direction: Direction | null;
  /** Beyond ASL-5 the whole loop must have been closed. */
  readonly isLoopMissing: boolean;
  /** A command to a lever was not acknowledged or not read back: it counts as not carried out. */
  readonly unexecuted: readonly string[];
}

/** L3: does this step serve the stated mission, at a risk that the mission bears? */
export function voteArbitration(facts: ArbitrationVoteFacts): {
  readonly colour: Colour;
  readonly reasons: readonly Reason[];
} {
  const stops = [...fromArbitration(facts), ...fromDirection(facts), ...fromLoop(facts)];
  const conditions = facts.direction?.directive === "MODULATE" && stops.length === 0 ? [modulation(facts)] : [];
  const colour = stops.length > 0 ? "RED" : conditions.length > 0 ? "YELLOW" : "GREEN";
  return { colour, reasons: [...stops, ...conditions] };
}

function fromArbitration({ arbitration }: ArbitrationVoteFacts): Reason[] {
  const { verdict, hardLines, harmony, bias } = arbitration;
  if (verdict === "CONTINUE") return [];
  if (hardLines.length === 0) {
    const detail = `Harmony ${share(harmony)}, bias ${share(bias)}: too little for the risk.`;
    return [
      because("VIOLATION_MISSION_HARD_LINE", ["arbitration"], "More of the mission shown, or less risk.", detail),
    ];
  }
  return hardLines.map(({ line, records }) => {
    const code = line === "required criterion" ? "UNPROVEN_MISSION_CRITERION" : "VIOLATION_MISSION_HARD_LINE";
    return because(code, records, `A case in which this does not hold: ${line}.`, `Hard line: ${line}.`);
  });
}

const CODES: Readonly<Partial<Record<Direction["because"], ReasonCode>>> = {
  ceiling: "VIOLATION_RISK_CEILING",
  "modulation failed": "VIOLATION_MODULATION_FAILED",
  "no valid number": "UNPROVEN_TELEMETRY",
};

function fromDirection({ direction, unexecuted }: ArbitrationVoteFacts): Reason[] {
  const code = direction?.directive === "ABORT" ? CODES[direction.because] : undefined;
  const aborted =
    code === undefined ? [] : [because(code, ["direction"], "A lower risk of failure, shown by telemetry.")];
  if (unexecuted.length === 0) return aborted;
  return [
    ...aborted,
    because("VIOLATION_MODULATION_FAILED", unexecuted, "Levers that are read back where they were set."),
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
