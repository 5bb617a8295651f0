import type { Rule } from "../../law/rule.ts";
import type { Regime, WorldState } from "../../world/world-state.ts";
import { type Chronicle, episodeOfA } from "../oracle/chronicle.ts";
import { FACES } from "../oracle/face.ts";
import { activeWhere } from "../oracle/law-reading.ts";
import type { Witness } from "./witness.ts";

/**
 * From this episode on, episodes differ by their number alone: Repair A has come or is too late, so E3 says the same of all of them
 * (the table of `schedule-table.ts`), no rule expires, and no word of the law names an episode. What else carries the number, the ids
 * of trace entries and the record of an acceptance, is compared for equality only.
 */
const EPISODES_ALIKE_FROM = 6;

const firstFaceOf = (regime: Regime): number => FACES.findIndex((face) => face.regime === regime);
const FIRST_FACE: Readonly<Record<Regime, number>> = { 0: firstFaceOf(0), 1: firstFaceOf(1), 2: firstFaceOf(2) };

/**
 * Equal for situations that no further decision and no judgement can tell apart. A law counts by where each of its rules is active in
 * this regime and later ones, since regimes never go back; an epoch counts by its place in the chain; a trace entry by what it says.
 */
export function sameness(witness: Witness, decision: string): string {
  const { chronicle, law, world, attempts, open, isOver } = witness;
  const regime = world.regime;
  return [
    decision,
    worldKey(world),
    Math.min(world.episode, EPISODES_ALIKE_FROM),
    regime === 2 ? "" : episodeOfA(chronicle),
    isOver,
    attempts,
    open === null ? "" : `${open.target?.kind} ${open.target?.targetId} ${open.blockers.join()}`,
    lawKey(law.rules, regime, chronicle),
    law.epochChain.map((epoch) => chronicle.chain.indexOf(epoch)).join(),
    pastKey(chronicle, regime),
  ].join("|");
}

export const worldKey = ({ cell, itemType, served, stamped, step, regime }: WorldState): string =>
  `${cell} ${itemType} ${served} ${stamped} ${step} ${regime}`;

const pastKey = (chronicle: Chronicle, regime: Regime): string =>
  [
    chronicle.accepted.map(({ contradiction }) => contradiction).join(""),
    chronicle.rulesAfterA === null ? "" : lawKey(chronicle.rulesAfterA, regime, chronicle),
    ...new Set(
      [...chronicle.noted.values()].map(
        ({ contradiction, target, blockers, state }) =>
          `${contradiction} ${target?.kind} ${target?.targetId} ${blockers.join()} ${worldKey(state)}`,
      ),
    ),
  ].join(";");

const NUMBERS = new Map<string, number>();

const numbered = (text: string): number => {
  const known = NUMBERS.get(text);
  if (known !== undefined) return known;
  NUMBERS.set(text, NUMBERS.size);
  return NUMBERS.size - 1;
};

/** A law by what it says from a regime on: for each rule its kind, rank and mark, and where it is active. */
export const lawKey = (rules: readonly Rule[], regime: Regime, { chain }: Pick<Chronicle, "chain">): number =>
  numbered(
    rules
      .map(
        (rule) =>
          `${ruleNumber(rule, regime)} ${rule.repairEpoch === undefined ? "" : chain.indexOf(rule.repairEpoch)}`,
      )
      .join(),
  );

const RULE_NUMBERS = new WeakMap<Rule, Map<Regime, number>>();

function ruleNumber(rule: Rule, regime: Regime): number {
  const known = RULE_NUMBERS.get(rule) ?? new Map<Regime, number>();
  RULE_NUMBERS.set(rule, known);
  const number = known.get(regime) ?? numbered(ruleText(rule, regime));
  known.set(regime, number);
  return number;
}

const ruleText = (rule: Rule, regime: Regime): string =>
  [
    rule.id,
    rule.type,
    rule.priority,
    JSON.stringify(rule.effect),
    activeWhere(rule).subarray(FIRST_FACE[regime]).join(""),
    // What an exception adds to, and what a new condition replaces, is told apart as well.
    rule.exceptionCondition === undefined ? "whole" : "excepted",
  ].join(" ");
