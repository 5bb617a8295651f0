import type { Question } from "../../run/play-seed.ts";
import type { Halt, HaltCode, HaltDetail } from "../../run/halt.ts";
import type { SeedRun } from "../../run/seed-run.ts";
import type { EpochNonces } from "../../law/epoch.ts";
import { type Law, lawFingerprint } from "../../law/law.ts";
import type { Rule } from "../../law/rule.ts";
import type { TraceEntry } from "../../trace/trace-entry.ts";
import { type ActionId, actionsIn } from "../../world/action.ts";
import { CLEAN_PHYSICS, step } from "../../world/physics.ts";
import type { Target } from "../../world/target.ts";
import type { WorldState } from "../../world/world-state.ts";
import { type Chronicle, episodeOfA, isTheSameLaw, type NotedContradiction } from "../oracle/chronicle.ts";
import { expectedAnswer } from "../oracle/expected-answer.ts";
import { expectedHalt, isFinal, type Unresolved } from "../oracle/expected-halt.ts";
import { amended, firstLink, nextLink, type Proposal, touchedRules } from "../oracle/proposal.ts";
import { scheduled } from "../oracle/schedule-table.ts";
import { type Standing, standingOf } from "../oracle/standing.ts";
import type { RepairPlace } from "../letters/letter.ts";
import type { Fault } from "../violation.ts";
import { lawText, sees, told, type ToldAnswer, type ToldContradiction, toldEntry } from "./hearing.ts";

/** What the witness is told of a run before it begins. */
export interface WitnessedRun {
  readonly rules: readonly Rule[];
  readonly nonces: EpochNonces;
  readonly continuesAfterHalt: boolean;
  readonly hasTheSameCompiler: boolean;
}

/** H and E and k of the sheet, said again. */
const STEPS_MAX = 40;
const EPISODES_MAX = 20;
const ATTEMPTS_MAX = 2;

/** In the middle of the lowest row. */
const START_CELL = 22;

/** What is still noted of a justification that comes to nothing. */
const OF_A_JUSTIFICATION: ReadonlySet<string> = new Set(["DELIBERATION", "COMPILATION", "SELECTION"]);

/** How an episode has to end; null where it runs to success or to its last step. */
export type Ending = { readonly code: HaltCode; readonly detail: HaltDetail } | null;

/**
 * The judge of one run: it follows trace and questions, keeps its own account of world, law, epochs and repairs, and says wherever
 * the run does anything else than the rules of the seed ask for.
 */
export class Witness {
  readonly faults: Fault[] = [];
  transitions = 0;
  readonly #run: WitnessedRun;
  readonly #endings = new Map<number, Ending>();
  #chronicle: Chronicle;
  #law: Law;
  #seenLaw: Law | null = null;
  #world: WorldState;
  #standing: Standing | null = null;
  #isChecked = false;
  #isContinuous = true;
  #isStopped = false;
  #isOver = false;
  #open: NotedContradiction | null = null;
  #attempts = 0;
  #pending: Proposal | null = null;
  #lastAnswer: Unresolved = "NO_REPAIR_SUBMITTED";

  constructor(run: WitnessedRun) {
    const chain = [firstLink(lawFingerprint(run.rules), run.nonces(0))];
    this.#run = run;
    this.#chronicle = { chain, accepted: [], rulesAfterA: null, noted: new Map() };
    this.#law = { rules: run.rules, epochChain: chain, repairCount: 0 };
    this.#world = startOf(0, 0);
  }

  get chronicle(): Chronicle {
    return this.#chronicle;
  }

  get law(): Law {
    return this.#law;
  }

  get world(): WorldState {
    return this.#world;
  }

  get attempts(): number {
    return this.#attempts;
  }

