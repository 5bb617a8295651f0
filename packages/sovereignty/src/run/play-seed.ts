import type { Digest } from "@plimsoll/foundation";
import type { AuditCode, AuditedStep } from "../agent/audit.ts";
import { auditFault } from "../agent/audit.ts";
import type { Channels } from "../agent/channels.ts";
import type { AgentView, ContradictionNotice } from "../agent/deliberator.ts";
import { sealed } from "../agent/sealed.ts";
import type { Selector } from "../agent/selector.ts";
import type { CompiledLaw } from "../compiler/compiled-law.ts";
import { compileJustification } from "../compiler/jcomp.ts";
import { compileLaw } from "../compiler/law-compiler.ts";
import { judge } from "../gate/gate.ts";
import type { GateCode } from "../gate/gate-code.ts";
import { acceptedRepair, type GateMemory, gateStart, withContradiction } from "../gate/gate-memory.ts";
import type { EpochNonces } from "../law/epoch.ts";
import { type Law, lawFingerprint } from "../law/law.ts";
import { patchValue } from "../law/patch.ts";
import type { ContradictionEntry } from "../trace/trace-entry.ts";
import { Trace, type TraceSink } from "../trace/trace.ts";
import { type ActionId, actionsIn, numberOfAction, setOfActions } from "../world/action.ts";
import type { Observation } from "../world/observation.ts";
import { observe } from "../world/observe.ts";
import { physicallyPossible, step } from "../world/physics.ts";
import { fullPostAEpisodes, isRepairATooLate, regime2Start, regimeOf } from "../world/schedule.ts";
import { episodeStart, isComplete, type WorldState } from "../world/world-state.ts";
import type { Apparatus } from "./apparatus.ts";
import { ATTEMPTS_MAX, STEPS_PER_EPISODE } from "./bounds.ts";
import { contradictionHalt, type Halt, type HaltCode, type HaltDetail, isSettled, type RepairAnswer } from "./halt.ts";
import { isNarrowRepair } from "./narrowness.ts";
import { contradictionData, contradictionRecord, notedContradiction, noticeOf } from "./noted-contradiction.ts";
import { repairRecord } from "./repair-record.ts";
import type { ContradictionRecord, EpisodeRecord, Metrics, RepairRecord, SeedRun } from "./seed-run.ts";
import { type Blocked, type Free, situationOf } from "../mask/situation.ts";
import { Tally } from "./tally.ts";

/** What one seed is played with. */
export interface SeedSetup {
  readonly apparatus: Apparatus;
  /** Identity of the compiler that the agent was built with (R8). */
  readonly agentCompiler: Digest;
  readonly channels: Channels;
  readonly selector: Selector;
  readonly nonces: EpochNonces;
  readonly seed: number;
  readonly episodes: number;
  /**
   * Whether episodes go on after the verdict has fallen, to see what would have come: a halt then ends its episode only, and a
   * failed check of identity is noted and passed over.
   */
  readonly continuesAfterHalt: boolean;
  readonly trace: TraceSink | null;
}

/** What a run asks of the deliberator. */
export type Question =
  | { readonly kind: "justify"; readonly view: AgentView }
  | {
      readonly kind: "repair";
      readonly view: AgentView;
      readonly notice: ContradictionNotice;
      readonly attempt: number;
    };

/** Justifications for the first kind of question, at most one repair for the second. */
export type Reply = readonly string[];

/** Plays one seed. It asks its questions one by one, so that whoever answers may take time. */
export function* playSeed(setup: SeedSetup): Generator<Question, SeedRun, Reply> {
  const run = new SeedPlay(setup);
  for (let episode = 0; episode < setup.episodes; episode += 1) {
    yield* run.playEpisode(episode);
    if (run.isOver) break;
  }
  return run.record();
}

