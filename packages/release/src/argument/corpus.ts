import { list, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { proseShape } from "../policy/shapes.ts";
import type { RhetoricalRule } from "./rhetorical.ts";

const sentencesShape = list(proseShape, 1024);

/** Sentences with the one rule that is to fire on them, or `none`. Own wording, about nobody. */
export const corpusShape = object({
  format: oneOf("plimsoll release argument corpus 1"),
  /**
   * `tuned`: the patterns were written with it in sight. `held-out`: usual wordings, written after the patterns were fixed. `indirect`:
   * worded to avoid the usual phrases, after the first patterns.
   */
  set: oneOf("tuned", "held-out", "indirect"),
  sentences: object({
    "IC-RACE": sentencesShape,
    "IC-DILEMMA": sentencesShape,
    "IC-STRAWMAN": sentencesShape,
    "IC-ADHOM": sentencesShape,
    "IC-AUTHORITY": sentencesShape,
    "IC-HEDGE": sentencesShape,
    none: sentencesShape,
  } satisfies Readonly<Record<RhetoricalRule | "none", unknown>>),
});
export type Corpus = Shaped<typeof corpusShape>;
