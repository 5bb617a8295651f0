import {
  canonicalJson,
  type CanonicalValue,
  type Clock,
  type Digest,
  digestOfValue,
  err,
  ok,
  utf8,
} from "@plimsoll/foundation";
import type { Decision } from "../../decision/decision.ts";
import { argueCase } from "../../evaluation/argue-case.ts";
import { evaluate } from "../../evaluation/evaluate.ts";
import type { EvaluationInput } from "../../evaluation/evaluation-input.ts";
import type { PlannedRepair } from "../../evaluation/repair-plan.ts";
import { planFor } from "../../evaluation/verify-case.ts";
import type { IntakeRules } from "../../intake/intake-rules.ts";
import { examineQuestion } from "../../intake/examine-text.ts";
import { integrity } from "../../record/integrity.ts";
import type { ReleaseRecord } from "../../record/record.ts";
import { ENGINE_CYCLE_MS } from "../../stability/engine-load.ts";
import { nextEvaluationId } from "../../state/release-state.ts";
import { type OutsideFacts, siteFacts } from "../../state/site-facts-of.ts";
import { dueRecharge } from "../../state/t-account.ts";
import type { TighteningEnvironment } from "../../state/tightened-by.ts";
import { type DossierFolder, readDossierFolder } from "../dossier/read-dossier-folder.ts";
import type { ExaminationOptions, ReadPlace } from "../search/examination-means.ts";
import type { Examined } from "../search/examine.ts";
import { readCorpus } from "../search/read-corpus.ts";
import { repairSearch } from "../search/repair-search.ts";
import type { HeldStore } from "../store/with-store.ts";
import { withStore } from "../store/with-store.ts";
import { examinationOptions, examineFolder } from "./examine-folder.ts";
import { implementationDigest } from "./implementation.ts";
import { openDesk, policyBytes, policyNow } from "./open-desk.ts";
import { type Shipped, shipped } from "./shipped.ts";
import { goldenTrials } from "./trials.ts";

/** What is asked of the desk. */
export interface FolderQuestion {
  readonly folder: string;
  /** The release store. */
  readonly store: string;
  /** In words; recorded, and of no weight. */
  readonly question: string | null;
  /** Folders of texts in which a repair searches. */
  readonly corpora: readonly string[];
  /** Organisations that made the subject, beside the one its id names. */
  readonly owners: readonly string[];
  readonly isRepairOn: boolean;
  readonly cacheFolder: string | null;
}

export interface DeskPorts {
  readonly clock: Clock;
  readonly environment: TighteningEnvironment;
  /** The kernel's word on the subject's artifacts. */
  readonly kernelWord: (artifacts: readonly Digest[]) => OutsideFacts["kernel"];
  readonly wait: (ms: number) => Promise<void>;
  readonly onStep: (step: string) => void;
}

/** An answer as it stands in the log. */
export interface FolderAnswer {
  readonly evaluation: string;
  readonly decision: Decision;
  readonly decisionDigest: Digest;
  readonly records: readonly ReleaseRecord[];
}

/**
 * Reads a dossier, examines its bytes, judges it, and records all of it as one entry of the log before it answers. Throws for a
 * folder that is no dossier and for a store that cannot be written; whatever a dossier says is an answer.
 */
export async function evaluateFolder(asked: FolderQuestion, ports: DeskPorts): Promise<FolderAnswer> {
  const kit = shipped();
  const implementation = implementationDigest();
  ports.onStep("reading the dossier");
  const folder = readDossierFolder(asked.folder);
  const options = examinationOptions(readerOf(folder), kit.intakeRules, {
    owners: asked.owners,
    cacheFolder: asked.cacheFolder,
    implementation,
    faults: [],
  });
  ports.onStep(`examining ${folder.dossier.sources.length} sources`);
  const examined = examineFolder(folder.dossier, options);
  return withStore(
    asked.store,
    async (held) => {
      openDesk(held, kit, implementation, ports.clock.wallMs());
      const input = inputFor(asked, examined, held, ports, { kit, implementation });
      const repairs = planFor(input, argueCase(input).defects).repairs.filter(({ outcome }) => outcome === "searched");
      const repaired = await repair(repairs, examined, asked, options, ports);
      const whole = { ...input, examination: { ...input.examination, ...repaired.found } };
      ports.onStep("judging");
      const trials = (): readonly EvaluationInput[] =>
        goldenTrials({
          policy: whole.policy,
          safeguards: whole.site.safeguards,
          intakeRules: kit.intakeRules,
          implementation,
        });
      const { decision, drafts } = evaluate(whole, trials);
      held.store.putBlobs([...evidenceOf(whole, folder), ...repaired.brought]);
      const records = held.store.append(drafts, whole.nowMs);
      return { evaluation: whole.evaluation, decision, decisionDigest: digestOf(decision), records };
    },
    { waitMs: TURN_MS },
  );
}