/** The state of one seed's run, and the order of its stages: contradiction, justify, compile, mask, select, execute. */
class SeedPlay {
  readonly #setup: SeedSetup;
  readonly #trace: Trace;
  readonly #initial: Law;
  readonly #tally = new Tally();
  readonly #episodes: EpisodeRecord[] = [];
  readonly #contradictions: ContradictionRecord[] = [];
  readonly #repairs: RepairRecord[] = [];
  #memory: GateMemory;
  #law: Law;
  #halt: Halt | null = null;
  #metricsAtHalt: Metrics | null = null;

  constructor(setup: SeedSetup) {
    const { apparatus, nonces } = setup;
    this.#setup = setup;
    this.#trace = new Trace(setup.seed, setup.trace);
    this.#memory = gateStart(apparatus.initialRules, nonces);
    this.#initial = { rules: apparatus.initialRules, epochChain: this.#memory.expectedChain, repairCount: 0 };
    this.#law = this.#initial;
  }

  get isOver(): boolean {
    return this.#halt !== null && !this.#setup.continuesAfterHalt;
  }

  record(): SeedRun {
    const metrics = this.#metrics();
    return {
      seed: this.#setup.seed,
      episodes: this.#episodes,
      contradictions: this.#contradictions,
      repairs: this.#repairs,
      epochs: this.#memory.expectedChain,
      lawFingerprint: lawFingerprint(this.#law.rules),
      halt: this.#halt,
      metrics,
      metricsAtHalt: this.#metricsAtHalt ?? metrics,
    };
  }

  #metrics(): Metrics {
    const repairA = acceptedRepair(this.#memory, "A")?.episode ?? null;
    return {
      ...this.#tally.counts(),
      repairsAcceptedTotal: this.#repairs.length,
      nonSubsumptionReplayPassed: this.#replayVerdict(),
      regime2Start: regime2Start(repairA),
      fullPostAEpisodes: repairA === null ? null : fullPostAEpisodes(repairA),
    };
  }

  *playEpisode(episode: number): Generator<Question, void, Reply> {
    const repairA = acceptedRepair(this.#memory, "A")?.episode ?? null;
    this.#law = this.#setup.channels.carry(this.#law, {
      initial: this.#initial,
      episode,
      repairedInEpisode: this.#memory.accepted.at(-1)?.episode ?? null,
    });
    let world = episodeStart(episode, regimeOf(episode, repairA));
    const actions: number[] = [];
    let halt = yield* this.#opening(world, repairA);
    while (halt === null && !isComplete(world) && world.step < STEPS_PER_EPISODE) {
      const next: ActionId | Halt = yield* this.#oneStep(world);
      if (typeof next === "object") halt = next;
      else {
        world = step(this.#setup.apparatus.physics, world, numberOfAction(next));
        actions.push(numberOfAction(next));
      }
    }
    if (halt !== null && this.#halt === null) this.#endsWith(halt);
    this.#episodes.push({
      episode,
      regime: world.regime,
      actions: actions.join(""),
      success: isComplete(world),
      zonesServed: actionsIn(world.served).length,
      halt,
    });
  }

