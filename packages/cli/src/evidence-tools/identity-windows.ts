import { digestOfValue } from "@plimsoll/foundation";
import { IDENTITY_FAMILY, type IdentityQuestion, type IdentityWindow, questionOf } from "@plimsoll/evidence";
import type { DrawnExamination, FamilyPart } from "@plimsoll/governor";
import { CONTEXTS } from "@plimsoll/kernel";

const PARTS: readonly FamilyPart[] = ["public", "held-out"];

/** The windows of `normative_identity` in an examination; none where it is not asked. */
export const identityWindows = (drawn: DrawnExamination): readonly IdentityWindow[] =>
  drawn.asked.includes(IDENTITY_FAMILY)
    ? CONTEXTS.flatMap((context) => PARTS.map((part) => identityWindow(drawn, context, part)))
    : [];

const identityWindow = (
  { examination, digest, pools, pulse, trials }: DrawnExamination,
  context: IdentityWindow["context"],
  part: FamilyPart,
): IdentityWindow => ({ examination, context, part, digest, pool: poolInQuestion(pools[part]), pulse, trials });

/**
 * A question is handed to whoever plays it, and the name of a pool is the secret of the held-out probes of every family. So the
 * question names one that follows from it and from which it cannot be had.
 */
const poolInQuestion = (pool: string): string => digestOfValue({ pool, family: IDENTITY_FAMILY });

/** What the question of a window is called, and where its answer is looked for by default. */
export const questionFile = ({ context, part }: Pick<IdentityQuestion, "context" | "part">): string =>
  `identity-${context.toLowerCase()}-${part}.json`;

export const questionsOf = (drawn: DrawnExamination): readonly IdentityQuestion[] =>
  identityWindows(drawn).map(questionOf);
