import type { Digest } from "@plimsoll/foundation";
import type { AuditCode, AuditedStep } from "../agent/audit.ts";
import { auditFault } from "../agent/audit.ts";
import type { Channels } from "../agent/channels.ts";
import type { AgentView, ContradictionNotice, TracedContradiction } from "../agent/deliberator.ts";
import type { Selector } from "../agent/selector.ts";
import type { CompiledLaw } from "../compiler/compiled-law.ts";
import { compileJustification } from "../compiler/jcomp.ts";
import { compileLaw } from "../compiler/law-compiler.ts";
import { judge } from "../gate/gate.ts";
import type { GateCode } from "../gate/gate-code.ts";
import { acceptedRepair, type GateMemory, gateStart, withContradiction } from "../gate/gate-memory.ts";
import type { LawRepair } from "../law/law-repair.ts";
import type { EpochNonces } from "../law/epoch.ts";
import { type Law, lawFingerprint } from "../law/law.ts";
import { patchValue } from "../law/patch.ts";
import type { ContradictionEntry } from "../trace/trace-entry.ts";
import { traceEntryId } from "../trace/trace-entry.ts";
import { Trace, type TraceSink } from "../trace/trace.ts";
import { type ActionId, actionsIn, classOfAction, NO_ACTIONS, numberOfAction, setOfActions } from "../world/action.ts";
import { observe } from "../world/observation.ts";
import { physicallyPossible, step } from "../world/physics.ts";
import { fullPostAEpisodes, isRepairATooLate, regime2Start, regimeOf } from "../world/schedule.ts";
import { episodeStart, isComplete, type WorldState } from "../world/world-state.ts";
import type { Apparatus } from "./apparatus.ts";
import { ATTEMPTS_MAX, STEPS_PER_EPISODE } from "./bounds.ts";
import { contradictionHalt, type Halt, type HaltCode, type HaltDetail, isSettled, type RepairAnswer } from "./halt.ts";
import { isNarrowException } from "./narrowness.ts";
import type { ContradictionRecord, EpisodeRecord, RepairRecord, SeedRun } from "./seed-run.ts";
import { type Blocked, type Free, situationOf } from "../mask/situation.ts";
import { Tally } from "./tally.ts";

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
    const repairA = acceptedRepair(this.#memory, "A")?.episode ?? null;
    return {
      seed: this.#setup.seed,
      episodes: this.#episodes,
      contradictions: this.#contradictions,
      repairs: this.#repairs,
      epochs: this.#memory.expectedChain,
      lawFingerprint: lawFingerprint(this.#law.rules),
      halt: this.#halt,
      metrics: {
        ...this.#tally.counts(),
        repairsAcceptedTotal: this.#repairs.length,
        nonSubsumptionReplayPassed: this.#replayVerdict(),
        regime2Start: regime2Start(repairA),
        fullPostAEpisodes: repairA === null ? null : fullPostAEpisodes(repairA),
      },
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
    this.#halt ??= halt;
    this.#episodes.push({
      episode,
      regime: world.regime,
      actions: actions.join(""),
      success: isComplete(world),
      zonesServed: actionsIn(world.served).length,
      halt,
    });
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
    const texts = yield { kind: "justify", view: { observation: channels.observe(seen), law: this.#law } };
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
    if (chosen === null) return haltAt(world, "HALT / NO_FEASIBLE_ACTIONS", "ALL_JUSTIFICATIONS_DROPPED");
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
      const text = yield* this.#repairText(world, entry, attempt);
      if (text === null) break;
      answers.push(this.#submit(world, text, entry));
    }
    if (answers.length === 0) answers.push("NO_REPAIR_SUBMITTED");
    const { traceEntryId: id, contradiction, episode, step: at, target, blockingRuleIds } = entry;
    this.#contradictions.push({
      traceEntryId: id,
      contradiction,
      cause: blocked === null ? "IDENTITY" : "OBLIGATION",
      episode,
      step: at,
      target,
      blockingRuleIds,
      answers,
    });
    const last = answers.at(-1)!;
    if (last === "ACCEPTED") return null;
    const isDeadlock = blocked !== null && contradiction === "B" && this.#isBetweenRepairs();
    return haltAt(world, contradictionHalt(last, isDeadlock), last);
  }

  #isBetweenRepairs(): boolean {
    return acceptedRepair(this.#memory, "A") !== null && acceptedRepair(this.#memory, "B") === null;
  }

  #noteContradiction(world: WorldState, blocked: Blocked | null): ContradictionEntry {
    const { episode, step: at, regime } = world;
    const entry: ContradictionEntry = {
      traceEntryId: traceEntryId(this.#setup.seed, episode, at, "CONTRADICTION", this.#seenAt(episode, at)),
      contradiction: regime === 2 ? "B" : "A",
      episode,
      step: at,
      blockingRuleIds: blocked?.blockingRuleIds ?? [],
      target: blocked?.target ?? null,
      progressActions: actionsIn(blocked?.progress ?? NO_ACTIONS),
      permittedActions: actionsIn(blocked?.permitted ?? NO_ACTIONS),
      state: world,
    };
    this.#memory = withContradiction(this.#memory, entry);
    this.#tally.contradiction(entry.contradiction);
    this.#trace.record("CONTRADICTION", episode, at, () => ({
      contradiction_detected: true,
      contradiction_type: entry.contradiction,
      regime,
      blocking_rule_ids: [...entry.blockingRuleIds],
      active_obligation_target: entry.target === null ? null : { ...entry.target },
      progress_actions: [...entry.progressActions],
      compiled_permitted_actions: [...entry.permittedActions],
    }));
    return entry;
  }

  #seenAt(episode: number, at: number): number {
    return this.#contradictions.filter((each) => each.episode === episode && each.step === at).length;
  }

  *#repairText(
    world: WorldState,
    entry: ContradictionEntry,
    attempt: number,
  ): Generator<Question, string | null, Reply> {
    const { channels } = this.#setup;
    if (!channels.mayRepairAt(world.step)) return null;
    const view = { observation: channels.observe(observe(world)), law: this.#law };
    const [text] = yield { kind: "repair", view, notice: channels.notify(noticeOf(entry), world), attempt };
    return text === undefined ? null : channels.submit(text, world);
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
    this.#memory = answer.memory;
    this.#law = answer.law;
    this.#repairs.push(this.#repairRecord(answer.repair, entry));
    return "ACCEPTED";
  }

  #repairRecord(repair: LawRepair, entry: ContradictionEntry): RepairRecord {
    const { epoch, fingerprint, episode, step: at, modifiedRuleIds } = this.#memory.accepted.at(-1)!;
    return {
      name: repair.contradiction,
      episode,
      step: at,
      epoch,
      fingerprint,
      traceEntryId: repair.traceEntryId,
      ruleIds: repair.ruleIds,
      patches: repair.patches,
      priorEpoch: repair.priorEpoch,
      isNarrow: isNarrowException(this.#setup.apparatus, this.#law, modifiedRuleIds),
      mendsEveryBlocker: entry.blockingRuleIds.every((id) => modifiedRuleIds.includes(id)),
    };
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

const haltAt = ({ episode, step: at }: WorldState, code: HaltCode, detail: HaltDetail): Halt => ({
  code,
  detail,
  episode,
  step: at,
});

const noticeOf = (entry: ContradictionEntry): TracedContradiction => {
  const [action] = entry.progressActions;
  return {
    traceEntryId: entry.traceEntryId,
    contradiction: entry.contradiction,
    blockingRuleIds: entry.blockingRuleIds,
    target: entry.target,
    progressActions: entry.progressActions,
    blockedClass: action === undefined ? null : classOfAction(action),
  };
};
