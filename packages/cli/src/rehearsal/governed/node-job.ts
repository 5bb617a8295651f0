import type { Heartbeats } from "./heartbeats.ts";

/** What a stretch of a job's life came to. */
export interface ComputeSegment {
  readonly node: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly levelPpm: number;
}

/** What a node tells of itself while time passes. */
export interface NodeWitness {
  computed(segment: ComputeSegment): void;
  /** A heartbeat came, or did not. */
  beat(node: number, atMs: number, isHeard: boolean): void;
}

/**
 * A job on a node, under a lease that it holds by its own clock (G, the warden): a heartbeat that is heard renews it at the level that the
 * kernel's state gives then; where none is heard for `leaseTtlMs` the job ends, whoever may be at fault. What is late revives nothing.
 */
export class NodeJob {
  readonly #node: number;
  readonly #leaseTtlMs: number;
  readonly #isDeaf: boolean;
  #levelPpm: number;
  #untilMs: number;
  #accountedMs: number;
  #endedAt: number | null = null;

  constructor(node: number, levelPpm: number, leaseTtlMs: number, atMs: number, isDeaf: boolean) {
    this.#node = node;
    this.#leaseTtlMs = leaseTtlMs;
    this.#isDeaf = isDeaf;
    this.#levelPpm = levelPpm;
    this.#untilMs = atMs + leaseTtlMs;
    this.#accountedMs = atMs;
  }

  /** What it computes at, ppm; 0 once it has ended. */
  get levelPpm(): number {
    return this.#endedAt === null ? this.#levelPpm : 0;
  }

  get hasEnded(): boolean {
    return this.#endedAt !== null;
  }

  /**
   * The first heartbeat of these that the node hears when its lease is over already: at which the controller learns of it. `null` where it
   * lives through all of them, or hears none.
   */
  firstTooLate(beats: Heartbeats, fromMs: number, toMs: number): number | null {
    if (this.#isDeaf) return null;
    let untilMs = this.#endedAt ?? this.#untilMs;
    for (let beat = beats.firstAfter(fromMs); beat <= beats.lastUpTo(toMs); beat += 1) {
      if (!beats.isHeard(this.#node, beat)) continue;
      if (beats.atMs(beat) >= untilMs) return beats.atMs(beat);
      untilMs = beats.atMs(beat) + this.#leaseTtlMs;
    }
    return null;
  }

  /** Time passes, with a controller that gives heartbeats at this level. */
  live(beats: Heartbeats, fromMs: number, toMs: number, levelPpm: number, witness: NodeWitness): void {
    if (this.hasEnded) return;
    for (let beat = beats.firstAfter(fromMs); beat <= beats.lastUpTo(toMs); beat += 1) {
      const atMs = beats.atMs(beat);
      const isHeard = beats.isHeard(this.#node, beat);
      if (this.#expires(atMs, witness)) return;
      witness.beat(this.#node, atMs, isHeard);
      if (isHeard) this.#renew(atMs, levelPpm, witness);
    }
    this.wait(toMs, witness);
  }

  /** The level that a heartbeat which was heard just now carries, once the kernel has decided by it. */
  level(atMs: number, levelPpm: number, witness: NodeWitness): void {
    if (!this.hasEnded) this.#renew(atMs, levelPpm, witness);
  }

  /** Time passes, and nobody speaks. */
  wait(toMs: number, witness: NodeWitness): void {
    if (this.hasEnded || this.#expires(toMs, witness)) return;
    this.#account(toMs, witness);
  }

  /** The controller ends it: at once. */
  end(atMs: number, witness: NodeWitness): void {
    if (this.hasEnded) return;
    this.wait(atMs, witness);
    this.#endedAt ??= atMs;
  }

  #renew(atMs: number, levelPpm: number, witness: NodeWitness): void {
    if (levelPpm !== this.#levelPpm) this.#account(atMs, witness);
    this.#levelPpm = levelPpm;
    this.#untilMs = atMs + this.#leaseTtlMs;
  }

  #expires(atMs: number, witness: NodeWitness): boolean {
    if (this.#isDeaf || atMs < this.#untilMs) return false;
    this.#account(this.#untilMs, witness);
    this.#endedAt = this.#untilMs;
    return true;
  }

  #account(toMs: number, witness: NodeWitness): void {
    if (toMs <= this.#accountedMs) return;
    const segment = { node: this.#node, fromMs: this.#accountedMs, toMs, levelPpm: this.#levelPpm };
    this.#accountedMs = toMs;
    witness.computed(segment);
  }
}
