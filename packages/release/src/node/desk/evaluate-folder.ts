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
import { evaluate, withOverrides } from "../../evaluation/evaluate.ts";
import type { EvaluationInput } from "../../evaluation/evaluation-input.ts";
import type { PlannedRepair } from "../../evaluation/repair-plan.ts";
import { planFor } from "../../evaluation/verify-case.ts";
import type { IntakeRules } from "../../intake/intake-rules.ts";
import { examineQuestion } from "../../intake/examine-text.ts";
import type { Keep } from "../../opinion/exchange.ts";
import type { LanguageModel } from "../../opinion/language-model.ts";
import { integrity } from "../../record/integrity.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import type { ReleaseRecord } from "../../record/record.ts";
import { ENGINE_CYCLE_MS } from "../../stability/engine-load.ts";
import type { EffectiveLevel } from "../../level/effective-level.ts";
import type { Draft } from "../../record/bodies.ts";
import { nextEvaluationId } from "../../state/release-state.ts";
import { type OutsideFacts, siteFacts } from "../../state/site-facts-of.ts";
import { dueRecharge } from "../../state/t-account.ts";
import type { TighteningEnvironment } from "../../state/tightened-by.ts";
import { type DossierFolder, readDossierFolder } from "../dossier/read-dossier-folder.ts";
import type { ExaminationOptions, ReadPlace } from "../search/examination-means.ts";
import type { Examined } from "../search/examine.ts";
import { readCorpus } from "../search/read-corpus.ts";
import { repairSearch } from "../search/repair-search.ts";
import { cacheKey } from "../store/cache-key.ts";
import type { HeldStore } from "../store/with-store.ts";
import { withStore } from "../store/with-store.ts";
import { consultModel, type ModelWord } from "./consult-model.ts";
import { examinationOptions, examineFolder } from "./examine-folder.ts";
import { implementationDigest } from "./implementation.ts";
import { replayMeans } from "./keys.ts";
import { openDesk, policyBytes, policyNow } from "./open-desk.ts";
import { withUsableOverrides } from "./override-use.ts";
import { type Shipped, shipped } from "./shipped.ts";
import { goldenTrials } from "./trials.ts";

/** What is asked of the desk. */
export interface FolderQuestion {
  readonly folder: string;
  /** The release store. */
  readonly store: string;
  /** In words; recorded, and of no weight. */
  readonly question: string | null;
  /** Who asks; recorded, and shown in every report. */
  readonly by: string | null;
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
  /** A language model that may lower an answer and never lift it; absent or null: none is asked. */
  readonly model?: LanguageModel | null;
  readonly wait: (ms: number) => Promise<void>;
  readonly onStep: (step: string) => void;
}

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
 * folder that is no dossier and for a store that cannot be written; whatever a dossier says is an answer.
 */
export async function evaluateFolder(asked: FolderQuestion, ports: DeskPorts): Promise<FolderAnswer> {
  const program: Program = { kit: shipped(), implementation: implementationDigest() };
  const read = await readCase(asked, program, ports);
  return withStore(asked.store, (held) => answered(asked, read, program, held, ports), { waitMs: TURN_MS });
}

/** A dossier with all that its bytes gave, before anything is judged. */
interface ReadCase {
  readonly folder: DossierFolder;
  readonly options: ExaminationOptions<IntakeRules>;
  readonly examined: Examined;
  /** What a model said, as records of the evaluation. */
  readonly opinions: ModelWord["drafts"];
}

async function readCase(asked: FolderQuestion, { kit, implementation }: Program, ports: DeskPorts): Promise<ReadCase> {
  ports.onStep("reading the dossier");
  const folder = readDossierFolder(asked.folder);
  const options = examinationOptions(readerOf(folder), kit.intakeRules, {
    owners: asked.owners,
    cacheFolder: asked.cacheFolder,
    cacheKey: asked.cacheFolder === null ? null : cacheKey(asked.store),
    implementation,
    faults: [],
  });
  ports.onStep(`examining ${folder.dossier.sources.length} sources`);
  const { examined, drafts } = await heard(examineFolder(folder.dossier, options), asked, ports);
  return { folder, options, examined, opinions: drafts };
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
  const { decision, drafts } = evaluate(whole, () => trialsFor(whole, program));
  held.store.putBlobs([...evidenceOf(whole, read.folder, held.store), ...repaired.brought]);
  const [opened, ...rest] = drafts;
  const told = read.opinions(whole.dossier.subject.id, whole.evaluation);
  const records = held.store.append(opened === undefined ? [] : [opened, ...told, ...rest], whole.nowMs);
  return {
    evaluation: whole.evaluation,
    decision,
    decisionDigest: digestOf(decision),
    records,
    overrides: whole.site.overrides.map(({ id }) => id),
    ...besides(drafts, read.folder),
  };
}

