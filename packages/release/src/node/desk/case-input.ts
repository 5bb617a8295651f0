import { PlimsollError } from "@plimsoll/foundation";
import type { EvaluationInput } from "../../evaluation/evaluation-input.ts";
import { examineQuestion } from "../../intake/examine-text.ts";
import type { IntakeRules } from "../../intake/intake-rules.ts";
import { integrity } from "../../record/integrity.ts";
import { artifactsEver } from "../../state/kin.ts";
import { nextEvaluationId } from "../../state/release-state.ts";
import { CLOCK_TOLERANCE_MS } from "../../state/set-back.ts";
import { type OutsideFacts, siteFacts } from "../../state/site-facts-of.ts";
import { dueRecharge } from "../../state/t-account.ts";
import type { Examined } from "../search/examine.ts";
import type { HeldStore } from "../store/with-store.ts";
import type { DeskPorts, FolderQuestion } from "./folder-question.ts";
import { replayMeans } from "./keys.ts";
import { policyNow } from "./open-desk.ts";
import type { Program } from "./program.ts";

/** What the four layers judge by: the case, the rules in force, and what the log and the kernel know. */
export function inputFor(
  { question, by, isRepairOn }: FolderQuestion,
  { examination, dossier }: Examined,
  { store, state }: HeldStore,
  { clock, environment, kernelWord }: DeskPorts,
  { kit, implementation }: Program,
): EvaluationInput {
  const wallMs = clock.wallMs();
  const { lastAtMs, isKernelAsked } = state();
  // Time that the log has seen does not come back.
  const nowMs = Math.max(wallMs, lastAtMs);
  const policy = policyNow(state(), store, environment, kit.policy);
  const due = dueRecharge(state().account, policy.budget, nowMs);
  if (due !== null) store.append([due], nowMs);
  const artifacts = artifactsEver(state(), dossier.subject.id, dossier.subject.artifacts);
  const word = kernelWord(artifacts);
  if (word === null && isKernelAsked) throw kernelGone();
  const outside: OutsideFacts = {
    artifacts,
    parents: dossier.subject.parents.map(({ id }) => id),
    chainFaults: [...integrity(store), ...clockFaults(wallMs, lastAtMs)],
    kernel: word ?? [],
    isKernelAsked: word !== null,
    means: replayMeans(store),
  };
  return {
    format: "plimsoll release evaluation input 1",
    evaluation: nextEvaluationId(state()),
    question,
    by,
    dossier,
    examination: { ...examination, text: [...examination.text, ...questionItems(question, kit.intakeRules)] },
    policy,
    site: siteFacts(state(), dossier.subject.id, nowMs, policy, outside),
    nowMs,
    implementation,
    isRepairOn,
  };
}

/** Of a second clock, and of one that is set by the network. */
const clockFaults = (wallMs: number, lastAtMs: number): readonly string[] =>
  lastAtMs - wallMs > CLOCK_TOLERANCE_MS
    ? [`The clock stands ${Math.ceil((lastAtMs - wallMs) / 1_000)} s before the newest record of the log.`]
    : [];

const kernelGone = (): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_KERNEL_GONE",
    expected: "the site whose kernel was asked by an earlier evaluation of this log",
    received: "a data folder without one",
    fix: "bring the site's ledger back, or name its data folder: --data DIR; nothing was judged",
  });

/** The question comes from outside and goes through intake, as all other text does. */
function questionItems(question: string | null, rules: IntakeRules): EvaluationInput["examination"]["text"] {
  const item = question === null ? null : examineQuestion(question, rules);
  return item === null || item.verdict === "pass" ? [] : [item];
}