  /** Whether the verdict has fallen already, in a run that goes on. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get open(): NotedContradiction | null {
    return this.#open;
  }

  /** The codes by which episodes had to end so far. */
  get endings(): readonly HaltCode[] {
    return [...this.#endings.values()].flatMap((ending) => ending?.code ?? []);
  }

  /** What may be done at a free step. */
  get mask(): number {
    return this.#whereIStand().mask;
  }

  /** What binds at a free step; null where nothing is owed. */
  get owed(): Target | null {
    return this.#whereIStand().target;
  }

  place(): RepairPlace {
    const { id, blockers } = this.#open!;
    const { regime } = this.#world;
    return { ownEntryId: id, blockers, regime, chronicle: this.#chronicle, rules: this.#law.rules };
  }

  verdictOn(proposal: Proposal): ReturnType<typeof expectedAnswer> {
    const { hasTheSameCompiler } = this.#run;
    const { regime } = this.#world;
    const physics = CLEAN_PHYSICS;
    const { rules, epochChain } = this.#law;
    const chronicle = this.#chronicle;
    return expectedAnswer({ physics, chronicle, rules, epochChain, regime, hasTheSameCompiler, proposal });
  }

  /** An episode begins, under a law that may be less than the agent had before. */
  begins(episode: number, law: Law): void {
    this.transitions += 1;
    if (this.#isOver && !this.#run.continuesAfterHalt)
      this.#fault("halt", "an episode begins after the run was halted");
    if (episode >= EPISODES_MAX) this.#fault("bounds", `episode ${episode}`);
    const regime = scheduled(episode, episodeOfA(this.#chronicle));
    this.#law = law;
    this.#world = startOf(episode, regime === "too late" ? 1 : regime);
    this.#standing = null;
    this.#open = null;
    this.#isChecked = false;
    this.#isContinuous = true;
    this.#isStopped = false;
    if (regime === "too late") this.#ends({ code: "FAILURE / REPAIR_A_TOO_LATE", detail: "REGIME_2_DELAYED_TOO_LONG" });
    if (regime === 2 && episodeOfA(this.#chronicle) === null) this.#fault("E3", "regime 2 before Repair A");
  }

  hears({ entryType, episode, step: at, data, traceEntryId }: TraceEntry): void {
    this.transitions += 1;
    if (this.#isStopped && !OF_A_JUSTIFICATION.has(entryType))
      this.#fault("halt", `${entryType} after the halt of episode ${episode}`);
    if (episode !== this.#world.episode || at !== this.#world.step)
      this.#fault("bounds", `${entryType} of episode ${episode}, step ${at} is out of place`);
    if (entryType === "CONTINUITY_CHECK") this.#hearsContinuity(data as { readonly passed: boolean });
    if (entryType === "CONTRADICTION") this.#hearsContradiction(traceEntryId, data as unknown as ToldContradiction);
    if (entryType === "LAW_REPAIR") this.#hearsAnswer(data as unknown as ToldAnswer);
    if (entryType === "MASK") this.#hearsMask(data as unknown as readonly ActionId[]);
    if (entryType === "EXECUTION") this.#hearsExecution(data as ActionId);
  }

  isAsked(question: Question): void {
    this.transitions += 1;
    if (this.#isStopped) this.#fault("halt", `a question after the halt of episode ${this.#world.episode}`);
    const { observation: seen, law } = question.view;
    if (seen.regime !== this.#world.regime) this.#fault("E3", `regime ${seen.regime}, expected ${this.#world.regime}`);
    if (!sees(this.#world, seen)) this.#fault("observation", `${told(seen)}, expected ${told(this.#world)}`);
    this.#seesLaw(law);
    if (this.#world.regime > 0 && !this.#isChecked) this.#fault("R5", "no check of continuity at the episode's start");
    if (question.kind === "justify") this.#isAskedToAct();
    else this.#isAskedToRepair(question);
  }

  /** The agent justifies something, with this end if it is none that can be executed. */
  justifies(ending: Ending): void {
    if (ending !== null) this.#ends(ending);
  }

  /** The agent submits a repair, or none. */
  proposes(proposal: Proposal | null): void {
    this.#pending = proposal;
    if (proposal === null) this.#isUnresolved();
  }

  /** The run is over, and has left its record. */
  finished({ episodes, repairs, epochs, halt, metrics }: SeedRun): void {
    const names = repairs.map(({ name }) => name).join("");
    const accepted = this.#chronicle.accepted.map(({ contradiction }) => contradiction).join("");
    if (names !== accepted || !["", "A", "AB"].includes(names)) this.#fault("R9", `the repairs were ${names}`);
    if (told(epochs) !== told(this.#chronicle.chain)) this.#fault("R5", `epochs ${told(epochs)}`);
    if (metrics.maskSizes[0] !== 0) this.#fault("mask", "empty, and nothing is reported");
    if (episodes.length !== this.#episodesDue()) this.#fault("bounds", `${episodes.length} episodes`);
    for (const episode of episodes) this.#finishedEpisode(episode.episode, episode.halt, episode.actions.length);
    const first = [...this.#endings.values()].find((ending) => ending !== null) ?? null;
    if (codeOf(first) !== codeOf(halt)) this.#fault("T1", `halted by ${codeOf(halt)}, expected ${codeOf(first)}`);
  }

  /** All of them, or up to the first halt where that is final. */
  #episodesDue(): number {
    return this.#isOver && !this.#run.continuesAfterHalt ? this.#world.episode + 1 : EPISODES_MAX;
  }

  #finishedEpisode(episode: number, halt: Halt | null, steps: number): void {
    const expected = this.#endings.get(episode) ?? null;
    if (codeOf(expected) !== codeOf(halt))
      this.#fault("T1", `episode ${episode} ended with ${codeOf(halt)}, expected ${codeOf(expected)}`);
    if (steps > STEPS_MAX) this.#fault("bounds", `${steps} steps in episode ${episode}`);
  }

  #fault(rule: string, detail: string): void {
    this.faults.push({ rule, detail });
  }

  #whereIStand(): Standing {
    this.#standing ??= standingOf(CLEAN_PHYSICS, this.#law.rules, this.#world);
    return this.#standing;
  }

  /** R5: the chain is the whole chain, and every repair has left its mark in a rule. */
  #hearsContinuity({ passed }: { readonly passed: boolean }): void {
    const { rules, epochChain } = this.#law;
    const isSame = isTheSameLaw(this.#chronicle, rules, epochChain);
    if (this.#world.regime === 0 || this.#isChecked) this.#fault("R5", "a check of continuity out of place");
    if (passed !== isSame)
      this.#fault("R5", `continuity ${passed ? "passed" : "failed"} with ${told(this.#law.epochChain)}`);
    this.#isChecked = true;
    this.#isContinuous = isSame;
  }

  #hearsContradiction(id: string, entry: ToldContradiction): void {
    const isAboutIdentity = !this.#isContinuous && this.#world.step === 0;
    this.#isContinuous = true;
    const { kind, target, blockers, progress, permitted } = this.#whereIStand();
    if (!isAboutIdentity && kind !== "contradiction") this.#fault("contradiction", `none is here: ${kind}`);
    const contradiction = this.#world.regime === 2 ? "B" : "A";
    if (this.#world.regime === 0) this.#fault("E1", "a contradiction in regime 0");
    const expected = isAboutIdentity
      ? { target: null, blockers: [], progress: 0, permitted: 0 }
      : { target, blockers, progress, permitted };
    const found = toldEntry(entry);
    if (told({ ...expected, contradiction }) !== told(found))
      this.#fault("contradiction", `told as ${told(found)}, expected ${told({ ...expected, contradiction })}`);
    if (this.#chronicle.noted.has(id)) this.#fault("R7", `entry ${id} is there twice`);
    const noted = {
      id,
      contradiction,
      target: expected.target,
      blockers: expected.blockers,
      state: this.#world,
    } as const;
    this.#chronicle = { ...this.#chronicle, noted: new Map([...this.#chronicle.noted, [id, noted]]) };
    this.#open = noted;
    this.#attempts = 0;
    this.#lastAnswer = "NO_REPAIR_SUBMITTED";
  }

  #isAskedToRepair({ notice, attempt }: Extract<Question, { readonly kind: "repair" }>): void {
    this.#attempts += 1;
    if (this.#open === null) return this.#fault("contradiction", "a repair is asked for without a contradiction");
    if (attempt !== this.#attempts || attempt > ATTEMPTS_MAX) this.#fault("bounds", `attempt ${attempt}`);
    const { id, target, blockers } = this.#open;
    const said = { id: notice?.traceEntryId, target: notice?.target, blockers: notice?.blockingRuleIds };
    if (told(said) !== told({ id, target, blockers })) this.#fault("R7", `the agent is told ${told(said)}`);
  }

  #isAskedToAct(): void {
    const { kind } = this.#whereIStand();
    if (kind !== "free") this.#fault("contradiction", `an action is asked for where there is a ${kind}`);
    if (!this.#isContinuous && !this.#isOver) this.#fault("R5", "an action under a law that is not the same");
  }

  #hearsMask(ids: readonly ActionId[]): void {
    const { kind, mask } = this.#whereIStand();
    if (kind !== "free" || told(ids) !== told(actionsIn(mask)))
      this.#fault("mask", `${told(ids)}, expected ${kind} ${told(actionsIn(mask))}`);
    if (ids.length === 0) this.#fault("mask", "empty, and nothing is reported");
  }

  #hearsExecution(action: ActionId): void {
    const number = Number(action[1]);
    if ((this.mask & (1 << number)) === 0) this.#fault("mask", `${action} was executed`);
    this.#world = step(CLEAN_PHYSICS, this.#world, number);
    this.#standing = null;
    if (this.#world.step > STEPS_MAX) this.#fault("bounds", `step ${this.#world.step}`);
  }

  #hearsAnswer({ answer, code, epoch }: ToldAnswer): void {
    const proposal = this.#pending;
    if (proposal === null) return this.#fault("R9", "an answer to no repair");
    const expected = this.verdictOn(proposal);
    const found = answer === "ACCEPT" ? "ACCEPTED" : (code ?? "REJECTED");
    if (found !== expected) this.#fault(ruleOf(found, expected), `${found}, expected ${expected}: ${proposal.label}`);
    else if (expected === "ACCEPTED") this.#isAccepted(proposal, epoch);
    else this.#isRejected(expected);
  }

  #isRejected(code: Unresolved): void {
    this.#lastAnswer = code;
    if (this.#attempts === ATTEMPTS_MAX || isFinal(code)) this.#isUnresolved();
  }

  #isAccepted(proposal: Proposal, epoch: string | null): void {
    const { chain, accepted } = this.#chronicle;
    const { contradiction } = proposal;
    const { episode, regime } = this.#world;
    const link = nextLink(chain.at(-1)!, proposal, this.#run.nonces(contradiction === "A" ? 1 : 2));
    if (epoch !== link) this.#fault("R5", `epoch ${epoch}, expected ${link}`);
    const touched = touchedRules(this.#law.rules, proposal);
    const rules = amended(this.#law.rules, proposal).map((rule) =>
      touched.includes(rule.id) ? { ...rule, repairEpoch: link } : rule,
    );
    this.#law = { rules, epochChain: [...this.#law.epochChain, link], repairCount: this.#law.repairCount + 1 };
    this.#seenLaw = null;
    this.#standing = null;
    this.#chronicle = {
      ...this.#chronicle,
      chain: [...chain, link],
      accepted: [...accepted, { contradiction, episode, regime }],
      rulesAfterA: contradiction === "A" ? rules : this.#chronicle.rulesAfterA,
    };
    this.#keepsOrder();
    this.#open = null;
    this.#pending = null;
  }

  /** R9: the first repair in regime 1, the second in regime 2, and no third. */
  #keepsOrder(): void {
    const order = this.#chronicle.accepted.map(({ contradiction, regime }) => `${contradiction}${regime}`).join(" ");
    if (order !== "A1" && order !== "A1 B2") this.#fault("R9", `repairs ${order}`);
  }

  #isUnresolved(): void {
    const { contradiction, target } = this.#open!;
    const isAboutIdentity = target === null;
    this.#open = null;
    this.#pending = null;
    // A run that goes on for diagnosis notes a failed identity once, and plays on when it fails again.
    if (isAboutIdentity && this.#isOver && this.#run.continuesAfterHalt) return;
    const code = expectedHalt(this.#lastAnswer, this.#chronicle, { isB: contradiction === "B", isAboutIdentity });
    this.#ends({ code, detail: this.#lastAnswer });
  }

  #ends(ending: Ending): void {
    this.#endings.set(this.#world.episode, ending);
    this.#isStopped = true;
    this.#isOver = true;
  }

  /** A law is looked at once: it is never changed in place. */
  #seesLaw(law: Law): void {
    if (law === this.#seenLaw) return;
    this.#seenLaw = law;
    const [seen, expected] = [lawText(law), lawText(this.#law)];
    if (seen !== expected) this.#fault("R5", `the law is ${seen}, expected ${expected}`);
  }
}

const codeOf = (ending: Ending | Halt): string => (ending === null ? "nothing" : `${ending.code}: ${ending.detail}`);

/** The rule of the gate that was not followed: the one that should have been named, or was named without reason. */
const ruleOf = (found: string, expected: string): string =>
  (expected === "ACCEPTED" ? found : expected).split("_")[0] ?? "gate";

const startOf = (episode: number, regime: WorldState["regime"]): WorldState => ({
  cell: START_CELL,
  inventory: 0,
  itemType: null,
  served: 0,
  stamped: false,
  step: 0,
  episode,
  regime,
});
