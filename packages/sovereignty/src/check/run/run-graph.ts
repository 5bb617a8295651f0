import { actionsIn } from "../../world/action.ts";
import { CANONICAL, repairLetters } from "../letters/repair-letters.ts";
import { amended, type Proposal } from "../oracle/proposal.ts";
import type { Specimen } from "../specimen.ts";
import type { Findings } from "../violation.ts";
import { type Conduct, doing, doingAmidNoise, everyHalt, NOTHING, type NoisyConduct } from "./conduct.ts";
import { type Forgetting, FORGETTINGS, KEPT, REVERTS_ALL, REVERTS_RULES } from "./forgetting.ts";
import { lawKey, sameness, worldKey } from "./sameness.ts";
import { type Adversary, walked, type WalkSetup } from "./walk.ts";
import type { Witness } from "./witness.ts";

type Choice = Forgetting | Conduct | NoisyConduct | Proposal | "none";

const EPISODES = 20;

/**
 * All runs that differ, from the first step to the last: at every decision everything that may be decided, each situation once.
 * A run cannot be forked, so every way is played from its beginning; where it comes to a situation that is known, it ends.
 */
export class RunGraph {
  readonly #setup: WalkSetup;
  readonly #findings: Findings;
  readonly #seen = new Set<string>();
  /** Where everything that ends a run by itself was tried. */
  readonly #halted = new Set<string>();
  /** Ways not played yet, the shortest first. */
  readonly #waiting: (readonly Choice[])[] = [[]];
  #next = 0;
  walks = 0;
  transitions = 0;

  constructor(specimen: Specimen, continuesAfterHalt: boolean, findings: Findings) {
    this.#setup = { specimen, continuesAfterHalt, hasTheSameCompiler: true, episodes: EPISODES };
    this.#findings = findings;
  }

  /** Different situations in which something was decided. */
  get states(): number {
    return this.#seen.size;
  }

  /** Plays one more way to its end, or to what is known; false when none is left. */
  step(): boolean {
    if (this.walks === 0) this.#play(CANDIDATES_WAY);
    const way = this.#waiting[this.#next];
    if (way === undefined) return false;
    this.#waiting[this.#next] = [];
    this.#next += 1;
    this.#play(this.#adversary(way));
    return true;
  }

  #play(adversary: Adversary): void {
    const walk = walked(this.#setup, adversary);
    this.walks += 1;
    this.transitions += walk.transitions;
    this.#findings.meet(walk.endings);
    this.#findings.report("run", walk.faults, walk.story.slice(-8));
  }

  #adversary(way: readonly Choice[]): Adversary {
    const taken: Choice[] = [];
    let isPlain = true;
    const decide = <T extends Choice>(key: () => string, options: () => readonly T[]): T | null => {
      const chosen = way.length > taken.length ? (way[taken.length] as T) : this.#first(taken, key(), options);
      if (chosen !== null) taken.push(replayable(chosen));
      return chosen;
    };
    return {
      carries: (witness, episode) =>
        decide(
          () => sameness(witness, `${episode} begins ${isPlain}`),
          () => this.#forgettings(episode, isPlain),
        ),
      acts: (witness) =>
        decide(
          () => sameness(witness, `acts ${isPlain}`),
          () => this.#conducts(witness, isPlain),
        ),
      repairs: (witness) => {
        const chosen = decide<Proposal | "none">(
          () => sameness(witness, `repairs ${isPlain}`),
          () => this.#repairsAt(witness),
        );
        isPlain &&= isPlainRepair(witness, chosen);
        return chosen;
      },
    };
  }

  /** The first of what may be decided here; the others wait. Null where this situation is known. */
  #first<T extends Choice>(taken: readonly Choice[], key: string, options: () => readonly T[]): T | null {
    if (this.#seen.has(key)) return null;
    this.#seen.add(key);
    const [first, ...others] = options();
    for (const other of others) this.#waiting.push([...taken, other]);
    return first ?? null;
  }

  /**
   * Every action of the mask, and every way to do nothing that counts: where a halt is final, once for each state of the world under
   * each law, since nothing follows; where a run goes on, at the first step of an episode only, since all lead to the next one.
   */
  #conducts(witness: Witness, isPlain: boolean): readonly Conduct[] {
    const { law, mask, world, chronicle } = witness;
    const actions = actionsIn(mask).map((action) =>
      isPlain ? doingAmidNoise(witness, action) : doing(witness, action),
    );
    if (!isPlain) return actions;
    if (this.#setup.continuesAfterHalt) return world.step === 0 ? [...actions, NOTHING] : actions;
    const place = `${worldKey(world)} ${lawKey(law.rules, world.regime, chronicle)}`;
    if (this.#halted.has(place)) return actions;
    this.#halted.add(place);
    return [...actions, ...everyHalt(witness)];
  }

  /**
   * Every way to forget, where the law was repaired as the candidate repairs it; elsewhere the one that leaves nothing. In a run that
   * goes on, the two that leave the first rules: any other fails the same check, and a failed check is noted and passed over.
   */
  #forgettings(episode: number, isPlain: boolean): readonly Forgetting[] {
    if (episode === 0) return [KEPT];
    if (!isPlain) return [KEPT, REVERTS_ALL];
    return [KEPT, ...(this.#setup.continuesAfterHalt ? [REVERTS_ALL, REVERTS_RULES] : FORGETTINGS)];
  }

  /** One repair for each answer that is expected, one for each law that it would make, and none. */
  #repairsAt(witness: Witness): readonly (Proposal | "none")[] {
    const place = witness.place();
    if (this.#setup.continuesAfterHalt && witness.attempts > 1) return ["none", CANONICAL.write(place)];
    const groups = new Map<string, Proposal>();
    for (const letter of repairLetters("thin")) {
      const proposal = letter.write(place);
      const group = groupOf(witness, proposal);
      if (!groups.has(group)) groups.set(group, proposal);
    }
    return ["none", ...groups.values()];
  }
}

/** The way of an agent that always does the plain thing, played through all episodes although they are alike. */
const CANDIDATES_WAY: Adversary = {
  carries: () => KEPT,
  acts: (witness) => doing(witness, actionsIn(witness.mask)[0]!),
  repairs: (witness) => CANONICAL.write(witness.place()),
};

/** What has the same effect when the way is played again: noise was heard once. */
const replayable = (choice: Choice): Choice => (choice !== "none" && "quiet" in choice ? choice.quiet : choice);

function groupOf(witness: Witness, proposal: Proposal): string {
  const verdict = witness.verdictOn(proposal);
  const { rules } = witness.law;
  if (verdict !== "ACCEPTED") return verdict;
  return `law ${lawKey(amended(rules, proposal), witness.world.regime, witness.chronicle)}`;
}

const isPlainRepair = (witness: Witness, chosen: Proposal | "none" | null): boolean =>
  chosen === null || chosen === "none" || chosen.label === CANONICAL.label || witness.verdictOn(chosen) !== "ACCEPTED";
