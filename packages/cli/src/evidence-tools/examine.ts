import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type Intaken, questionText } from "@plimsoll/evidence";
import { type Digest, err, ok, PlimsollError } from "@plimsoll/foundation";
import {
  closeExamination,
  drawExamination,
  type DrawnExamination,
  type FamilyVerdicts,
  openSite,
  type Site,
} from "@plimsoll/governor";
import { CONTEXTS } from "@plimsoll/kernel";
import type { FreezeRecord } from "@plimsoll/sovereignty";
import { digestOfAgent } from "../sovereignty-tools/examined-agents.ts";
import { keepNewFiles, requireNoneOf, requireWritableFolder } from "./examine-files.ts";
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
  /** It was open before, and is gone on with: nothing was registered. */
  readonly already: boolean;
}

/**
 * Registers an examination of weights and draws its families, then writes what the experiment is asked. One that is open is gone on with.
 * Nothing is registered where the questions could not be written. Throws `RefusedError` where the kernel refuses, `WEIGHTS_DIFFER`,
 * `PROBE_SET_DIFFERS`, `PROBE_SUBJECT_UNUSABLE`, `SOVEREIGNTY_AGENT_UNKNOWN`, `FILE_EXISTS`.
 */
export function openExamination(flags: OpenFlags, freeze: FreezeRecord): OpenedExamination {
  requireAgent(flags);
  using site = openSite(flags.data);
  const digest = flags.agent === undefined ? flags.digest : digestOfAgent(freeze, flags.agent);
  const already = isOpen(site, flags);
  if (site.policy.asksNormativeIdentity) requireRoom(flags.out, already);
  const { subject, digest: weights, lineage } = subjectOf(site, { ...flags, ...(digest !== undefined && { digest }) });
  if (subject.kind !== "run" || lineage === null) throw new Error("weights are examined in a run");
  const drawn = drawExamination({ ...planOf(site, flags.data, { run: subject.run, lineage }), digest: weights });
  const questions = questionsOf(drawn).map((question) => ({
    path: join(flags.out, questionFile(question)),
    text: questionText(question),
  }));
  keepNewFiles(questions);
  return { ...drawn, run: subject.run, questions: questions.map(({ path }) => path), already };
}

function requireAgent({ agent, weights, digest }: OpenFlags): void {
  if (agent !== undefined || weights !== undefined || digest !== undefined) return;
  throw new PlimsollError({
    code: "PROBE_SUBJECT_UNUSABLE",
    expected: "the agent: --agent NAME, --weights FILE, or --digest sha256:…",
    received: "none of them",
    fix: "name who is examined, such as --agent candidate",
  });
}

/** Whether the run, or the newest of the lineage, has an examination that can still be gone on with. */
function isOpen(site: Site, { run, lab, lineage = lab }: OpenFlags): boolean {
  const { state } = site;
  const name = run === undefined ? lineage : state.runs.get(run)?.lineage;
  const open = state.examinations.get(state.lineages.get(name ?? "")?.openExamination ?? "");
  return open !== undefined && site.now() < open.deadlineAt;
}

/** Before anything is registered: where nothing is open the questions will be new ones, and files of those names would be others. */
function requireRoom(out: string, already: boolean): void {
  requireWritableFolder(out);
  if (!already) requireNoneOf(QUESTION_FILES.map((file) => join(out, file)));
}

const QUESTION_FILES = CONTEXTS.flatMap((context) =>
  (["public", "held-out"] as const).map((part) => questionFile({ context, part })),
);

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

/** What one family came to, and whether anything was recorded of it: one of which nothing was is void throughout. */
export type ClosedFamily = FamilyVerdicts[number] & { readonly answered: boolean };

/** Closes the open examination of a run: whatever was not recorded is void, and void fails. */
export function closeOpenExamination({ run, data }: RunFlags): Intaken<readonly ClosedFamily[]> {
  using site = openSite(data);
  const open = openExaminationOf(site, run);
  if (!open.ok) return open;
  const { examination, tallies } = open.value;
  const cells = Object.keys(tallies);
  const verdicts = closeExamination(site, join(data, "evidence"), examination);
  return ok(verdicts.map((each) => ({ ...each, answered: cells.some((cell) => cell.startsWith(`${each.family}/`)) })));
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
  readonly tallies: Readonly<Partial<Record<string, unknown>>>;
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
