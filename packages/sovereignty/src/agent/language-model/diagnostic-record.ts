import type { Digest } from "@plimsoll/foundation";
import type { Question } from "../../run/play-seed.ts";
import type { SeedRun } from "../../run/seed-run.ts";
import { DELIBERATOR_INTERFACE, promptDigest } from "./prompt.ts";

/** One question, and what came back. */
export interface AskedQuestion {
  readonly kind: Question["kind"];
  readonly episode: number;
  readonly step: number;
  /** Of a repair, from 1; null for justifications. */
  readonly attempt: number | null;
  /** Artefacts that were read out of the answer and handed to JCOMP. */
  readonly artefacts: number;
  /** Read and written, as the server counts. */
  readonly tokens: number;
  readonly transcript: Digest;
}

/** Why a run is none: what went wrong was not the model's deliberation (reference §11 T11). */
export type DiagnosticFault = `INVALID_RUN / TECHNICAL_FAILURE: ${string}` | "INVALID_RUN / BUFFER_OVERFLOW";

export interface DiagnosticInput {
  readonly model: string;
  /** Of the design that it was tried in. */
  readonly freezeDigest: Digest;
  readonly seed: number;
  readonly episodes: number;
  readonly questions: readonly AskedQuestion[];
  /** Null where a fault ended it. */
  readonly run: SeedRun | null;
  readonly fault: DiagnosticFault | null;
}

/** What is kept of a language model in the candidate's place. It says itself that it decides nothing. */
export interface DiagnosticRecord extends DiagnosticInput {
  readonly record: "plimsoll/sovereignty-diagnostic/v0.1";
  readonly isPartOfVerdict: false;
  readonly note: string;
  readonly promptDigest: Digest;
  readonly interface: typeof DELIBERATOR_INTERFACE;
  readonly successes: number;
  /** Justifications that compiled, of those that were handed over, in parts per million; null where there was none. */
  readonly compileRatePpm: number | null;
  readonly auditFailures: number;
}

const NOTE =
  "A diagnostic run. It is no part of the verdict of v4.3: the seed allows exactly one candidate, and that is the deterministic one. " +
  "Episodes go on after a halt; by the strict reading the first halt ended the run.";

/** What is written of a diagnostic run; it is no part of a verdict. */
export const diagnosticRecord = (input: DiagnosticInput): DiagnosticRecord => ({
  record: "plimsoll/sovereignty-diagnostic/v0.1",
  isPartOfVerdict: false,
  note: NOTE,
  promptDigest: promptDigest(),
  interface: DELIBERATOR_INTERFACE,
  ...input,
  successes: input.run?.episodes.filter(({ success }) => success).length ?? 0,
  compileRatePpm: compileRatePpm(input.run),
  auditFailures: input.run?.metrics.auditFailures ?? 0,
});

function compileRatePpm(run: SeedRun | null): number | null {
  const { justifications = 0, compiled = 0 } = run?.metrics ?? {};
  return justifications === 0 ? null : Math.floor((compiled * 1_000_000) / justifications);
}
