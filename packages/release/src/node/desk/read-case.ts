import { err, ok, PlimsollError } from "@plimsoll/foundation";
import type { IntakeRules } from "../../intake/intake-rules.ts";
import type { Keep } from "../../opinion/exchange.ts";
import { type DossierFolder, readDossierFolder } from "../dossier/read-dossier-folder.ts";
import type { ExaminationOptions, ReadPlace } from "../search/examination-means.ts";
import { requireCorpus } from "../search/read-corpus.ts";
import type { Examined } from "../search/examine.ts";
import { cacheKey } from "../store/cache-key.ts";
import { TURN_MS, withStore } from "../store/with-store.ts";
import { consultModel, type ModelWord } from "./consult-model.ts";
import { examinationOptions, examineFolder } from "./examine-folder.ts";
import type { DeskPorts, FolderQuestion } from "./folder-question.ts";
import type { Program } from "./program.ts";

/** A dossier with all that its bytes gave, before anything is judged. */
export interface ReadCase {
  readonly folder: DossierFolder;
  readonly options: ExaminationOptions<IntakeRules>;
  readonly examined: Examined;
  /** What a model said, as records of the evaluation. */
  readonly opinions: ModelWord["drafts"];
}

export async function readCase(
  asked: FolderQuestion,
  { kit, implementation }: Program,
  ports: DeskPorts,
): Promise<ReadCase> {
  ports.onStep("reading the dossier");
  const folder = readDossierFolder(asked.folder);
  if (folder.unsealed.length > 0) throw notSealed(asked.folder, folder.unsealed);
  for (const corpus of asked.corpora) requireCorpus(corpus);
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

const LISTED_MAX = 6;

/** Before anything is spent: what nobody sealed counts for nothing. */
function notSealed(folder: string, unsealed: readonly string[]): PlimsollError {
  const more = unsealed.length > LISTED_MAX ? ` and ${unsealed.length - LISTED_MAX} more` : "";
  return new PlimsollError({
    code: "DOSSIER_NOT_SEALED",
    expected: "a dossier whose sources and logs are sealed",
    received: `not sealed: ${unsealed.slice(0, LISTED_MAX).join(", ")}${more}`,
    fix: `plimsoll release seal ${folder}; nothing was judged or spent`,
  });
}

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

const readerOf =
  ({ files }: DossierFolder): ReadPlace =>
  (place) => {
    const read = files.read(place);
    return read.ok ? ok(read.bytes) : err(read.refusal);
  };
