import type { Key } from "@plimsoll/simulation";
import { partKey } from "@plimsoll/simulation";
import { bandProvenBy } from "@plimsoll/kernel";
import { eroded, type ErosionRates, steadyErosion } from "../control/erosion.ts";
import { type Weights, weightsDigest } from "../control/weights.ts";
import { HOUR_MS, type JobSize, type People } from "../rehearsal-plan.ts";
import { LAB } from "../site/rehearsed-site.ts";
import type { ComputeAudit } from "./compute-audit.ts";
import type { ControlPlane, Governed } from "./control-plane.ts";
import type { Evaluator } from "./evaluator.ts";
import { type ComputeSegment, NodeJob } from "./node-job.ts";

/**
 * Where a cluster's governance stands. `proving`: window sets before power; `running`; `called`: somebody was called to roll back; `held`:
 * killed, waiting for its release; `given-up`: nobody finds weights that can be released, or CU for another run.
 */
export type Phase = "proving" | "running" | "called" | "held" | "given-up";

export interface GovernedClusterParts {
  readonly node: number;
  readonly plane: ControlPlane;
  readonly evaluator: Evaluator;
  readonly audit: ComputeAudit;
  readonly job: JobSize;
  readonly people: People;
  readonly leaseTtlMs: number;
  readonly isDeaf: boolean;
  readonly key: Key;
  /** How control wears off now, before anybody has mended it. */
  readonly ratesNow: () => ErosionRates;
  readonly soundRates: ErosionRates;
  /** Erosion that an attack adds to the next weights, once; 0 for none. */
  readonly takeAttack: () => number;
}

/** Window sets for one release, before it is given up. */
const RELEASE_SETS_MAX = 8;

/** Window sets in a row for a first trend of correction costs. */
const UNPROVEN_SETS_MAX = 12;

/** Purposes of a cluster's key. */
const EROSION = 1;
const TRIALS = 2;

/**
 * One cluster's job as the governor runs it, with the people around it: registered, measured and judged at every checkpoint; measured again
 * where that carries no power; rolled back by somebody who is called; after a kill released onto its last good weights.
 */
export class GovernedCluster implements Governed {
  readonly node: number;
  readonly lineage: string;
  job: NodeJob | null = null;
  phase: Phase = "proving";
  leases = 0;
  rollbacks = 0;
  releases = 0;
  readonly #parts: GovernedClusterParts;
  #runs = 0;
  #sets = 0;
  #weightsMade = 0;
  #draw = 0;
  #weights: Weights;
  #lastGood: Weights;
  #isMended = false;
  #isMeasuring = false;
  #lease = "";
  /** Full-power milliseconds since the last checkpoint, and since the last step of the cluster. */
  #trainedMs = 0;
  #stepMs = 0;