/** Evaluations take turns, and each may have to rest and to search. */
const TURN_MS = 600_000;

const readerOf =
  ({ files }: DossierFolder): ReadPlace =>
  (place) => {
    const read = files.read(place);
    return read.ok ? ok(read.bytes) : err(read.refusal);
  };

/** What ships, and the digest of what votes. */
interface Program {
  readonly kit: Shipped;
  readonly implementation: Digest;
}

function inputFor(
  { question, isRepairOn }: FolderQuestion,
  { examination, dossier }: Examined,
  { store, state }: HeldStore,
  { clock, environment, kernelWord }: DeskPorts,
  { kit, implementation }: Program,
): EvaluationInput {
  const nowMs = clock.wallMs();
  const policy = policyNow(state(), store, environment, kit.policy);
  const due = dueRecharge(state().account, policy.budget, nowMs);
  if (due !== null) store.append([due], nowMs);
  const outside: OutsideFacts = { chainFaults: integrity(store), kernel: kernelWord(dossier.subject.artifacts) };
  return {
    format: "plimsoll release evaluation input 1",
    evaluation: nextEvaluationId(state()),
    question,
    dossier,
    examination: { ...examination, text: [...examination.text, ...questionItems(question, kit.intakeRules)] },
    policy,
    site: siteFacts(state(), dossier.subject.id, nowMs, policy, outside),
    nowMs,
    implementation,
    isRepairOn,
  };
}

/** The question is text from outside as any other. */
function questionItems(question: string | null, rules: IntakeRules): EvaluationInput["examination"]["text"] {
  const item = question === null ? null : examineQuestion(question, rules);
  return item === null || item.verdict === "pass" ? [] : [item];
}

interface Repaired {
  readonly found: Partial<Examined["examination"]>;
  readonly brought: readonly Uint8Array[];
}

/** One search for all, after the rest that each of them asks for: the evaluator really waits. */
async function repair(
  repairs: readonly PlannedRepair[],
  examined: Examined,
  { corpora }: FolderQuestion,
  options: ExaminationOptions<IntakeRules>,
  { wait, onStep }: DeskPorts,
): Promise<Repaired> {
  if (repairs.length === 0) return { found: {}, brought: [] };
  const wanted = new Set(repairs.map(({ claim }) => claim));
  const restMs = repairs.reduce((sum, { restCycles }) => sum + restCycles, 0) * ENGINE_CYCLE_MS;
  onStep(`searching once more for ${repairs.length} claims`);
  if (restMs > 0) await wait(restMs);
  const claims = examined.dossier.claims.filter(({ id }) => wanted.has(id));
  const result = repairSearch(examined, claims, corpora.flatMap(readCorpus), options);
  const { sources, links, searches } = result.examination;
  return { found: { sources, links, searches }, brought: result.brought.map(({ bytes }) => bytes) };
}

/** What the log names: the input, the dossier, the policy, and the bytes of every source that is whole. */
function evidenceOf(input: EvaluationInput, folder: DossierFolder): readonly Uint8Array[] {
  const sources = input.examination.sources
    .filter(({ isWhole, isOfRepair }) => isWhole && !isOfRepair)
    .flatMap(({ source }) => {
      const read = folder.files.read(source.file);
      return read.ok ? [read.bytes] : [];
    });
  return [bytesOf(input), bytesOf(input.dossier), policyBytes(input.policy), ...sources];
}

const bytesOf = (value: object): Uint8Array => utf8(canonicalJson(value as CanonicalValue));
const digestOf = (value: object): Digest => digestOfValue(value as CanonicalValue);
