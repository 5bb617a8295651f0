import { reachableLaws, type ReachableLaw } from "./grid/laws.ts";
import { checkContradictions, checkOrthogonality } from "./grid/orthogonality.ts";
import { checkLaw, checkRanks } from "./grid/product-space.ts";
import { checkSchedule } from "./grid/schedule.ts";
import type { Breadth } from "./letters/repair-letters.ts";
import { type Stage, STAGES, type SweepCount, sweepStage } from "./run/gate-sweep.ts";
import { RunGraph } from "./run/run-graph.ts";
import { type Specimen, THE_EXPERIMENT } from "./specimen.ts";
import { Findings, type Violation } from "./violation.ts";

/** How much is tried: the families of repairs in the product space, and at the gate by what decides there. */
export interface CheckScope {
  readonly laws: Breadth;
  readonly content: Breadth;
  readonly provenance: Breadth;
  readonly little: Breadth;
  readonly stages: readonly Stage[];
  /** Ways through the run graphs that are played at most; null for all there are. */
  readonly waysMax: number | null;
}

/** Everything that the model check can go through. */
export const WHOLE_SCOPE: CheckScope = {
  laws: "wide",
  content: "wide",
  provenance: "narrow",
  little: "thin",
  stages: STAGES,
  waysMax: null,
};

/** What a test has time for. */
export const SMALL_SCOPE: CheckScope = {
  laws: "narrow",
  content: "thin",
  provenance: "thin",
  little: "thin",
  stages: STAGES,
  waysMax: 150,
};

/** What was tried, and what was found. */
export interface CheckReport {
  /** Regime × gate × obligations × grid, under every law that can be reached: states of the product space. */
  readonly productStates: number;
  /** Different situations of whole runs, whose verdict is final and of such as go on after it. */
  readonly runStates: number;
  readonly states: number;
  readonly laws: number;
  readonly contradictions: number;
  readonly ranks: number;
  readonly scheduleCases: number;
  readonly orthogonalityComparisons: number;
  readonly submissions: number;
  readonly repairsAccepted: number;
  /** How often each answer of the gate was expected, and given. */
  readonly answers: Readonly<Record<string, number>>;
  /** Every way in which an episode ended before its time. */
  readonly endings: readonly string[];
  readonly runs: number;
  readonly transitions: number;
  /** Whether nothing was left out for want of time. */
  readonly isWhole: boolean;
  readonly violationCount: number;
  readonly violations: readonly Violation[];
}

/** The exhaustive check of the experiment against the rules of its seed, a piece of work at a time. */
export class ModelCheck {
  readonly #specimen: Specimen;
  readonly #scope: CheckScope;
  readonly #findings = new Findings();
  readonly #sweep: SweepCount = { submissions: 0, accepted: 0, transitions: 0, codes: new Map() };
  readonly #graphs: readonly RunGraph[];
  readonly #work: Iterator<void>;
  #laws = 0;
  #productStates = 0;
  #contradictions = 0;
  #ranks = 0;
  #scheduleCases = 0;
  #comparisons = 0;
  #isWhole = true;

  constructor(specimen: Specimen = THE_EXPERIMENT, scope: CheckScope = WHOLE_SCOPE) {
    this.#specimen = specimen;
    this.#scope = scope;
    this.#graphs = [false, true].map((continues) => new RunGraph(specimen, continues, this.#findings));
    this.#work = this.#pieces();
  }

  get states(): number {
    return this.#productStates + this.#runStates;
  }

  get #runStates(): number {
    return this.#graphs.reduce((sum, { states }) => sum + states, 0);
  }

  /** Does one more piece; false when all is done. */
  step(): boolean {
    return this.#work.next().done !== true;
  }

  report(): CheckReport {
    const { submissions, accepted, transitions, codes } = this.#sweep;
    const graphs = this.#graphs;
    return {
      productStates: this.#productStates,
      runStates: this.#runStates,
      states: this.states,
      laws: this.#laws,
      contradictions: this.#contradictions,
      ranks: this.#ranks,
      scheduleCases: this.#scheduleCases,
      orthogonalityComparisons: this.#comparisons,
      submissions,
      repairsAccepted: accepted,
      answers: Object.fromEntries([...codes].sort(([left], [right]) => (left < right ? -1 : 1))),
      endings: this.#findings.endings,
      runs: graphs.reduce((sum, { walks }) => sum + walks, 0),
      transitions: graphs.reduce((sum, graph) => sum + graph.transitions, transitions),
      isWhole: this.#isWhole,
      violationCount: this.#findings.count,
      violations: this.#findings.kept,
    };
  }

  *#pieces(): Generator<void> {
    this.#scheduleCases = checkSchedule(this.#specimen, this.#findings);
    this.#ranks = checkRanks(this.#specimen, this.#findings);
    yield* this.#product();
    for (const stage of this.#scope.stages) {
      yield* sweepStage(this.#specimen, stage, this.#scope[stage.decidedBy], this.#sweep, this.#findings);
    }
    for (const graph of this.#graphs) yield* this.#explored(graph);
  }

  *#product(): Generator<void> {
    const { initialRules } = this.#specimen.apparatus;
    const laws = reachableLaws(initialRules, this.#scope.laws);
    this.#laws = laws.length;
    this.#comparisons = checkOrthogonality(this.#specimen, laws, this.#findings);
    for (const law of laws) {
      this.#checkedLaw(law);
      yield;
    }
  }

  #checkedLaw(law: ReachableLaw): void {
    const { states, contradictions } = checkLaw(this.#specimen, law, this.#findings);
    this.#productStates += states;
    this.#contradictions += contradictions;
    this.#comparisons += checkContradictions(this.#specimen, law, this.#findings);
  }

  *#explored(graph: RunGraph): Generator<void> {
    const waysMax = this.#scope.waysMax ?? Number.POSITIVE_INFINITY;
    while (graph.walks < waysMax) {
      if (!graph.step()) return;
      yield;
    }
    this.#isWhole = false;
  }
}

/** The whole check at once. */
export function checkModel(specimen: Specimen = THE_EXPERIMENT, scope: CheckScope = WHOLE_SCOPE): CheckReport {
  const check = new ModelCheck(specimen, scope);
  while (check.step());
  return check.report();
}