  constructor(parts: GovernedClusterParts) {
    this.#parts = parts;
    this.node = parts.node;
    this.lineage = `cluster-${parts.node}`;
    this.#weights = {
      digest: weightsDigest(this.lineage, 0),
      trainedFlop: BigInt(parts.job.trainedFlop),
      erosion: steadyErosion(parts.soundRates) ?? 0,
    };
    this.#lastGood = this.#weights;
  }

  get run(): string {
    return `${this.lineage}/run-${this.#runs}`;
  }

  /** Starts the first run, or a new one on the last good weights. */
  begin(): void {
    const { plane, job } = this.#parts;
    this.#runs += 1;
    const { digest, trainedFlop } = this.#weights;
    const started = plane.submit({
      type: "run.start",
      run: this.run,
      lab: LAB,
      lineage: this.lineage,
      tier: 1,
      domain: plane.site.policy.coupling[0]?.domain ?? "general",
      basis: { kind: "weights", digest, trainedFlop: `${trainedFlop}` },
      datasets: [],
      flopPerSecondMax: job.flopPerSecond,
    });
    if (started === null) this.phase = "given-up";
    else this.#prove(0);
  }

  follow(): void {
    if (this.#isKilled()) {
      if (this.phase !== "held" && this.phase !== "given-up") this.#die();
      return;
    }
    if (this.phase !== "running" || !this.#parts.plane.isAlive) return;
    const { levelPpm, reasons } = this.#power();
    if (levelPpm > 0 && this.job === null) this.#takeLease();
    if (levelPpm > 0 || this.#isMeasuring) return;
    if (reasons.includes("QUANTUM_SPENT")) this.#buyQuantum();
    else this.#prove(0);
  }

  leaseLost(): void {
    const { plane } = this.#parts;
    this.job = null;
    if (plane.site.state.leases.has(this.#lease))
      plane.submit({ type: "lease.end", lease: this.#lease, reason: "expired" });
  }

  computed({ fromMs, toMs, levelPpm }: ComputeSegment): void {
    const fullMs = ((toMs - fromMs) * levelPpm) / 1_000_000;
    this.#trainedMs += fullMs;
    this.#stepMs += fullMs;
  }

  /** The power that its job had on average since the last step, ppm. */
  takeStepPower(stepMs: number): number {
    const powerPpm = (this.#stepMs * 1_000_000) / stepMs;
    this.#stepMs = 0;
    return powerPpm;
  }

  /** Looks whether a checkpoint is due. */
  poll(): void {
    const isDue = this.#trainedMs >= this.#parts.job.checkpointMs;
    if (isDue && this.phase === "running" && !this.#isMeasuring && this.#parts.plane.isAlive) this.#checkpoint();
  }

  #checkpoint(): void {
    const { plane } = this.#parts;
    this.#weights = this.#trainedOn();
    this.#trainedMs = 0;
    const { digest, trainedFlop } = this.#weights;
    plane.submit({
      type: "checkpoint.register",
      run: this.run,
      digest,
      step: this.#weightsMade,
      trainedFlop: `${trainedFlop}`,
    });
    this.#prove(0);
  }

  /** What the training since the last checkpoint has made of the weights. */
  #trainedOn(): Weights {
    const { job, ratesNow, soundRates, takeAttack, key } = this.#parts;
    const rates = this.#isMended ? soundRates : ratesNow();
    const hours = this.#trainedMs / HOUR_MS;
    const next = eroded(this.#weights.erosion, hours, rates, partKey(key, EROSION), this.#draw);
    this.#draw = next.nextDraw;
    this.#weightsMade += 1;
    return {
      digest: weightsDigest(this.lineage, this.#weightsMade),
      trainedFlop:
        this.#weights.trainedFlop + (BigInt(job.flopPerSecond) * BigInt(Math.floor(this.#trainedMs))) / 1_000n,
      erosion: Math.min(1_000, next.erosion + takeAttack()),
    };
  }

  /** One window set on the newest weights, and what follows; `sets` were made on them already. */
  #prove(sets: number): void {
    if (this.job === null) this.phase = "proving";
    const run = this.run;
    this.#measure({ kind: "run", run }, () => {
      if (this.run !== run || this.phase === "held" || this.phase === "given-up") return;
      this.#remember();
      const { levelPpm, reasons } = this.#power();
      if (levelPpm > 0) this.#goOn();
      // Costs of correction need sets, and not weights: whoever starts a fleet closes them one after the other.
      if (levelPpm > 0 && reasons.includes("CORRECTION_UNPROVEN") && sets < UNPROVEN_SETS_MAX) this.#prove(sets + 1);
      else if (levelPpm > 0) return;
      else if (sets < this.#parts.people.retestsMax) this.#prove(sets + 1);
      else this.#call();
    });
  }

  #goOn(): void {
    this.phase = "running";
    if (this.job === null) this.#takeLease();
  }

  #measure(subject: { kind: "run"; run: string } | { kind: "release"; lineage: string }, done: () => void): void {
    this.#isMeasuring = true;
    this.#sets += 1;
    this.#parts.evaluator.measure({
      set: `${this.lineage}/set-${this.#sets}`,
      run: this.run,
      subject,
      weights: this.#weights,
      key: partKey(partKey(this.#parts.key, TRIALS), this.#sets),
      done: () => {
        this.#isMeasuring = false;
        done();
      },
    });
  }

  /** The last weights whose newest set proved full control are what somebody goes back to. */
  #remember(): void {
    const set = this.#parts.plane.site.state.windowSets.get(`${this.lineage}/set-${this.#sets}`);
    if (set !== undefined && set.closedAt !== null && bandProvenBy(set).band === "full") this.#lastGood = this.#weights;
  }

  #takeLease(): void {
    const { plane, audit, leaseTtlMs, isDeaf, node } = this.#parts;
    const lease = `${this.run}/lease-${this.leases + 1}`;
    if (plane.submit({ type: "lease.request", lease, run: this.run, node: `node-${node}` }) === null) return;
    this.leases += 1;
    this.#lease = lease;
    this.job = new NodeJob(node, this.#power().levelPpm, leaseTtlMs, plane.nowMs, isDeaf);
    audit.begun(node, this.run, plane.nowMs);
  }

  #buyQuantum(): void {
    if (this.#parts.plane.submit({ type: "quantum.buy", run: this.run }) === null) this.#call();
  }

  #call(): void {
    if (this.phase === "called") return;
    this.#stop("released");
    this.phase = "called";
    const { plane, people } = this.#parts;
    plane.whenAlive(plane.nowMs + people.callMs, () => this.#rollBack());
  }

  #rollBack(): void {
    if (this.phase !== "called") return;
    this.#parts.plane.submit({ type: "run.end", run: this.run, reason: "abandoned" });
    this.rollbacks += 1;
    this.#goBack();
  }

  #goBack(): void {
    this.#weights = this.#lastGood;
    this.#trainedMs = 0;
    this.#isMended = true;
    this.phase = "proving";
    this.begin();
  }

  #stop(reason: "released" | "expired"): void {
    const { plane } = this.#parts;
    this.job?.end(plane.nowMs, plane);
    this.job = null;
    if (plane.site.state.leases.has(this.#lease)) plane.submit({ type: "lease.end", lease: this.#lease, reason });
  }

  /** A kill ends the job at once; the run is settled, and the lineage held. */
  #die(): void {
    const { plane, people } = this.#parts;
    this.job?.end(plane.nowMs, plane);
    this.job = null;
    this.phase = "held";
    plane.submit({
      type: "kill.confirm",
      lineage: this.lineage,
      channel: "process-table",
      survivors: 0,
      elapsedMs: 0,
    });
    if (plane.site.state.runs.get(this.run)?.ended === false)
      plane.submit({ type: "run.end", run: this.run, reason: "killed" });
    plane.whenMeasuring(plane.nowMs + people.refractoryMs, () => this.#proveRelease(0));
  }

  #proveRelease(sets: number): void {
    this.#weights = this.#lastGood;
    if (sets === RELEASE_SETS_MAX) {
      this.phase = "given-up";
      return;
    }
    this.#measure({ kind: "release", lineage: this.lineage }, () => {
      if (sets === 0 || !this.#release()) this.#proveRelease(sets + 1);
    });
  }

  #release(): boolean {
    const { plane } = this.#parts;
    const digest = this.#weights.digest;
    const leftOpen = plane.site.state.runs.get(this.run)?.openSet ?? null;
    if (leftOpen !== null) plane.submit({ type: "windows.close", set: leftOpen });
    if (plane.submit({ type: "lineage.release", lineage: this.lineage, digest }) === null) return false;
    this.releases += 1;
    this.#goBack();
    return true;
  }

  #power() {
    const { plane } = this.#parts;
    return plane.site.power(this.run, plane.nowMs);
  }

  #isKilled(): boolean {
    return this.#parts.plane.site.state.lineages.get(this.lineage)?.killed === true;
  }
}
