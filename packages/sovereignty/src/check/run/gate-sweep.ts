import { type Condition, condition } from "../../law/condition.ts";
import { CLEAN_LAW } from "../../law/initial-law.ts";
import type { Rule } from "../../law/rule.ts";
import { actionsIn } from "../../world/action.ts";
import { type Breadth, CANONICAL, repairLetters } from "../letters/repair-letters.ts";
import { type Letter, letter, rightly } from "../letters/letter.ts";
import type { Proposal } from "../oracle/proposal.ts";
import type { Specimen } from "../specimen.ts";
import type { Findings } from "../violation.ts";
import { doing } from "./conduct.ts";
import { type Forgetting, KEPT, REVERTS_RULES } from "./forgetting.ts";
import { type Adversary, walked, type WalkSetup } from "./walk.ts";
import type { Witness } from "./witness.ts";

/** Where in the life of a law the family is submitted: after the repairs that lead there, at every contradiction from then on. */
export interface Stage {
  readonly name: string;
  /** What is submitted first, one at a contradiction each; the family after them. */
  readonly before: readonly Letter[];
  /** Of the episodes from the first one in which it forgets. */
  readonly forgets: Forgetting;
  readonly forgetsFrom: number;
  readonly hasTheSameCompiler: boolean;
  /** The law before any repair, where it is not the candidate's. */
  readonly law: readonly Rule[] | null;
  /** What decides here, and so what has to be tried: what the patches say, where they come from, or next to nothing. */
  readonly decidedBy: "content" | "provenance" | "little";
}

const stage = (name: string, before: readonly Letter[], changed: Partial<Stage> = {}): Stage => ({
  name,
  before,
  forgets: KEPT,
  forgetsFrom: 0,
  hasTheSameCompiler: true,
  law: null,
  decidedBy: changed.forgets === undefined ? "content" : "provenance",
  ...changed,
});

/** Only the first of what blocks is mended, so that the second contradiction of regime 2 is met again. */
const PARTIAL_B: Letter = letter("Repair B of R7 alone", (place) => {
  const { patches } = CANONICAL.write(place);
  return rightly(place, patches.slice(0, 1));
});

const BOTH_WAYS: Condition = condition(
  "OR",
  condition("AND", condition("REGIME_EQ", 1), condition("AT_STAMP"), condition("NOT", condition("STAMPED"))),
  condition("AND", condition("REGIME_EQ", 2), condition("CAN_DELIVER_A")),
  condition("AND", condition("REGIME_EQ", 0), condition("STAMPED")),
);

const REVERTED = { forgets: REVERTS_RULES } as const;

/** A law in which one ban stands in the way of both contradictions, so that one repair can do away with both. */
const SUBSUMABLE: readonly Rule[] = CLEAN_LAW.filter(({ id }) => id !== "R7").map((rule) =>
  rule.id === "R6"
    ? { ...rule, effect: { effectType: "ACTION_CLASS", actionClass: "ANY" }, condition: BOTH_WAYS }
    : rule,
);

const SUBSUMING_A: Letter = letter("a Repair A that does away with B", (place) =>
  rightly(place, [{ targetRuleId: "R6", op: "ADD_EXCEPTION", exceptionCondition: condition("REGIME_GE", 1) }]),
);

/** Gate memory empty, after A, after A and B; with the law whole or lost; and with another compiler. */
export const STAGES: readonly Stage[] = [
  stage("before Repair A", []),
  stage("before Repair A, with another compiler", [], { hasTheSameCompiler: false, decidedBy: "little" }),
  stage("after Repair A", [CANONICAL]),
  stage("after Repair A, rules reverted in regime 1", [CANONICAL], { ...REVERTED, forgetsFrom: 3 }),
  stage("after Repair A, rules reverted in regime 2", [CANONICAL], { ...REVERTED, forgetsFrom: 4 }),
  stage("after a Repair B that mends half", [CANONICAL, PARTIAL_B], { decidedBy: "little" }),
  stage("after both repairs, rules reverted", [CANONICAL, CANONICAL], { ...REVERTED, forgetsFrom: 5 }),
  stage("after a Repair A that subsumes B, rules reverted", [SUBSUMING_A], {
    ...REVERTED,
    forgetsFrom: 4,
    law: SUBSUMABLE,
  }),
];

