import { identifier, list, object, type Shaped } from "@plimsoll/foundation";
import { proseShape } from "../policy/shapes.ts";
import { type Question, takeEach } from "./proposal.ts";
import type { Sendable } from "./sendable.ts";

const answerShape = object({ splits: list(object({ claim: identifier, parts: list(proseShape, 16) }), 256) });

/** A claim that says several things, as its parts. For a person to take over: a split changes no dossier. */
export type ProposedSplit = Shaped<typeof answerShape>["splits"][number];

export const splitQuestion = (claims: readonly Sendable[]): Question<Shaped<typeof answerShape>, ProposedSplit> => ({
  task: "Name the claims that say several things that evidence would have to show apart, each with its parts.",
  material: claims,
  shape: answerShape,
  answerTokensMax: 4_096,
  take: (answer) => takeEach("splits", answer.splits, (split) => checked(split, claims)),
});

function checked(split: ProposedSplit, claims: readonly Sendable[]): ProposedSplit | string {
  if (!claims.some(({ item }) => item === split.claim)) return `there is no claim "${split.claim}"`;
  if (new Set(split.parts).size !== split.parts.length) return "it has a part twice";
  return split.parts.length < 2 ? "it splits nothing" : split;
}