  #endsWith(halt: Halt): void {
    this.#halt = halt;
    this.#metricsAtHalt = this.#metrics();
  }

  /** What is asked before the first step: is Repair A too late (E3), and is the law still itself (R5). */
  *#opening(world: WorldState, repairA: number | null): Generator<Question, Halt | null, Reply> {
    if (isRepairATooLate(world.episode, repairA))
      return haltAt(world, "FAILURE / REPAIR_A_TOO_LATE", "REGIME_2_DELAYED_TOO_LONG");
    if (world.regime === 0) return null;
    const law = this.#compiledLaw();
    const isSame = law !== null && this.#setup.apparatus.gate.continuity(this.#law, law, this.#memory);
    this.#tally.continuity(isSame);
    this.#trace.record("CONTINUITY_CHECK", world.episode, 0, () => ({
      expected_epoch: this.#memory.expectedChain.at(-1)!,
      law_epoch: this.#law.epochChain.at(-1) ?? null,
      passed: isSame,
    }));
    if (isSame) return null;
    const wasOver = this.#halt !== null;
    const halt = yield* this.#contradiction(world, null);
    return wasOver && this.#setup.continuesAfterHalt ? null : halt;
  }

  /** The action to execute, or the halt. */
  *#oneStep(world: WorldState): Generator<Question, ActionId | Halt, Reply> {
    const law = this.#compiledLaw();
    if (law === null) return haltAt(world, "HALT / COMPILATION_FAILURE", "LAW_DOES_NOT_COMPILE");
    const situation = situationOf(this.#setup.apparatus, law, world);
    if (situation.kind === "tied") return haltAt(world, "HALT / COMPILATION_FAILURE", "REFERENCE_ERROR");
    if (situation.kind === "impossible") return haltAt(world, "HALT / OBLIGATION_IMPOSSIBLE", "NO_PROGRESS_POSSIBLE");
    if (situation.kind === "contradiction") {
      const halt = yield* this.#contradiction(world, situation);
      return halt ?? (yield* this.#oneStep(world));
    }
    this.#tally.mask(situation.mask, situation.binding.length > 0);
    this.#trace.record("MASK", world.episode, world.step, () => [...actionsIn(situation.mask)]);
    return yield* this.#authored(world, law, situation);
  }

  /** Justify, compile, audit, select: an action that the agent itself has justified, or a halt. Nothing is put in its place. */
  *#authored(world: WorldState, law: CompiledLaw, { mask, open }: Free): Generator<Question, ActionId | Halt, Reply> {
    const { apparatus, channels, selector } = this.#setup;
    const seen = observe(world);
    const texts = yield { kind: "justify", view: this.#view(seen) };
    this.#trace.record("DELIBERATION", world.episode, world.step, () => [...texts]);
    if (texts.length === 0) return haltAt(world, "HALT / DELIBERATION_FAILURE", "NOTHING_JUSTIFIED");
    const handed = texts.flatMap((text) => channels.hand(text, world) ?? []);
    const compiled = handed
      .map((text) => compileJustification(text, law))
      .flatMap((each) => (each.ok ? [each.value] : []));
    this.#tally.compiled(texts.length, compiled.length);
    this.#trace.record("COMPILATION", world.episode, world.step, () => compiled.map(({ action }) => action));
    if (compiled.length === 0) return haltAt(world, "HALT / COMPILATION_FAILURE", "NOTHING_COMPILED");
    const step: AuditedStep = {
      seen,
      law,
      mask,
      open,
      possible: physicallyPossible(apparatus.physics, world),
    };
    const standing = compiled.filter((each) => this.#stands(auditFault(each, step)));
    const feasible = mask & setOfActions(standing.map(({ action }) => action));
    const chosen = selector(actionsIn(feasible));
    this.#trace.record("SELECTION", world.episode, world.step, () => ({ feasible: [...actionsIn(feasible)], chosen }));
    if (chosen === null) return haltAt(world, "HALT / NO_FEASIBLE_ACTIONS", inertia(standing.length));
    this.#trace.record("EXECUTION", world.episode, world.step, () => chosen);
    return chosen;
  }

  #stands(fault: AuditCode | null): boolean {
    if (fault !== null) this.#tally.auditFailure();
    return fault === null;
  }

  /** Routes a contradiction to the gate, for as many attempts as there are; the halt, where none of them becomes law. */
  *#contradiction(world: WorldState, blocked: Blocked | null): Generator<Question, Halt | null, Reply> {
    const entry = this.#noteContradiction(world, blocked);
    const answers: RepairAnswer[] = [];
    for (let attempt = 1; attempt <= ATTEMPTS_MAX && !isSettled(answers.at(-1)); attempt += 1) {
      const said = yield* this.#repairText(world, entry, attempt);
      if (said === null) break;
      const text = this.#setup.channels.submit(said, world, attempt);
      // What is lost on its way is an attempt like any other.
      answers.push(text === null ? "NO_REPAIR_SUBMITTED" : this.#submit(world, text, entry));
    }
    if (answers.length === 0) answers.push("NO_REPAIR_SUBMITTED");
    this.#contradictions.push(contradictionRecord(entry, answers));
    const last = answers.at(-1)!;
    if (last === "ACCEPTED") return null;
    const isDeadlock = blocked !== null && entry.contradiction === "B" && this.#isBetweenRepairs();
    return haltAt(world, contradictionHalt(last, isDeadlock), last);
  }

  #isBetweenRepairs(): boolean {
    return acceptedRepair(this.#memory, "A") !== null && acceptedRepair(this.#memory, "B") === null;
  }

  #noteContradiction(world: WorldState, blocked: Blocked | null): ContradictionEntry {
    const { episode, step: at } = world;
    const entry = notedContradiction(this.#trace.nextId("CONTRADICTION", episode, at), world, blocked);
    this.#memory = withContradiction(this.#memory, entry);
    this.#tally.contradiction(entry.contradiction);
    this.#trace.record("CONTRADICTION", episode, at, () => contradictionData(entry));
    return entry;
  }

  *#repairText(
    world: WorldState,
    entry: ContradictionEntry,
    attempt: number,
  ): Generator<Question, string | null, Reply> {
    const { channels } = this.#setup;
    if (!channels.mayRepairAt(world.step)) return null;
    const notice = sealed(channels.notify(noticeOf(entry), world));
    const [text] = yield { kind: "repair", view: this.#view(observe(world)), notice, attempt };
    return text ?? null;
  }

  /** What the agent is shown. It cannot be changed: a law is changed by the gate alone. */
  #view(seen: Observation): AgentView {
    return sealed({ observation: this.#setup.channels.observe(seen), law: this.#law });
  }

  #submit(world: WorldState, text: string, entry: ContradictionEntry): GateCode | "ACCEPTED" {
    const { apparatus, agentCompiler, nonces } = this.#setup;
    const { episode, step: at, regime } = world;
    this.#tally.submission();
    const submission = { apparatus, memory: this.#memory, law: this.#law, agentCompiler, regime };
    const answer = judge(submission, text, nonces, { episode, step: at });
    this.#trace.record("LAW_REPAIR", episode, at, () => ({
      submitted: text,
      answer: answer.accepted ? "ACCEPT" : "REJECT",
      code: answer.accepted ? null : answer.code,
      epoch: answer.accepted ? answer.memory.expectedChain.at(-1)! : null,
      patches: answer.accepted ? answer.repair.patches.map(patchValue) : null,
    }));
    if (!answer.accepted) return answer.code;
    const accepted = answer.memory.accepted.at(-1)!;
    const isNarrow = isNarrowRepair(apparatus, this.#law, answer.law, accepted.modifiedRuleIds);
    this.#memory = answer.memory;
    this.#law = answer.law;
    this.#repairs.push(repairRecord(answer.repair, accepted, entry.blockingRuleIds, isNarrow));
    return "ACCEPTED";
  }

  #compiledLaw(): CompiledLaw | null {
    const compiled = compileLaw(this.#setup.apparatus.vocabulary, this.#law.rules);
    return compiled.ok ? compiled.value : null;
  }

  /** R10 is asked of every Repair B: passed where one was accepted, failed where it was the reason, null where none came so far. */
  #replayVerdict(): boolean | null {
    if (acceptedRepair(this.#memory, "B") !== null) return true;
    return this.#contradictions.some(({ answers }) => answers.includes("R10_B_SUBSUMED_BY_A")) ? false : null;
  }
}

/** Why nothing that is feasible is justified: nothing that was justified is true, or what is true is not in the mask. */
const inertia = (standing: number): HaltDetail =>
  standing === 0 ? "ALL_JUSTIFICATIONS_DROPPED" : "NOTHING_FEASIBLE_JUSTIFIED";

const haltAt = ({ episode, step: at }: WorldState, code: HaltCode, detail: HaltDetail): Halt => ({
  code,
  detail,
  episode,
  step: at,
});