/** What a sweep has tried. */
export interface SweepCount {
  submissions: number;
  accepted: number;
  transitions: number;
  readonly codes: Map<string, number>;
}

const EPISODES = 20;

/**
 * Submits the whole family at one stage, in runs that go on after a halt, so that one run takes many: whatever the judge of the
 * check expects to be refused, one after another; whatever it expects to become law, in a run of its own.
 */
export function* sweepStage(
  specimen: Specimen,
  at: Stage,
  breadth: Breadth,
  count: SweepCount,
  findings: Findings,
): Generator<void> {
  const { hasTheSameCompiler, law } = at;
  const under = law === null ? specimen : { ...specimen, apparatus: { ...specimen.apparatus, initialRules: law } };
  const setup: WalkSetup = { specimen: under, hasTheSameCompiler, continuesAfterHalt: true, episodes: EPISODES };
  const feed = new Feed(repairLetters(breadth), count);
  while (!feed.isDone) {
    const fed = feed.fed;
    const walk = walked(
      setup,
      adversary(at, (witness) => feed.next(witness)),
    );
    count.transitions += walk.transitions;
    findings.meet(walk.endings);
    findings.report("gate", walk.faults, [at.name, ...walk.story.slice(-3)]);
    // A stage at which nothing can be submitted, or a broken one, ends here.
    if (feed.fed === fed || walk.faults.length > 0) break;
    yield;
  }
  for (const letter of feed.expectedLaws) {
    enactAlone(setup, at, letter, count, findings);
    yield;
  }
}

function enactAlone(setup: WalkSetup, at: Stage, letter: Letter, count: SweepCount, findings: Findings): void {
  let isSubmitted = false;
  const submitOnce = (witness: Witness): Proposal | null => {
    if (isSubmitted) return null;
    isSubmitted = true;
    return letter.write(witness.place());
  };
  const walk = walked(setup, {
    ...adversary(at, submitOnce),
    // Its answer is heard and its law is seen at the next question; what comes of it is for the run graph.
    acts: (witness) => (isSubmitted ? null : straightOn(witness)),
  });
  count.submissions += 1;
  count.accepted += 1;
  count.codes.set("ACCEPTED", (count.codes.get("ACCEPTED") ?? 0) + 1);
  count.transitions += walk.transitions;
  findings.meet(walk.endings);
  findings.report("gate", walk.faults, [at.name, ...walk.story.slice(-3)]);
}

const straightOn = (witness: Witness) => doing(witness, actionsIn(witness.mask)[0]!);

function adversary(at: Stage, next: (witness: Witness) => Proposal | null): Adversary {
  let answered = 0;
  return {
    carries: (_witness, episode) => (at.forgets !== KEPT && episode === at.forgetsFrom ? at.forgets : KEPT),
    acts: straightOn,
    repairs: (witness) => {
      const prepared = at.before[answered];
      answered += 1;
      return prepared === undefined ? next(witness) : prepared.write(witness.place());
    },
  };
}

/** Hands out the letters that are to be refused, and sets aside those that are to become law. */
class Feed {
  readonly expectedLaws: Letter[] = [];
  readonly #letters: readonly Letter[];
  readonly #count: SweepCount;
  #at = 0;
  fed = 0;

  constructor(letters: readonly Letter[], count: SweepCount) {
    this.#letters = letters;
    this.#count = count;
  }

  get isDone(): boolean {
    return this.#at >= this.#letters.length;
  }

  next(witness: Witness): Proposal | null {
    for (let next = this.#taken(); next !== null; next = this.#taken()) {
      const proposal = next.write(witness.place());
      const verdict = witness.verdictOn(proposal);
      if (verdict === "ACCEPTED") this.expectedLaws.push(next);
      else return this.#counted(proposal, verdict);
    }
    return null;
  }

  #taken(): Letter | null {
    const letter = this.#letters[this.#at] ?? null;
    this.#at += 1;
    return letter;
  }

  #counted(proposal: Proposal, verdict: string): Proposal {
    this.fed += 1;
    this.#count.submissions += 1;
    this.#count.codes.set(verdict, (this.#count.codes.get(verdict) ?? 0) + 1);
    return proposal;
  }
}
