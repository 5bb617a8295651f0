import type { Condition } from "../../law/condition.ts";
import { type Face, FACES } from "./face.ts";

/** One byte for each face: 1 where something is so. */
export type FaceSet = Uint8Array;

const where = (isSo: (face: Face) => boolean): FaceSet => Uint8Array.from(FACES, (face) => (isSo(face) ? 1 : 0));

/** The words of the candidate's law, said a second time: nothing is taken from the compiler that is being checked. */
const WORDS: Readonly<Record<string, (args: Condition["args"]) => FaceSet>> = {
  TRUE: () => where(() => true),
  FALSE: () => where(() => false),
  REGIME_EQ: ([wanted]) => where(({ regime }) => regime === wanted),
  REGIME_GE: ([least]) => where(({ regime }) => regime >= Number(least)),
  STAMPED: () => where(({ stamped }) => stamped),
  AT_STAMP: () => where(({ place }) => place === "stamp"),
  AT_ZONE_A: () => where(({ place }) => place === "zone A"),
  AT_ZONE_B: () => where(({ place }) => place === "zone B"),
  CAN_DELIVER_A: () => where(({ place, item, servedA }) => place === "zone A" && item === "A" && !servedA),
  CAN_DELIVER_B: () => where(({ place, item, servedB }) => place === "zone B" && item === "B" && !servedB),
};

const KNOWN = new WeakMap<Condition, FaceSet>();

/** The faces on which a condition holds. */
export function whereTrue(condition: Condition): FaceSet {
  const known = KNOWN.get(condition) ?? evaluated(condition);
  KNOWN.set(condition, known);
  return known;
}

function evaluated({ op, args }: Condition): FaceSet {
  const word = WORDS[op];
  if (word !== undefined) return word(args);
  const parts = args.map((part) => whereTrue(part as Condition));
  if (op === "NOT") return parts[0]!.map((bit) => 1 - bit);
  const least = op === "AND" ? parts.length : 1;
  return FACES.reduce((set, _face, at) => {
    set[at] = parts.reduce((sum, part) => sum + part[at]!, 0) >= least ? 1 : 0;
    return set;
  }, new Uint8Array(FACES.length));
}

/** The words that a condition uses, wherever in it they stand. */
export const wordsOf = ({ op, args }: Condition): readonly string[] => [
  op,
  ...args.flatMap((part) => (typeof part === "object" ? wordsOf(part) : [])),
];
