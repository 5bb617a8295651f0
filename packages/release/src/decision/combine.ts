import type { Colour } from "./colour.ts";
import { worstOf } from "./colour.ts";
import { LAYER_NAMES, type Layer, VOTING_LAYERS } from "./layer.ts";
import type { Reason } from "./reason.ts";
import { type Ballot, faultOf, type Vote } from "./vote.ts";

/** How the evaluation itself went: budget, intake, firewall, log. It can only make an answer worse. */
export interface Orchestration {
  readonly state: "ok" | "degraded" | "failed";
  /** What was not carried. Empty where all was, or where nothing more is known. */
  readonly reasons: readonly Reason[];
}

/** What four votes come to, and every reason. */
export interface Combined {
  readonly colour: Colour;
  readonly votes: Readonly<Record<Layer, Colour>>;
  /** Worst first: violations, what is unproven, conditions. */
  readonly reasons: readonly Reason[];
}

/**
 * The commitment (the seed, §1): Green where all four layers are Green, and nowhere else. A vote that is missing, expired or
 * does not hold is Red.
 */
export function combine(
  votes: Readonly<Partial<Record<Layer, unknown>>>,
  orchestration: Orchestration,
  ballot: Ballot,
): Combined {
  const counted = VOTING_LAYERS.map((layer) => countedVote(layer, votes[layer], ballot));
  const carried = carrying(orchestration);
  const colours = [...counted.map(({ colour }) => colour), carried.colour];
  const reasons = [...counted.flatMap((vote) => vote.reasons), ...carried.reasons].toSorted(byGravity);
  const [L1, L2, L3, L4] = counted.map(({ colour }) => colour) as [Colour, Colour, Colour, Colour];
  return { colour: worstOf(colours), votes: { L1, L2, L3, L4 }, reasons };
}

type Counted = Pick<Vote, "colour" | "reasons">;

function countedVote(layer: Layer, offered: unknown, ballot: Ballot): Counted {
  const fault = offered === undefined ? "there is none" : (faultOf(offered, ballot) ?? layerFault(layer, offered));
  return fault === null ? (offered as Vote) : missing(layer, fault);
}

const layerFault = (layer: Layer, offered: unknown): string | null =>
  (offered as Vote).layer === layer ? null : "it is another layer's";

const missing = (layer: Layer, fault: string): Counted => ({
  colour: "RED",
  reasons: [
    {
      code: "UNPROVEN_VOTE_MISSING",
      records: [layer],
      detail: `The vote of ${LAYER_NAMES[layer]} (${layer}) does not count: ${fault}.`,
      wouldChange: `A vote of ${LAYER_NAMES[layer]} on this dossier under this policy, in force now.`,
    },
  ],
});

function carrying({ state, reasons }: Orchestration): Counted {
  if (state === "ok") return { colour: "GREEN", reasons: [] };
  const colour = state === "failed" ? "RED" : "YELLOW";
  return { colour, reasons: reasons.length > 0 ? reasons : [unsaid(state)] };
}

const unsaid = (state: "degraded" | "failed"): Reason => ({
  code: state === "failed" ? "UNPROVEN_VOTE_MISSING" : "CONDITION_ENGINE_DEGRADED",
  records: ["L5"],
  detail: state === "failed" ? "The evaluation itself failed." : "A part of the evaluation did not work as it should.",
  wouldChange: "An evaluation that runs to its end: its log says where this one did not.",
});

const GRAVITY = ["VIOLATION", "UNPROVEN", "CONDITION"];
const gravityOf = ({ code }: Reason): number => GRAVITY.findIndex((family) => code.startsWith(family));
const byGravity = (one: Reason, other: Reason): number => gravityOf(one) - gravityOf(other);
