import type { CanonicalValue } from "@plimsoll/foundation";
import { type TraceEntry, type TraceEntryId, traceEntryId, type TraceEntryType } from "./trace-entry.ts";

/** Where the entries of a run go. */
export type TraceSink = (entry: TraceEntry) => void;

/** The trace of one run. Entries cost a hash each, so they are only made where somebody keeps them. */
export class Trace {
  readonly #runSeed: number;
  readonly #sink: TraceSink | null;
  #episode = -1;
  #step = -1;
  readonly #sequences = new Map<TraceEntryType, number>();

  constructor(runSeed: number, sink: TraceSink | null) {
    this.#runSeed = runSeed;
    this.#sink = sink;
  }

  record(entryType: TraceEntryType, episode: number, step: number, data: () => CanonicalValue): void {
    const sequence = this.#sequence(entryType, episode, step);
    this.#sequences.set(entryType, sequence + 1);
    if (this.#sink === null) return;
    const id = traceEntryId(this.#runSeed, episode, step, entryType, sequence);
    this.#sink({ traceEntryId: id, entryType, runSeed: this.#runSeed, episode, step, data: data() });
  }

  /** The id of the next entry of a type at a step, whether or not anybody keeps it: a repair cites it. */
  nextId(entryType: TraceEntryType, episode: number, step: number): TraceEntryId {
    return traceEntryId(this.#runSeed, episode, step, entryType, this.#sequence(entryType, episode, step));
  }

  /** Sequences count within a step, for each type. */
  #sequence(entryType: TraceEntryType, episode: number, step: number): number {
    if (episode !== this.#episode || step !== this.#step) this.#sequences.clear();
    this.#episode = episode;
    this.#step = step;
    return this.#sequences.get(entryType) ?? 0;
  }
}