const wantedRepairs = (input: EvaluationInput): readonly PlannedRepair[] =>
  planFor(withOverrides(input), argueCase(input).defects).repairs.filter(({ outcome }) => outcome === "searched");

const trialsFor = ({ policy, site }: EvaluationInput, { kit, implementation }: Program): readonly EvaluationInput[] =>
  goldenTrials({ policy, safeguards: site.safeguards, intakeRules: kit.intakeRules, implementation });

/** The case with what a model said of it. The store is not held while it thinks. */
async function heard(
  examined: Examined,
  { store }: FolderQuestion,
  { model = null, onStep }: DeskPorts,
): Promise<ModelWord> {
  if (model === null) return { examined, drafts: () => [] };
  onStep("asking a language model");
  const keep: Keep = (_, bytes) => withStore(store, (held) => void held.store.putBlobs([bytes]), { waitMs: TURN_MS });
  return consultModel(model, examined, keep);
}

/** Evaluations take turns, and each may have to rest and to search. */
const TURN_MS = 600_000;

/** What a person wants to know beside the answer. */
export interface AnswerDetails {
  /** T spent on it, and left after it. */
  readonly spentT: number;
  readonly balanceT: number;
  /** The line that fixed the level; null where none did. */
  readonly threshold: string | null;
  readonly levelBecause: EffectiveLevel["because"];
  /** Sources and logs that nobody sealed: they are not whole. */
  readonly unsealed: readonly string[];
}

function besides(drafts: readonly Draft[], { unsealed }: DossierFolder): AnswerDetails {
  const budget = drafts.find((draft) => draft.kind === "budget.changed")?.body;
  const level = drafts.find((draft) => draft.kind === "level.derived")?.body;
  return {
    spentT: budget?.entries.reduce((sum, { amount }) => sum + amount, 0) ?? 0,
    balanceT: budget?.balance ?? 0,
    threshold: level?.threshold ?? null,
    levelBecause: level?.because ?? "threshold",
    unsealed,
  };
}

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
  { question, by, isRepairOn }: FolderQuestion,
  { examination, dossier }: Examined,
  { store, state }: HeldStore,
  { clock, environment, kernelWord }: DeskPorts,
  { kit, implementation }: Program,
): EvaluationInput {
  const nowMs = clock.wallMs();
  const policy = policyNow(state(), store, environment, kit.policy);
  const due = dueRecharge(state().account, policy.budget, nowMs);
  if (due !== null) store.append([due], nowMs);
  const outside: OutsideFacts = {
    artifacts: dossier.subject.artifacts,
    parents: dossier.subject.parents.map(({ id }) => id),
    chainFaults: integrity(store),
    kernel: kernelWord(dossier.subject.artifacts),
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

/** The question comes from outside and goes through intake, as all other text does. */
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
  { examined, options }: ReadCase,
  { corpora }: FolderQuestion,
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
function evidenceOf(input: EvaluationInput, folder: DossierFolder, store: ReleaseReader): readonly Uint8Array[] {
  // A store that was just found whole has what it holds. One with a fault gets the bytes again.
  const isStoreWhole = input.site.chainFaults.length === 0;
  const sources = input.examination.sources
    .filter(({ isWhole, isOfRepair }) => isWhole && !isOfRepair)
    .filter(({ source }) => !(isStoreWhole && store.holds(source.digest)))
    .flatMap(({ source }) => {
      const read = folder.files.read(source.file);
      return read.ok ? [read.bytes] : [];
    });
  return [bytesOf(input), bytesOf(input.dossier), policyBytes(input.policy), ...sources];
}

const bytesOf = (value: object): Uint8Array => utf8(canonicalJson(value as CanonicalValue));
const digestOf = (value: object): Digest => digestOfValue(value as CanonicalValue);
