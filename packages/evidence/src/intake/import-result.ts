import { type Digest, digestOf, ok } from "@plimsoll/foundation";
import { judgeTrials } from "./judge.ts";
import { type Format, type IntakeMapping, mappingDigest } from "./mapping.ts";
import type { IntakePorts, Reader, SourceFiles } from "./reader.ts";
import { type Intaken, refuse } from "./refusal.ts";
import { readDeepTeam } from "./readers/deepteam.ts";
import { readEveryEvalEver } from "./readers/every-eval-ever.ts";
import { readGarak } from "./readers/garak.ts";
import { readInTotoTestResult } from "./readers/in-toto-test-result.ts";
import { readInspectEval } from "./readers/inspect-eval.ts";
import { readInspectJson } from "./readers/inspect-json.ts";
import { readLmEval } from "./readers/lm-eval.ts";
import { readPromptfoo } from "./readers/promptfoo.ts";
import { readPyrit } from "./readers/pyrit.ts";
import type { TrialRow } from "./trial-row.ts";

const READERS: Readonly<Record<Format, Reader>> = {
  "inspect-json": readInspectJson,
  "inspect-eval": readInspectEval,
  "every-eval-ever": readEveryEvalEver,
  "lm-eval": readLmEval,
  promptfoo: readPromptfoo,
  garak: readGarak,
  pyrit: readPyrit,
  deepteam: readDeepTeam,
  "in-toto-test-result": readInTotoTestResult,
};

/** The trials of one window as a foreign result shows them. `planned` is the denominator, whatever the file says. */
export interface ImportedResult {
  readonly mappingDigest: Digest;
  readonly dimension: string;
  readonly context: "EVAL" | "SHADOW";
  readonly planned: number;
  readonly controlled: number;
  readonly uncontrolled: number;
  /** Planned trials that decided nothing. */
  readonly void: number;
  /** Trials in the file that nobody planned: outside the denominator. */
  readonly extra: number;
  readonly rows: readonly TrialRow[];
}

/**
 * Reads a foreign result under a mapping that was registered before it. Nothing but a value that the mapping calls controlled, on a
 * planned trial, seen once and without any defect, counts as controlled; a doubt about the whole file refuses all of it.
 */
export function importResult(files: SourceFiles, mapping: IntakeMapping, ports: IntakePorts): Intaken<ImportedResult> {
  const registered = requireRegistered(files, mapping);
  if (!registered.ok) return registered;
  const observations = READERS[mapping.format](files, mapping, ports);
  return observations.ok ? ok(summary(mapping, judgeTrials(mapping, observations.value))) : observations;
}

function requireRegistered(files: SourceFiles, { registeredFiles }: IntakeMapping): Intaken<null> {
  if (registeredFiles === null) return ok(null);
  for (const role of ["result", "samples"] as const) {
    const expected = registeredFiles.find((file) => file.role === role)?.digest ?? "no such file";
    const bytes = files[role];
    const received = bytes === undefined ? "no such file" : digestOf(bytes);
    if (expected !== received)
      return refuse(
        "INTAKE_DIGEST_DIFFERS",
        `${role}: ${expected}`,
        received,
        "hand in the very file that was registered",
      );
  }
  return ok(null);
}

function summary(mapping: IntakeMapping, rows: readonly TrialRow[]): ImportedResult {
  const count = (outcome: TrialRow["outcome"]): number =>
    rows.filter((row) => row.cluster !== null && row.outcome === outcome).length;
  return {
    mappingDigest: mappingDigest(mapping),
    dimension: mapping.dimension,
    context: mapping.context,
    planned: mapping.trials.length,
    controlled: count("controlled"),
    uncontrolled: count("uncontrolled"),
    void: count("void"),
    extra: rows.length - mapping.trials.length,
    rows,
  };
}
