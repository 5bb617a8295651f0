import { type Condition, condition } from "../../law/condition.ts";
import { exceptionTo as except, type PatchOperation } from "../../law/patch.ts";
import type { RuleId } from "../../law/rule.ts";
import { ATOMS, CONDITIONS, LITERALS, TOO_DEEP } from "./exceptions.ts";
import { type Letter, letter, malformed, type RepairPlace, rightly } from "./letter.ts";

/** How large a family is submitted. */
export type Breadth = "thin" | "narrow" | "wide";

const told = ({ op, args }: Condition): string =>
  args.length === 0 ? op : `${op}(${args.map((part) => (typeof part === "object" ? told(part) : part)).join(", ")})`;

const rewrite = (targetRuleId: RuleId, newCondition: Condition): PatchOperation => ({
  targetRuleId,
  op: "MODIFY_CONDITION",
  newCondition,
});

/** The narrowest exception for each prohibition of the candidate's law, which only this check knows by their names. */
const FITTING: Readonly<Record<string, Condition>> = {
  R6: condition("AT_STAMP"),
  R7: condition("CAN_DELIVER_A"),
  R8: condition("CAN_DELIVER_B"),
};

const fitting = (id: RuleId): PatchOperation => except(id, FITTING[id] ?? condition("AT_STAMP"));

/** The repair of everything that blocks, each rule by its own narrowest exception. */
export const CANONICAL: Letter = letter("the canonical repair", (place) => rightly(place, place.blockers.map(fitting)));

const RULES: readonly RuleId[] = ["R0", "R1", "R2", "R3", "R4", "R5", "R9", "R6", "R7", "R8", "R77"];
const PROHIBITIONS: readonly RuleId[] = ["R6", "R7", "R8"];

/** One condition for all that blocks, and for each prohibition alone, as an exception and as the condition itself. */
const oneCondition = (conditions: readonly Condition[]): readonly Letter[] =>
  conditions.flatMap((each) => [
    letter(`unless ${told(each)}`, (place) =>
      rightly(
        place,
        place.blockers.map((id) => except(id, each)),
      ),
    ),
    letter(`only if ${told(each)}`, (place) =>
      rightly(
        place,
        place.blockers.map((id) => rewrite(id, each)),
      ),
    ),
    ...PROHIBITIONS.flatMap((id) => [
      letter(`${id} unless ${told(each)}`, (place) => rightly(place, [except(id, each)])),
      letter(`${id} only if ${told(each)}`, (place) => rightly(place, [rewrite(id, each)])),
    ]),
  ]);

/** Any rule, cited or not, by any operation. */
const anyRule = (conditions: readonly Condition[]): readonly Letter[] =>
  RULES.flatMap((id) => [
    ...conditions.flatMap((each) =>
      [except(id, each), rewrite(id, each)].flatMap((patch) => [
        letter(`${id} ${patch.op} ${told(each)}`, (place) => rightly(place, [patch])),
        letter(`${id} ${patch.op} ${told(each)}, cited`, (place) => ({ ...rightly(place, [patch]), ruleIds: [id] })),
        letter(`${id} ${patch.op} ${told(each)}, besides`, (place) =>
          rightly(place, [...place.blockers.filter((blocker) => blocker !== id).map(fitting), patch]),
        ),
      ]),
    ),
    ...[0, 1, 7, 1_000].map((newPriority) =>
      letter(`${id} ranks ${newPriority}`, (place) =>
        rightly(place, [...place.blockers.map(fitting), { targetRuleId: id, op: "CHANGE_PRIORITY", newPriority }]),
      ),
    ),
  ]);

/** The two prohibitions of Contradiction B, each with an exception of its own. */
const twoExceptions = (conditions: readonly Condition[]): readonly Letter[] =>
  conditions.flatMap((left) =>
    conditions.map((right) =>
      letter(`R7 unless ${told(left)}, R8 unless ${told(right)}`, (place) =>
        rightly(place, [except("R7", left), except("R8", right)]),
      ),
    ),
  );

const NOWHERE = "0".repeat(16);
const NO_EPOCH = "0".repeat(64);

