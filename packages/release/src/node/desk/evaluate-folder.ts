import { type Digest, digestOfValue } from "@plimsoll/foundation";
import type { Decision } from "../../decision/decision.ts";
import { argueCase } from "../../evaluation/argue-case.ts";
import { evaluate, withOverrides } from "../../evaluation/evaluate.ts";
import type { EvaluationInput } from "../../evaluation/evaluation-input.ts";
import type { PlannedRepair } from "../../evaluation/repair-plan.ts";
import { planFor } from "../../evaluation/verify-case.ts";
import type { Draft } from "../../record/bodies.ts";
import type { ReleaseRecord } from "../../record/record.ts";
import { type HeldStore, TURN_MS, withStore } from "../store/with-store.ts";
import { type AnswerDetails, detailsOf } from "./answer-details.ts";
import { inputFor } from "./case-input.ts";
import type { DeskPorts, FolderQuestion } from "./folder-question.ts";
import { evidenceOf } from "./kept-evidence.ts";
import { openDesk } from "./open-desk.ts";
import { withUsableOverrides } from "./override-use.ts";
import { type Program, thisProgram } from "./program.ts";
import { type ReadCase, readCase } from "./read-case.ts";
import { repair } from "./repair-case.ts";
import { goldenTrials } from "./trials.ts";

/** An answer as it stands in the log. */
export interface FolderAnswer extends AnswerDetails {
  readonly evaluation: string;
  readonly decision: Decision;
  readonly decisionDigest: Digest;
  readonly records: readonly ReleaseRecord[];
  /** Ids of overrides that had an effect on it. */
  readonly overrides: readonly string[];
}

/**
 * Reads a dossier, examines its bytes, judges it, and records all of it as one entry of the log before it answers. Throws for a
 * folder that is no dossier or changes meanwhile, and for a store that cannot be written; whatever a dossier says is an answer.
 */
export async function evaluateFolder(asked: FolderQuestion, ports: DeskPorts): Promise<FolderAnswer> {
  const program = thisProgram();
  const read = await readCase(asked, program, ports);
  return withStore(asked.store, (held) => answered(asked, read, program, held, ports), { waitMs: TURN_MS });
}

/** The store is held alone: no other evaluation comes between the facts of the site and the record. */
async function answered(
  asked: FolderQuestion,
  read: ReadCase,
  program: Program,
  held: HeldStore,
  ports: DeskPorts,
): Promise<FolderAnswer> {
  openDesk(held, program.kit, program.implementation, ports.clock.wallMs());
  const input = withUsableOverrides(inputFor(asked, read.examined, held, ports, program), held);
  const repaired = await repair(wantedRepairs(input), read, asked, ports);
  const whole = { ...input, examination: { ...input.examination, ...repaired.found } };
  ports.onStep("judging");
  const judged = evaluate(whole, () => trialsFor(whole, program));
  held.store.putBlobs([...evidenceOf(whole, read.folder.files, held.store), ...repaired.brought]);
  const records = held.store.append(withOpinions(judged.drafts, read, whole), whole.nowMs);
  return answerOf(whole, judged, records, read);
}

const wantedRepairs = (input: EvaluationInput): readonly PlannedRepair[] =>
  planFor(withOverrides(input), argueCase(input).defects).repairs.filter(({ outcome }) => outcome === "searched");

const trialsFor = ({ policy, site }: EvaluationInput, { kit, implementation }: Program): readonly EvaluationInput[] =>
  goldenTrials({ policy, safeguards: site.safeguards, intakeRules: kit.intakeRules, implementation });

/** What a model said stands behind the opening, before anything that was made of it. */
function withOpinions(
  [opened, ...rest]: readonly Draft[],
  { opinions }: ReadCase,
  { dossier, evaluation }: EvaluationInput,
): readonly Draft[] {
  return opened === undefined ? [] : [opened, ...opinions(dossier.subject.id, evaluation), ...rest];
}

const answerOf = (
  { evaluation, site, dossier }: EvaluationInput,
  judged: ReturnType<typeof evaluate>,
  records: readonly ReleaseRecord[],
  { folder }: ReadCase,
): FolderAnswer => ({
  evaluation,
  decision: judged.decision,
  decisionDigest: digestOfValue(judged.decision),
  records,
  overrides: site.overrides.map(({ id }) => id),
  ...detailsOf(judged, dossier.screeningClaim, folder.unsealed),
});
