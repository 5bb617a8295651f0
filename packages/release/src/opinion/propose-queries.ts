import { identifier, list, matching, object, type Shaped } from "@plimsoll/foundation";
import { type Question, takeEach } from "./proposal.ts";
import type { Sendable } from "./sendable.ts";

const QUERIES_MAX = 8;
const queryShape = matching("a query of 3 to 200 characters", /^[^\p{Cc}]{3,200}$/u);
const answerShape = object({
  claims: list(
    object({ claim: identifier, support: list(queryShape, QUERIES_MAX), refute: list(queryShape, QUERIES_MAX) }),
    256,
  ),
});

/** What to search for on both sides of a claim: as many queries for it as against it. */
export interface ProposedQueries {
  readonly claim: string;
  readonly support: readonly string[];
  readonly refute: readonly string[];
}

/** The items of the claims are their ids. */
export const queryQuestion = (claims: readonly Sendable[]): Question<Shaped<typeof answerShape>, ProposedQueries> => ({
  task: "For each claim write search queries that would find what speaks for it and, with the same effort, what speaks against it.",
  material: claims,
  shape: answerShape,
  answerTokensMax: 4_096,
  take: (answer) => takeEach("claims", answer.claims, (each) => balanced(each, claims)),
});

function balanced(given: ProposedQueries, claims: readonly Sendable[]): ProposedQueries | string {
  const { claim, support, refute } = given;
  if (!claims.some(({ item }) => item === claim)) return `there is no claim "${claim}"`;
  const count = Math.min(support.length, refute.length);
  if (count === 0) return "it searches on one side only";
  return { claim, support: support.slice(0, count), refute: refute.slice(0, count) };
}
