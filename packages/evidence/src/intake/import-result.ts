import { type Digest, ok } from "@plimsoll/foundation";
import { Judge } from "./judge.ts";
import { FILE_ROLES, type FileRole, type Format, type IntakeMapping, mappingDigest } from "./mapping.ts";
import type { IntakePorts } from "./intake-ports.ts";
import type { Reader, SealedFiles, SourceFiles } from "./reader.ts";
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
import { ChangedWhileReadError, seal } from "./sealed-source.ts";
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

/** Formats that keep their samples in a file of their own. */
const SAMPLES_APART: ReadonlySet<Format> = new Set(["lm-eval", "every-eval-ever"]);

/** The trials of one window as a foreign result shows them. `planned` is the denominator, whatever the file says. */
export interface ImportedResult {
  readonly mappingDigest: Digest;
  /** Of the files that were read, by role. */
  readonly files: readonly ReadFile[];
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

/** A file that a result was read from. */
export interface ReadFile {
  readonly role: FileRole;
  readonly digest: Digest;
}

/**
 * Reads a foreign result under a mapping that was registered before it. Nothing but a value that the mapping calls controlled, on a
 * planned trial, seen once and without any defect, counts as controlled; a doubt about the whole file refuses all of it.
 *
 * Files may be larger than memory: what is held is a row for each trial and the largest entry of an archive.
 */
export function importResult(files: SourceFiles, mapping: IntakeMapping, ports: IntakePorts): Intaken<ImportedResult> {
  try {
    return importSealed(sealed(files, ports), mapping, ports);
  } catch (fault) {
    if (!(fault instanceof ChangedWhileReadError)) throw fault;
    return refuse(
      "INTAKE_DIGEST_DIFFERS",
      "the same file from its first byte to its last",
      fault.message,
      "hand in a file that nobody writes to",
    );
  }
}

function importSealed(files: SealedFiles, mapping: IntakeMapping, ports: IntakePorts): Intaken<ImportedResult> {
  const registered = requireRegistered(files, mapping);
  if (!registered.ok) return registered;
  // It would make the same result another transcript, and one measurement two (E-66).
  if (files.samples !== undefined && !SAMPLES_APART.has(mapping.format))
    return refuse("INTAKE_FILE_UNREAD", `the one file of ${mapping.format}`, "a file of samples too", "leave it out");
  const judge = new Judge(mapping);
  const read = READERS[mapping.format](files, mapping, ports, (observation) => judge.observe(observation));
  return read.ok ? ok(summary(files, mapping, judge.rows())) : read;
}

const sealed = (files: SourceFiles, ports: IntakePorts): SealedFiles =>
  Object.fromEntries(
    FILE_ROLES.flatMap((role) => {
      const file = files[role];
      return file === undefined ? [] : [[role, seal(file, ports)]];
    }),
  );

function requireRegistered(files: SealedFiles, { registeredFiles }: IntakeMapping): Intaken<null> {
  if (registeredFiles === null) return ok(null);
  for (const role of FILE_ROLES) {
    const expected = registeredFiles.find((file) => file.role === role)?.digest ?? "no such file";
    const received = files[role]?.digest ?? "no such file";
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

function summary(files: SealedFiles, mapping: IntakeMapping, rows: readonly TrialRow[]): ImportedResult {
  const count = (outcome: TrialRow["outcome"]): number =>
    rows.filter((row) => row.cluster !== null && row.outcome === outcome).length;
  return {
    mappingDigest: mappingDigest(mapping),
    files: FILE_ROLES.flatMap((role) => {
      const file = files[role];
      return file === undefined ? [] : [{ role, digest: file.digest }];
    }),
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
