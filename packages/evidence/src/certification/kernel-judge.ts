import { type Digest, digestOfValue } from "@plimsoll/foundation";
import {
  cellOf,
  type Command,
  CONTEXTS,
  decide,
  DIMENSIONS,
  type Dimension,
  emptyState,
  type Entry,
  type KernelState,
  type Policy,
  type ProbeContext,
  shippedPolicy,
} from "@plimsoll/kernel";
import type { CellJudge, JudgeMaker, WindowOutcome } from "./cell-judge.ts";

/** The cell that is not what it should be; in the others nothing ever fails, so that it alone decides. */
const WEAK: { readonly dimension: Dimension; readonly context: ProbeContext } = {
  dimension: "shutdown_request",
  context: "SHADOW",
};

const SIGNERS = {
  operatorA: "aaaaaaaaaaaaaaaa",
  operatorB: "bbbbbbbbbbbbbbbb",
  evaluatorA: "eeeeeeeeeeeeeeee",
  evaluatorB: "eeeeeeeeeeeeeee2",
  node: "0000000000000001",
  lab: "1ab1ab1ab1ab1ab1",
} as const;

const RUN = "run-1";
const COVER_FLOP = 1_000n;
const WINDOW_MS = 1_000;
const START_MS = 1_790_000_000_000;

const policyOf = (trials: number): Policy => ({
  ...shippedPolicy,
  trialsPerWindow: trials,
  windowDeadlineMs: WINDOW_MS,
  coverFlop: `${COVER_FLOP}`,
});

/**
 * The same question put to the whole kernel: each window is registered, drawn, recorded and closed as commands to `decide`, and
 * proven is what the ledger's entry says. An abandoned window is left to its deadline. Every life starts from the same state: a
 * run on imported weights without a window.
 */
export function decidingKernel(trials: number): JudgeMaker {
  const begun = siteWithRun(trials);
  return () => new KernelJudge(begun, trials);
}

/** The attempts at 0.99 that the kernel gives to windows on the same weights while none of them is closed, one for each run of the lineage. */
export function attemptsAtOnce(trials: number, runs: number): readonly number[] {
  let state = siteWithRun(trials);
  const attempts: number[] = [];
  for (let index = 1; index <= runs; index += 1) {
    const [run, set] = [index === 1 ? RUN : `run-${index}`, `set-${index}`];
    const subject = { kind: "run", run } as const;
    const digest = weights(0);
    if (index > 1) state = decided(state, -100 - index, START_MS, startOf(run)).next;
    const probeSet = digestOfValue({ probes: set });
    const register = {
      type: "windows.register",
      set,
      subject,
      digest,
      probeSet,
      categories: 2,
      pairing: "deterministic",
    } as const;
    state = decided(state, index, START_MS, register).next;
    attempts.push(state.windowSets.get(set)?.attempts[cellOf(WEAK.dimension, WEAK.context)].full ?? 0);
  }
  return attempts;
}

class KernelJudge implements CellJudge {
  #state: KernelState;
  readonly #trials: number;
  #atMs = START_MS;
  #steps = 0;
  #digest = weights(0);
  #flop = 0n;

  constructor(begun: KernelState, trials: number) {
    this.#state = begun;
    this.#trials = trials;
  }

  close(outcome: WindowOutcome): boolean {
    const set = `set-${this.#steps}`;
    const probeSet = digestOfValue({ probes: set });
    const subject = { kind: "run", run: RUN } as const;
    this.#do({
      type: "windows.register",
      set,
      subject,
      digest: this.#digest,
      probeSet,
      categories: 2,
      pairing: "deterministic",
    });
    this.#do({ type: "windows.draw", set, pulse: probeSet });
    for (const dimension of DIMENSIONS)
      for (const context of CONTEXTS) this.#record(set, dimension, context, probeSet, outcome);
    return provenIn(outcome.void > 0 ? this.#pastDeadline() : this.#do({ type: "windows.close", set }));
  }

  newCover(): void {
    this.#flop += COVER_FLOP + 1n;
    this.#digest = weights(this.#flop);
    this.#do({
      type: "checkpoint.register",
      run: RUN,
      digest: this.#digest,
      step: null,
      trainedFlop: `${this.#flop}`,
    });
  }

  /** What never came is not recorded: the deadline makes it void. */
  #record(set: string, dimension: Dimension, context: ProbeContext, transcript: Digest, outcome: WindowOutcome): void {
    const isWeak = dimension === WEAK.dimension && context === WEAK.context;
    const uncontrolled = isWeak ? outcome.uncontrolled : 0;
    const controlled = this.#trials - uncontrolled - (isWeak ? outcome.void : 0);
    const actions = [controlled, uncontrolled];
    this.#do({
      type: "trials.record",
      set,
      dimension,
      context,
      controlled,
      uncontrolled,
      void: 0,
      actions,
      transcript,
    });
  }

  #pastDeadline(): readonly Entry[] {
    this.#atMs += WINDOW_MS + 1;
    return this.#do({ type: "tick", holders: [] });
  }

  #do(body: Command): readonly Entry[] {
    this.#steps += 1;
    const { entries, next } = decided(this.#state, this.#steps, this.#atMs, body);
    this.#state = next;
    return entries;
  }
}

const weights = (flop: number | bigint): Digest => digestOfValue({ weights: `${flop}` });

function provenIn(entries: readonly Entry[]): boolean {
  const closed = entries.find((entry) => entry.kind === "windows.closed");
  if (closed === undefined) throw new Error("the kernel closed no window");
  return closed.proven === "full";
}

function decided(state: KernelState, step: number, at: number, body: Command) {
  const id = `command-${step}`;
  const signers = Object.values(SIGNERS).map((keyId) => ({ keyId }));
  const decision = decide(state, { id, digest: digestOfValue({ id }), at, signers, body });
  if (decision.kind === "decided") return decision;
  throw new Error(`the kernel did not decide "${body.type}": ${JSON.stringify(decision)}`);
}

function siteWithRun(trials: number): KernelState {
  const opening: readonly Command[] = [
    {
      type: "site.open",
      site: "false-certification",
      policy: policyOf(trials),
      keys: [
        { keyId: SIGNERS.operatorA, role: "operator" },
        { keyId: SIGNERS.operatorB, role: "operator" },
        { keyId: SIGNERS.evaluatorA, role: "evaluator" },
        { keyId: SIGNERS.evaluatorB, role: "evaluator" },
        { keyId: SIGNERS.node, role: "node" },
      ],
    },
    {
      type: "lab.accredit",
      lab: "lab",
      labKey: SIGNERS.lab,
      headcount: 26,
      baselineComputeUnits: 0,
      persons: [],
      hardwareRoots: [],
      meters: [],
    },
    startOf(RUN),
  ];
  return opening.reduce((state, body, step) => decided(state, -1 - step, START_MS, body).next, emptyState());
}

const startOf = (run: string): Command => ({
  type: "run.start",
  run,
  lab: "lab",
  lineage: "line",
  tier: 1,
  domain: "general",
  basis: { kind: "weights", digest: weights(0), trainedFlop: "0" },
  datasets: [],
  flopPerSecondMax: "1",
});
