import type { Rule } from "../../law/rule.ts";
import { FACES } from "./face.ts";
import { type FaceSet, whereTrue } from "./truth.ts";

/** Actions by the bits of their numbers, of each class that a rule can name. */
const REACH: Readonly<Record<string, number>> = { MOVE: 15, COLLECT: 16, DEPOSIT: 32, STAMP: 64, ANY: 127, WAIT: 0 };

/** A law as a table: for every face, which rules are active and what they leave permitted. */
export interface LawReading {
  /** By the rule's place in the law. */
  readonly active: readonly FaceSet[];
  readonly permittedAt: (face: number) => number;
}

const KNOWN = new WeakMap<readonly Rule[], LawReading>();

export function lawReading(rules: readonly Rule[]): LawReading {
  const known = KNOWN.get(rules) ?? read(rules);
  KNOWN.set(rules, known);
  return known;
}

const UNREAD = 255;

/** Faces are read when they are first asked for: of most laws that are only proposed, one is. */
function read(rules: readonly Rule[]): LawReading {
  const active = rules.map(activeWhere);
  const permitted = new Uint8Array(FACES.length).fill(UNREAD);
  const permittedAt = (face: number): number => {
    if (permitted[face] === UNREAD)
      permitted[face] = reached(rules, active, "PERMISSION", face) & ~reached(rules, active, "PROHIBITION", face);
    return permitted[face]!;
  };
  return { active, permittedAt };
}

const UNLESS = new WeakMap<Rule, FaceSet>();

/** Where a rule is active: its condition, unless its exception. */
export function activeWhere(rule: Rule): FaceSet {
  const known = UNLESS.get(rule);
  if (known !== undefined) return known;
  const holds = whereTrue(rule.condition);
  const { exceptionCondition } = rule;
  const excepted = exceptionCondition === undefined ? null : whereTrue(exceptionCondition);
  const active = holds.map((bit, face) => (excepted?.[face] === 1 ? 0 : bit));
  UNLESS.set(rule, active);
  return active;
}

function reached(rules: readonly Rule[], active: readonly FaceSet[], type: Rule["type"], face: number): number {
  let reach = 0;
  for (const [index, rule] of rules.entries())
    if (rule.type === type && active[index]![face] === 1) reach |= reachOf(rule);
  return reach;
}

/** What a permission or a prohibition is about; nothing for an obligation. */
export const reachOf = ({ effect }: Rule): number =>
  effect.effectType === "ACTION_CLASS" ? (REACH[effect.actionClass] ?? 0) : 0;
