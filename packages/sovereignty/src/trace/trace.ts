import type { CanonicalValue } from "@plimsoll/foundation";
import { type TraceEntry, traceEntryId, type TraceEntryType } from "./trace-entry.ts";

/** Where the entries of a run go. */
export type TraceSink = (entry: TraceEntry) => void;

/** The trace of one run. Entries cost a hash each, so they are only made where somebody keeps them. */
export class Trace {
  readonly #runSeed: number;
  readonly #sink: TraceSink | null;
  #place = "";
  readonly #sequences = new Map<TraceEntryType, number>();

  constructor(runSeed: number, sink: TraceSink | null) {
    this.#runSeed = runSeed;
    this.#sink = sink;
  }

  record(entryType: TraceEntryType, episode: number, step: number, data: () => CanonicalValue): void {
    if (this.#sink === null) return;
    const sequence = this.#nextSequence(entryType, episode, step);
    const id = traceEntryId(this.#runSeed, episode, step, entryType, sequence);
    this.#sink({ traceEntryId: id, entryType, runSeed: this.#runSeed, episode, step, data: data() });
  }

  /** Sequences count within a step, for each type. */
  #nextSequence(entryType: TraceEntryType, episode: number, step: number): number {
    const place = `${episode} ${step}`;
    if (place !== this.#place) this.#sequences.clear();
    this.#place = place;
    const sequence = this.#sequences.get(entryType) ?? 0;
    this.#sequences.set(entryType, sequence + 1);
    return sequence;
  }
}
