import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { openEndpoint, TranscriptFolder } from "@plimsoll/governor";
import {
  candidateSetup,
  cleanApparatus,
  compilerDigestOf,
  DELIBERATOR_INTERFACE,
  type DiagnosticFault,
  type DiagnosticRecord,
  diagnosticRecord,
  type Question,
  type Reply,
  runSeedAsking,
  type SeedSetup,
} from "@plimsoll/sovereignty";
import { inheritedEnvironment } from "../environment.ts";
import { CLOCK, WAIT } from "../evidence-tools/probe-time.ts";
import { ProgressLine } from "../output/progress-line.ts";
import { LanguageModel } from "./language-model.ts";
import { loadedFreeze } from "./loaded-freeze.ts";
import { RunFolder } from "./run-folder.ts";

/** What the command line says of a diagnostic run. */
export interface DiagnoseFlags {
  readonly endpoint: string;
  readonly model: string;
  readonly apiKeyEnv?: string;
  readonly seed: number;
  readonly episodes: number;
  readonly folder: string;
  readonly requestsMax: number;
  readonly tokensMax: number;
  readonly json?: boolean;
}

/**
 * Plays the seed with the model behind the endpoint, and leaves the record in the folder, whole or faulty. Throws `FILE_EXISTS` before
 * anything is asked: a seed is played once, and no record takes the place of another.
 */
export async function diagnose(flags: DiagnoseFlags, signal: AbortSignal): Promise<DiagnosticRecord> {
  const folder = new RunFolder(flags.folder);
  const file = recordName(flags);
  if (folder.text(file) !== null) throw playedBefore(join(flags.folder, file));
  const model = modelOf(flags, signal);
  const record = await played(flags, model, signal);
  folder.write(file, `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

function modelOf(flags: DiagnoseFlags, signal: AbortSignal): LanguageModel {
  const { chat } = openEndpoint({
    baseUrl: flags.endpoint,
    model: flags.model,
    apiKeyVariable: flags.apiKeyEnv ?? null,
    environment: inheritedEnvironment(),
    budget: { requestsMax: flags.requestsMax, tokensMax: flags.tokensMax },
    clock: CLOCK,
    wait: WAIT,
    requestsPerSecond: REQUESTS_PER_SECOND_MAX,
    timeoutMs: ANSWER_MS_MAX,
    retriesMax: DELIBERATOR_INTERFACE.retriesMax,
  });
  const { keep } = new TranscriptFolder(join(flags.folder, "transcripts"));
  return new LanguageModel({ model: flags.model, seed: flags.seed, chat, keep, signal });
}

/** One question is out at a time: the model sets the pace. */
const REQUESTS_PER_SECOND_MAX = 1_000;
/** What thinking costs has no standing as a reason (reference §1.2); this only ends a wait for a server that is gone. */
const ANSWER_MS_MAX = 600_000;

async function played(flags: DiagnoseFlags, model: LanguageModel, signal: AbortSignal): Promise<DiagnosticRecord> {
  const { seed, episodes } = flags;
  const frozen = loadedFreeze();
  const apparatus = cleanApparatus(compilerDigestOf(frozen));
  const setup: SeedSetup = { ...candidateSetup(apparatus, seed), episodes, continuesAfterHalt: true };
  const outcome = await outcomeOf(setup, model, signal);
  const { freezeDigest } = frozen;
  return diagnosticRecord({ model: flags.model, freezeDigest, seed, episodes, questions: model.asked, ...outcome });
}

type Outcome = Pick<DiagnosticRecord, "run" | "fault">;

async function outcomeOf(setup: SeedSetup, model: LanguageModel, signal: AbortSignal): Promise<Outcome> {
  using line = new ProgressLine();
  const startedMs = performance.now();
  const answer = async (question: Question): Promise<Reply> => {
    line.show(placeText(question, setup.episodes) + paceText(model.asked.length, performance.now() - startedMs));
    return await model.answer(question);
  };
  try {
    return { run: await runSeedAsking(setup, answer), fault: null };
  } catch (error) {
    return { run: null, fault: signal.aborted ? INTERRUPTED : faultOf(error) };
  }
}

const placeText = ({ view }: Question, episodes: number): string =>
  `episode ${view.observation.episode + 1} of ${episodes}, step ${view.observation.step}: `;

const paceText = (answers: number, elapsedMs: number): string =>
  answers === 0 ? "0 answers" : `${answers} answers, ${(elapsedMs / answers / 1_000).toFixed(1)} s each`;

const INTERRUPTED: DiagnosticFault = "INVALID_RUN / TECHNICAL_FAILURE: interrupted";

/** What is nobody's deliberation is no result either; what is no refusal of ours is a bug, and is thrown on. */
function faultOf(error: unknown): DiagnosticFault {
  if (!(error instanceof PlimsollError)) throw error;
  if (error.code === "BUFFER_OVERFLOW") return "INVALID_RUN / BUFFER_OVERFLOW";
  return `INVALID_RUN / TECHNICAL_FAILURE: ${error.code}, ${error.message}`;
}

const recordName = ({ model, seed }: DiagnoseFlags): string =>
  `diagnostic-${model.replaceAll(/[^A-Za-z0-9._-]+/g, "-")}-seed-${seed}.json`;

const playedBefore = (path: string): PlimsollError =>
  new PlimsollError({
    code: "FILE_EXISTS",
    expected: "a seed that the model has not played in this folder",
    received: `its record "${path}"`,
    fix: "play another seed, or another --folder: a record is never replaced",
  });
