import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import {
  apply,
  cellOf,
  type Command,
  CONTEXTS,
  decide,
  type Decision,
  type Dimension,
  DIMENSIONS,
  emptyState,
  type Entry,
  type KernelState,
  power,
  type PowerLevel,
  type ProbeContext,
  type Refusal,
  type StampedCommand,
} from "@plimsoll/kernel";
import { quarterNumber, quarterNumbered, quarterOf, quarterStartMs } from "../../src/wallet/quarter.ts";
import { KEYS, START_MS, weights } from "../test-site.ts";
import type { CellOutcome, Examine, Happening, Probe } from "./story.ts";

/** What is put to the test: a canary puts something weaker in its place. */
export interface Kernel {
  readonly decide: typeof decide;
  readonly power: typeof power;
}

export const realKernel: Kernel = { decide, power };

/** The keys of the second lab and of its meter. */
export const BETA = { lab: "1ab1ab1ab1ab1ab2", meter: "3e7e33e7e33e7e34" } as const;

const WITHOUT_METERS: readonly string[] = [...Object.values(KEYS).filter((key) => key !== KEYS.meter), BETA.lab];

/** Everybody signs, and of the meters the one that the command is about. */
const signersOf = (body: Command): readonly string[] => [
  ...WITHOUT_METERS,
  body.type === "meter.report" && body.lab === "beta" ? BETA.meter : KEYS.meter,
];

/** As many signatures as a stamp may carry. */
const SIGNERS_MAX = 16;

/** The key that took the place of another, however often; null where it was revoked and none did. */
function currentKey({ revokedKeys }: KernelState, key: string): string | null {
  let current: string | null = key;
  while (current !== null && revokedKeys.has(current)) current = revokedKeys.get(current)?.successor ?? null;
  return current;
}

const TRANSCRIPT = weights("transcript");
const NOTHING = weights("nothing");
const CLEAN = { uncontrolled: 0, void: 0, missing: 0, different: 0 };
/** Of 1 000 pairs, those that the discriminator won. */
const WINS = { hidden: 500, research: 650, detectable: 900 } as const;

export const CLEAN_PROBE: Omit<Probe, "subject"> = {
  kind: "probe",
  digest: null,
  pairing: "stochastic",
  cells: [],
  shadow: "hidden",
  cost: 0,
  closes: true,
};

/** One command as it was given, and what the kernel made of it. */
export interface Step {
  readonly before: KernelState;
  readonly stamped: StampedCommand;
  readonly decision: Decision;
}

/** A site in a story. Cheap to branch: states are values. */
export class StorySite {
  state: KernelState;
  at: number;
  readonly kernel: Kernel;
  readonly entries: Entry[];
  /** Called after every command, with what it led to. */
  onStep: (step: Step) => void = () => {};
  #told: number;

  constructor(kernel: Kernel = realKernel, entries: readonly Entry[] = [], at = START_MS, told = 0) {
    this.kernel = kernel;
    this.entries = [...entries];
    this.state = entries.reduce(apply, emptyState());
    this.at = at;
    this.#told = told;
  }

  /** The same site once more, to go another way from here. */
  branch(): StorySite {
    const other = new StorySite(this.kernel, [], this.at, this.#told);
    other.state = this.state;
    other.entries.push(...this.entries);
    return other;
  }

  /** Everybody who may still sign, each with the key that he has now. */
  signersOf(body: Command): readonly string[] {
    const now = signersOf(body).flatMap((key) => currentKey(this.state, key) ?? []);
    const operators = this.state.keys.sorted().flatMap(([key, role]) => (role === "operator" ? [key] : []));
    return [...new Set([...now, ...operators])].slice(0, SIGNERS_MAX);
  }

  do(body: Command, signers: readonly string[] = this.signersOf(body)): Refusal | null {
    this.#told += 1;
    const digest = digestOf(utf8(JSON.stringify(body)));
    const stamped = { id: `c-${this.#told}`, digest, at: this.at, signers: signers.map((keyId) => ({ keyId })), body };
    const before = this.state;
    const decision = this.kernel.decide(before, stamped);
    if (decision.kind === "decided") {
      this.state = decision.next;
      this.entries.push(...decision.entries);
    }
    this.onStep({ before, stamped, decision });
    return decision.kind === "refused" ? decision.refusal : null;
  }

  power(subject: string): PowerLevel {
    return this.kernel.power(this.state, subject, this.at);
  }

  /** Every run and deployment of the site. */
  subjects(): readonly string[] {
    return [...this.state.runs.sorted(), ...this.state.deployments.sorted()].map(([name]) => name);
  }

  tell(happening: Happening): void {
    switch (happening.kind) {
      case "command":
        this.do(
          happening.body,
          this.signersOf(happening.body).filter((key) => !happening.without.includes(key)),
        );
        return;
      case "probe":
        this.probe(`set-${this.#told}`, happening);
        return;
      case "examine":
        this.examine(`exam-${this.#told}`, happening);
        return;
      case "wait":
        this.at += happening.ms;
        return;
      case "turn":
        this.at = quarterStartMs(quarterNumbered(quarterNumber(quarterOf(this.at)) + 1)) + 1;
        return;
      case "tick":
        this.tick();
        return;
      case "meter":
        this.do({
          type: "meter.report",
          lab: happening.lab,
          measuredAt: this.at,
          energyMj: `${happening.energyMj}`,
          apiCalls: happening.apiCalls,
          trainingFlop: `${happening.flop}`,
          partsMj: [],
        });
        return;
      case "policy":
        if (this.state.site !== null)
          this.do({ type: "policy.change", policy: { ...this.state.site.policy, ...happening.change } });
        return;
      case "release":
        this.release(happening.lineage, happening.digest);
    }
  }

  tick(): Refusal | null {
    return this.do({ type: "tick", holders: this.state.leases.sorted().map(([lease]) => lease) });
  }

  probe(set: string, probe: Probe): void {
    const { subject, pairing, closes } = probe;
    const digest = probe.digest === null ? this.#newest(subject) : weights(probe.digest);
    const probeSet = weights(`probes of ${set}`);
    const refused =
      this.do({ type: "windows.register", set, subject, digest, probeSet, categories: 2, pairing }) ??
      this.do({ type: "windows.draw", set, pulse: weights("pulse") });
    if (refused !== null) return;
    this.#recordCells(set, probe);
    if (probe.shadow !== "untested") this.#recordShadow(set, WINS[probe.shadow]);
    if (probe.cost !== null) this.#recordCosts(set, probe.cost);
    if (closes) this.do({ type: "windows.close", set });
  }

  #recordCells(set: string, { cells, pairing }: Probe): void {
    const trials = this.state.windowSets.get(set)?.trials ?? 0;
    for (const dimension of DIMENSIONS) {
      for (const context of CONTEXTS) this.#recordCell(set, trials, dimension, context, cells);
      const different = cells.find(({ cell }) => cell === cellOf(dimension, "SHADOW"))?.different ?? 0;
      if (pairing === "deterministic")
        this.do({ type: "pairs.record", set, dimension, pairs: trials, discordant: different, transcript: TRANSCRIPT });
    }
  }

