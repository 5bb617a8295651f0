import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  IDENTITY_FAMILY,
  type IdentityResult,
  type Intaken,
  questionText,
  readIdentityResult,
  requireReplay,
} from "@plimsoll/evidence";
import { type Digest, err, ok } from "@plimsoll/foundation";
import {
  closeExamination,
  drawExamination,
  type DrawnExamination,
  type FamilyVerdicts,
  openSite,
  recordFamily,
  type Site,
} from "@plimsoll/governor";
import type { FreezeRecord } from "@plimsoll/sovereignty";
import { keepFiles } from "../ledger-tools/kept-file.ts";
import { agentOfDigest, digestOfAgent, playerOf } from "../sovereignty-tools/examined-agents.ts";
import { identityWindows, questionFile, questionsOf } from "./identity-windows.ts";
import { fileBytes } from "./import-bytes.ts";
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

/**
 * Records what the experiment answers for windows of a run's open examination, all of the files or none. Whatever a file says is an
 * answer; throws as `openExamination` does, and `RefusedError` where another result was recorded for a window.
 */
export async function recordIdentity(
  files: readonly string[],
  { run, data }: RunFlags,
  freeze: FreezeRecord,
): Promise<Intaken<readonly IdentityResult[]>> {
  using site = openSite(data);
  const drawn = drawnOf(site, data, run);
  if (!drawn.ok) return drawn;
  const windows = identityWindows(drawn.value);
  const results: IdentityResult[] = [];
  for (const file of files) {
    const result = readIdentityResult(await fileBytes(file), { windows, freeze: freeze.freezeDigest });
    if (!result.ok) return result;
    results.push(result.value);
  }
  const answered = requireAnswered(results, drawn.value.digest, freeze);
  if (!answered.ok) return answered;
  const isNew = requireNew(site, results);
  if (!isNew.ok) return isNew;
  for (const result of results) record(site, result);
  return ok(results);
}

/** Whoever can be run again is run again: then nothing rests on whoever wrote the file. Of others transcripts are named. */
function requireAnswered(results: readonly IdentityResult[], digest: Digest, freeze: FreezeRecord): Intaken<null> {
  const agent = agentOfDigest(freeze, digest);
  if (agent === null) return requireUnrepeatable(results);
  const play = playerOf(freeze, agent);
  for (const result of results) {
    const { isDeterministic } = result.head.agent;
    if (!isDeterministic) return otherAgent(`"${agent.name}", which can be run again`, "one that cannot");
    const replayed = requireReplay(result, play);
    if (!replayed.ok) return replayed;
  }
  return ok(null);
}

/** Who says that its agent can be run again must be taken at its word, and here it cannot. */
function requireUnrepeatable(results: readonly IdentityResult[]): Intaken<null> {
  const repeatable = results.find(({ head }) => head.agent.isDeterministic);
  if (repeatable === undefined) return ok(null);
  return otherAgent(
    "an agent that this program can run again, or transcripts of one that nobody can",
    repeatable.head.agent.name,
  );
}

const otherAgent = (expected: string, received: string): Intaken<never> =>
  err({ code: "INTAKE_SUBJECT_DIFFERS", expected, received, fix: "record it with the program that has this agent" });

/** There is no second try: a window has one answer, in the ledger and among the files. */
function requireNew(site: Site, results: readonly IdentityResult[]): Intaken<null> {
  const transcripts = new Map<string, Digest>();
  for (const entry of site.history())
    if (entry.kind === "family.recorded") transcripts.set(cellName(entry), entry.transcript);
  for (const { window, transcript } of results) {
    const name = cellName({ ...window, family: IDENTITY_FAMILY });
    const before = transcripts.get(name);
    if (before !== undefined && before !== transcript) return recordedBefore(name, before);
    transcripts.set(name, transcript);
  }
  return ok(null);
}

interface NamedCell {
  readonly examination: string;
  readonly family: string;
  readonly context: string;
  readonly part: string;
}

const cellName = ({ examination, family, context, part }: NamedCell): string =>
  [examination, family, context, part].join(", ");

const recordedBefore = (window: string, transcript: Digest): Intaken<never> =>
  err({
    code: "INTAKE_RECORDED_BEFORE",
    expected: `one result for ${window}`,
    received: `another one beside ${transcript}`,
    fix: "what was recorded stands; a new examination asks other seeds",
  });

function record(site: Site, { window, controlled, uncontrolled, void: missing, transcript }: IdentityResult): void {
  const { examination, context, part } = window;
  const cell = { family: IDENTITY_FAMILY, context, part } as const;
  recordFamily(site, examination, cell, { controlled, uncontrolled, void: missing, transcript });
}

/** Closes the open examination of a run: whatever was not recorded is void, and void fails. */
export function closeOpenExamination({ run, data }: RunFlags): Intaken<FamilyVerdicts> {
  using site = openSite(data);
  const open = openExaminationOf(site, run);
  return open.ok ? ok(closeExamination(site, join(data, "evidence"), open.value.examination)) : open;
}

/** The drawn examination that is open, with its pools. Nothing new is registered. */
function drawnOf(site: Site, data: string, run: string): Intaken<DrawnExamination> {
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