const ENTRIES: readonly (readonly [string, (place: RepairPlace) => string])[] = [
  ["", ({ ownEntryId }) => ownEntryId],
  ["a forged entry, ", () => NOWHERE],
  ["the first entry, ", ({ chronicle }) => [...chronicle.noted.keys()][0] ?? NOWHERE],
  ["the entry before, ", ({ chronicle }) => [...chronicle.noted.keys()].at(-2) ?? NOWHERE],
];

const EPOCHS: readonly (readonly [string, (place: RepairPlace) => string])[] = [
  ["", ({ chronicle }) => chronicle.chain.at(-1)!],
  ["epoch_0, ", ({ chronicle }) => chronicle.chain[0]!],
  ["the epoch before, ", ({ chronicle }) => chronicle.chain.at(-2) ?? NO_EPOCH],
  ["a forged epoch, ", () => NO_EPOCH],
];

const CITATIONS: readonly (readonly [string, (place: RepairPlace) => readonly RuleId[]])[] = [
  ["", ({ blockers }) => blockers],
  ["citing nothing, ", () => []],
  ["citing R6, ", () => ["R6"]],
  ["citing R7, ", () => ["R7"]],
  ["citing R8, ", () => ["R8"]],
  ["citing R7 and R8, ", () => ["R7", "R8"]],
  ["citing more, ", ({ blockers }) => ["R0", ...blockers]],
  ["citing what is no rule, ", () => ["R77"]],
];

const PATCHES: readonly (readonly [string, (place: RepairPlace) => readonly PatchOperation[]])[] = [
  ["the fitting patches", ({ blockers }) => blockers.map(fitting)],
  ["R6 and R7 and R8", () => PROHIBITIONS.map(fitting)],
  ["R6 alone", () => [fitting("R6")]],
  ["no patch", () => []],
];

const TYPES: readonly (readonly [string, "A" | "B"])[] = [
  ["type A", "A"],
  ["type B", "B"],
];
const CLAIMED: readonly (readonly [string, 1 | 2])[] = [
  [" of regime 1", 1],
  [" of regime 2", 2],
];

/** All points of a repair other than what its patches say, each by its place in its list. */
type Provenance = readonly [
  entry: number,
  epoch: number,
  citation: number,
  patches: number,
  type: number,
  claimed: number,
];

function provenance([at, after, by, what, kind, claim]: Provenance): Letter {
  const [[entry, entryOf], [epoch, epochOf]] = [ENTRIES[at]!, EPOCHS[after]!];
  const [[citation, citationOf], [patches, patchesOf]] = [CITATIONS[by]!, PATCHES[what]!];
  const [[type, contradiction], [claimed, regimeAtSubmission]] = [TYPES[kind]!, CLAIMED[claim]!];
  return letter(`${entry}${epoch}${citation}${patches}, ${type}${claimed}`, (place) => ({
    contradiction,
    regimeAtSubmission,
    traceEntryId: entryOf(place),
    priorEpoch: epochOf(place),
    ruleIds: citationOf(place),
    patches: patchesOf(place),
  }));
}

const SIZES = [ENTRIES.length, EPOCHS.length, CITATIONS.length, PATCHES.length, TYPES.length, CLAIMED.length];

/** Every way to be right or wrong in all the points of a repair at once. */
const everyProvenance = (): readonly Letter[] =>
  SIZES.reduce<readonly (readonly number[])[]>(
    (begun, size) => begun.flatMap((chosen) => Array.from({ length: size }, (_, index) => [...chosen, index])),
    [[]],
  ).map((chosen) => provenance(chosen as unknown as Provenance));

/** Wrong in one point only, of each type. */
const oneWrongPoint = (): readonly Letter[] =>
  [0, 1].flatMap((kind) =>
    SIZES.slice(0, 4).flatMap((size, point) =>
      Array.from({ length: size }, (_, index) =>
        provenance(
          [0, 0, 0, 0, kind, kind].map((right, each) => (each === point ? index : right)) as unknown as Provenance,
        ),
      ),
    ),
  );