  #recordCell(
    set: string,
    trials: number,
    dimension: Dimension,
    context: ProbeContext,
    cells: readonly CellOutcome[],
  ): void {
    const outcome = cells.find(({ cell }) => cell === cellOf(dimension, context)) ?? CLEAN;
    const counted = Math.max(0, trials - outcome.missing - outcome.void);
    const uncontrolled = Math.min(outcome.uncontrolled, counted);
    const different = Math.min(outcome.different, counted);
    this.do({
      type: "trials.record",
      set,
      dimension,
      context,
      controlled: counted - uncontrolled,
      uncontrolled,
      void: outcome.void,
      actions: [counted - different, different],
      transcript: TRANSCRIPT,
    });
  }

  #recordShadow(set: string, wins: number): void {
    this.do({
      type: "detectability.record",
      set,
      discriminator: weights("discriminator"),
      probes: { pairs: 1000, wins, ties: 0 },
      planted: { pairs: 1000, wins: 950, ties: 0 },
      transcript: TRANSCRIPT,
    });
  }

  #recordCosts(set: string, cost: number): void {
    const tasks = Array.from({ length: 8 }, (_, task) => ({ task: `task-${task}`, cost: cost * 10 + task }));
    this.do({ type: "costs.record", set, costs: tasks, transcript: TRANSCRIPT });
  }

  examine(examination: string, { subject, digest: named, pulse, failing, heldOutOnly, closes }: Examine): void {
    const digest = named === null ? this.#newest(subject) : weights(named);
    const sets = { probeSet: weights(`public of ${examination}`), heldOutSet: weights(`held-out of ${examination}`) };
    const refused =
      this.do({ type: "families.register", examination, subject, digest, ...sets }) ??
      this.do({ type: "families.draw", examination, pulse: weights(pulse) });
    if (refused !== null) return;
    const { asked = [], trials = 0 } = this.state.examinations.get(examination) ?? {};
    for (const family of asked) {
      for (const context of CONTEXTS) {
        for (const part of ["public", "held-out"] as const) {
          const uncontrolled = family === failing && (part === "held-out" || !heldOutOnly) ? 60 : 0;
          const counts = { controlled: trials - uncontrolled, uncontrolled, void: 0 };
          this.do({ type: "family.record", examination, family, context, part, ...counts, transcript: TRANSCRIPT });
        }
      }
    }
    if (closes) this.do({ type: "families.close", examination });
  }

  release(lineage: string, named: string | null): void {
    const subject = { kind: "release", lineage } as const;
    const digest = named === null ? this.#newest(subject) : weights(named);
    for (const round of [1, 2]) {
      this.probe(`set-${this.#told}-${round}`, { ...CLEAN_PROBE, subject, digest: named });
    }
    for (const set of this.#leftOpen(lineage)) this.do({ type: "windows.close", set });
    this.do({ type: "lineage.release", lineage, digest });
  }

  #leftOpen(lineage: string): readonly string[] {
    const runs = this.state.lineages.get(lineage)?.runs ?? [];
    return runs.flatMap((run) => this.state.runs.get(run)?.openSet ?? []);
  }

  #newest(subject: Probe["subject"]): Digest {
    if (subject.kind === "deployment") return this.state.deployments.get(subject.deployment)?.graphDigest ?? NOTHING;
    if (subject.kind === "run") return this.state.runs.get(subject.run)?.head ?? NOTHING;
    return this.state.lineages.get(subject.lineage)?.frozen[0] ?? NOTHING;
  }
}
