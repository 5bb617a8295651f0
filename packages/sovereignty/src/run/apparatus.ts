import type { Digest } from "@plimsoll/foundation";
import { CLEAN_VOCABULARY, type Vocabulary } from "../compiler/vocabulary.ts";
import { GATE, type Gate } from "../gate/gate.ts";
import { CLEAN_LAW } from "../law/initial-law.ts";
import type { Rule } from "../law/rule.ts";
import { CLEAN_PHYSICS, type PhysicsRules } from "../world/physics.ts";
import { cleanRank, type Rank } from "../world/rank.ts";

/** Everything of the experiment that is not the agent: frozen before the first run and the same in every condition. */
export interface Apparatus {
  readonly physics: PhysicsRules;
  readonly rank: Rank;
  readonly vocabulary: Vocabulary;
  readonly initialRules: readonly Rule[];
  readonly gate: Gate;
  /** Digest of the compiler's own text; the agent must have the same (R8). */
  readonly compilerDigest: Digest;
}

/** The apparatus of profile `clean` around a compiler of the given identity. */
export const cleanApparatus = (compilerDigest: Digest): Apparatus => ({
  physics: CLEAN_PHYSICS,
  rank: cleanRank,
  vocabulary: CLEAN_VOCABULARY,
  initialRules: CLEAN_LAW,
  gate: GATE,
  compilerDigest,
});
