import { type CompiledLaw, permittedActions } from "../compiler/compiled-law.ts";
import { compileLaw } from "../compiler/law-compiler.ts";
import type { Rule } from "../law/rule.ts";
import { type ActionSet, NO_ACTIONS } from "../world/action.ts";
import { observe } from "../world/observe.ts";
import { PUBLISHED_PHYSICS } from "../world/physics.ts";
import { type ContradictionType, DELIVER_A, DELIVER_B, type Target } from "../world/target.ts";
import type { WorldState } from "../world/world-state.ts";
import { publishedProgress, publishedRank } from "./rank.ts";
import { PUBLISHED_VOCABULARY } from "./vocabulary.ts";

/** What the public original makes of one step. */
export interface PublishedSituation {
  readonly permitted: ActionSet;
  /** Of every open obligation together, whatever its priority. */
  readonly progress: ActionSet;
  /** Empty in a contradiction, and where every open obligation is out of reach. */
  readonly mask: ActionSet;
  readonly contradiction: ContradictionType | null;
}

/** A law as the original compiles it: obligations have an end on paper, and never come to it (reference §11 T17). */
export function compileAsPublished(rules: readonly Rule[]): CompiledLaw {
  const compiled = compileLaw(
    PUBLISHED_VOCABULARY,
    rules.map((rule) => ({ ...rule, expiresEpisode: null })),
  );
  if (!compiled.ok) throw new Error(`a published law does not compile: ${compiled.error.expected}`);
  return compiled.value;
}

/** The original's mask (reference §7.1): the union of all progress, where seed §8 asks for what has the highest priority. */
export function publishedSituation(law: CompiledLaw, state: WorldState): PublishedSituation {
  const permitted = permittedActions(law, observe(state));
  const open = openTargets(law, state);
  const progress = open.reduce((union, target) => union | publishedProgress(state, target), NO_ACTIONS);
  const mask = open.length === 0 ? permitted : progress & permitted;
  const isBlocked = progress !== NO_ACTIONS && mask === NO_ACTIONS;
  return { permitted, progress, mask, contradiction: isBlocked ? kindOf(state) : null };
}

/** Of the law's obligations, and of those that the environment asserts in regime 2. */
function openTargets(law: CompiledLaw, state: WorldState): readonly Target[] {
  const ofLaw = law.rules.flatMap(({ rule: { effect } }) =>
    effect.effectType === "OBLIGATION_TARGET" ? [effect.target] : [],
  );
  const asserted = state.regime === 2 ? [DELIVER_A, DELIVER_B] : [];
  return [...ofLaw, ...asserted].filter((target) => publishedRank(PUBLISHED_PHYSICS, state, target) > 0);
}

const kindOf = ({ regime }: WorldState): ContradictionType => (regime === 2 ? "B" : "A");