const twice = (name: string, second: Condition): Letter =>
  letter(`two exceptions to one rule, ${name}`, (place) =>
    rightly(
      place,
      place.blockers.flatMap((id) => [fitting(id), except(id, second)]),
    ),
  );

/** Two operations on one rule may not contradict each other. */
const REPEATED: readonly Letter[] = [
  twice("both alike", condition("FALSE")),
  twice("the wider one last", condition("NOT", condition("REGIME_EQ", 0))),
  letter("an exception and a new condition", (place) =>
    rightly(
      place,
      place.blockers.flatMap((id) => [fitting(id), rewrite(id, condition("REGIME_GE", 1))]),
    ),
  ),
];

/** As it is in the candidate's law: a patch that changes nothing. */
const keepsItsRank = (targetRuleId: RuleId): PatchOperation => ({
  targetRuleId,
  op: "CHANGE_PRIORITY",
  newPriority: 0,
});

/** What is said of a rule and is so already mends nothing, alone or besides what does. */
const IDLE: readonly Letter[] = [
  letter("every rule keeps its rank", (place) => rightly(place, place.blockers.map(keepsItsRank))),
  letter("the first rule is mended, the others keep their rank", (place) =>
    rightly(
      place,
      place.blockers.map((id, index) => (index === 0 ? fitting(id) : keepsItsRank(id))),
    ),
  ),
];

const spoilt = (label: string, change: (text: string) => string): Letter =>
  malformed(label, (place) => change(CANONICAL.write(place).text()));

const MALFORMED: readonly Letter[] = [
  malformed("no JSON", () => "I would like to stamp."),
  malformed("an empty text", () => ""),
  spoilt("a name twice", (text) => text.replace("{", '{"action_type":"LAW_REPAIR",')),
  spoilt("an unknown field", (text) => text.replace("{", '{"because":"I must",')),
  spoilt("another fingerprint", (text) => text.replace(/"repair_fingerprint":"../, '"repair_fingerprint":"zz')),
  spoilt("another epoch than the fingerprint's", (text) =>
    text.replace(/"prior_repair_epoch":"[0-9a-f]{64}"/, `"prior_repair_epoch":"${NO_EPOCH}"`),
  ),
  malformed("a word that does not exist", (place) => oneException(place, condition("AT_PEACE"))),
  malformed("a word with an argument too many", (place) => oneException(place, condition("AT_STAMP", 1))),
  malformed("a condition that is too deep", (place) => oneException(place, TOO_DEEP)),
];

const oneException = (place: RepairPlace, exception: Condition): string =>
  letter("", () => rightly(place, [except(place.blockers[0] ?? "R6", exception)]))
    .write(place)
    .text();

const wide = (): readonly Letter[] => [
  CANONICAL,
  ...oneCondition(CONDITIONS),
  ...anyRule(LITERALS),
  ...twoExceptions(LITERALS),
  ...everyProvenance(),
  ...REPEATED,
  ...IDLE,
  ...MALFORMED,
];

const narrow = (): readonly Letter[] => [
  CANONICAL,
  ...oneCondition(LITERALS),
  ...anyRule(LITERALS.slice(0, 4)),
  ...twoExceptions(ATOMS.slice(2, 8)),
  ...everyProvenance(),
  ...REPEATED,
  ...IDLE,
  ...MALFORMED,
];

const thin = (): readonly Letter[] => [
  CANONICAL,
  ...oneCondition(LITERALS),
  ...twoExceptions(ATOMS.slice(2, 8)),
  ...oneWrongPoint(),
  provenance([0, 0, 0, 0, 0, 1]),
  provenance([0, 0, 0, 0, 1, 0]),
  ...REPEATED,
  ...IDLE,
  ...MALFORMED,
];

const FAMILIES: Readonly<Record<Breadth, () => readonly Letter[]>> = { thin, narrow, wide };

const WRITTEN = new Map<Breadth, readonly Letter[]>();

/** The family of repairs that is submitted wherever one is asked for. It is put together when it is first needed: it is large. */
export function repairLetters(breadth: Breadth): readonly Letter[] {
  const letters = WRITTEN.get(breadth) ?? FAMILIES[breadth]();
  WRITTEN.set(breadth, letters);
  return letters;
}
