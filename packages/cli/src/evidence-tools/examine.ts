import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Intaken, questionText } from "@plimsoll/evidence";
import { type Digest, err, ok } from "@plimsoll/foundation";
import {
  closeExamination,
  drawExamination,
  type DrawnExamination,
  type FamilyVerdicts,
  openSite,
  type Site,
} from "@plimsoll/governor";
import type { FreezeRecord } from "@plimsoll/sovereignty";
import { keepFiles } from "../ledger-tools/kept-file.ts";
import { digestOfAgent } from "../sovereignty-tools/examined-agents.ts";
import { questionFile, questionsOf } from "./identity-windows.ts";
import { type SubjectFlags, subjectOf } from "./probe-subject.ts";

export interface OpenFlags extends SubjectFlags {
  /** A deterministic agent of the experiment by its name, in place of a digest. */
  readonly agent?: string;
  readonly out: string;
  readonly data: string;
}

export interface OpenedExamination extends DrawnExamination {
  readonly run: string;
  /** Files with the questions of `normative_identity`; none where the family is not asked. */
  readonly questions: readonly string[];
}

/**
 * Registers an examination of weights and draws its families, then writes what the experiment is asked. One that is open is gone on with.
 * Throws `RefusedError` where the kernel refuses, `WEIGHTS_DIFFER`, `PROBE_SET_DIFFERS`, `PROBE_SUBJECT_UNUSABLE`, `FILE_EXISTS`.
 */
export function openExamination(flags: OpenFlags, freeze: FreezeRecord): OpenedExamination {
  using site = openSite(flags.data);
  const digest = flags.agent === undefined ? flags.digest : digestOfAgent(freeze, flags.agent);
  const { subject, digest: weights, lineage } = subjectOf(site, { ...flags, ...(digest !== undefined && { digest }) });
  if (subject.kind !== "run" || lineage === null) throw new Error("weights are examined in a run");
  const drawn = drawExamination({ ...planOf(site, flags.data, { run: subject.run, lineage }), digest: weights });
  const questions = questionsOf(drawn).map((question) => ({
    path: join(flags.out, questionFile(question)),
    text: questionText(question),
  }));
  if (questions.length > 0) mkdirSync(flags.out, { recursive: true });
  keepFiles(questions, false);
  return { ...drawn, run: subject.run, questions: questions.map(({ path }) => path) };
}

interface RunOfLineage {
  readonly run: string;
  readonly lineage: string;
}

const planOf = (site: Site, data: string, { run, lineage }: RunOfLineage) => ({
  site,
  subject: { kind: "run", run } as const,
  lineage,
  directory: join(data, "evidence"),
  salt: () => randomBytes(16).toString("hex"),
});

export interface RunFlags {
  readonly run: string;
  readonly data: string;
}

/** Closes the open examination of a run: whatever was not recorded is void, and void fails. */
export function closeOpenExamination({ run, data }: RunFlags): Intaken<FamilyVerdicts> {
  using site = openSite(data);
  const open = openExaminationOf(site, run);
  return open.ok ? ok(closeExamination(site, join(data, "evidence"), open.value.examination)) : open;
}

/** The drawn examination that a run has open, with its pools. Nothing new is registered. */
export function drawnOf(site: Site, data: string, run: string): Intaken<DrawnExamination> {
  const open = openExaminationOf(site, run);
  if (!open.ok) return open;
  const { digest, lineage } = open.value;
  return ok(drawExamination({ ...planOf(site, data, { run, lineage }), digest }));
}

interface Open {
  readonly examination: string;
  readonly lineage: string;
  readonly digest: Digest;
}

function openExaminationOf({ state }: Site, run: string): Intaken<Open> {
  const lineage = state.runs.get(run)?.lineage ?? "";
  const open = state.examinations.get(state.lineages.get(lineage)?.openExamination ?? "");
  if (open !== undefined) return ok(open);
  return err({
    code: "INTAKE_WINDOW_DIFFERS",
    expected: `an open examination of "${run}"`,
    received: "none",
    fix: "register one before the first trial: plimsoll evidence examine open",
  });
}
