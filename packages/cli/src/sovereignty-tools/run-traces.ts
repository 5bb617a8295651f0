import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { recordDigest, type TraceEntry, type TraceFile } from "@plimsoll/sovereignty";

/** The traces of a baseline, seed by seed, a line of canonical JSON for each entry. */
export class RunTraces {
  readonly #lines = new Map<number, string[]>();

  sink(seed: number): (entry: TraceEntry) => void {
    const lines: string[] = [];
    this.#lines.set(seed, lines);
    return (entry) => lines.push(`${canonicalJson(entry as unknown as CanonicalValue)}\n`);
  }

  texts(): readonly { readonly file: string; readonly text: string }[] {
    return [...this.#lines].map(([seed, lines]) => ({ file: traceFileOf(seed), text: lines.join("") }));
  }

  files(): readonly TraceFile[] {
    return [...this.#lines].map(([seed, lines]) => ({
      file: traceFileOf(seed),
      digest: recordDigest(lines.join("")),
      entries: lines.length,
    }));
  }
}

const traceFileOf = (seed: number): string => `traces/baseline-seed-${seed}.jsonl`;
