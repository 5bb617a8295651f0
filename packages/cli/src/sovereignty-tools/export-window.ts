import { join } from "node:path";
import { type IdentityQuestion, type Intaken, parseQuestion, questionDigest } from "@plimsoll/evidence";
import { err, ok } from "@plimsoll/foundation";
import { type FreezeRecord, identityLines, type IdentityTrial, invalidTrial } from "@plimsoll/sovereignty";
import { fileBytes } from "../evidence-tools/import-bytes.ts";
import { keepNewFiles, requireWritableFolder } from "../evidence-tools/examine-files.ts";
import { type Answerer, deterministicAnswerer, recordedAnswerer } from "./answerer.ts";
import { exportedRun, type ExportedRun } from "./exported-run.ts";

export interface ExportFlags {
  readonly agent: string;
  /** Records of a language model, one for each seed that it played, in place of an agent that is played now. */
  readonly runs?: readonly string[];
  readonly out: string;
  /** Of the run that the windows speak for; without one they speak for themselves. */
  readonly folder?: string;
  readonly json?: boolean;
}

/** One window that was played and written down. */
export interface ExportedWindow {
  readonly file: string;
  readonly examination: string;
  readonly context: string;
  readonly part: string;
  readonly trials: number;
  readonly controlled: number;
  /** Why all of it is void; null where it is not. */
  readonly invalid: string | null;
}

/**
 * Answers every question and writes the answers. Throws `SOVEREIGNTY_AGENT_UNKNOWN`, `DIAGNOSTIC_MALFORMED`, `FILE_EXISTS`,
 * `RECORD_NOT_FOUND`, and `InvalidRunError` where the folder has no baseline; whatever a question says is an answer.
 */
export async function exportWindows(
  files: readonly string[],
  flags: ExportFlags,
  freeze: FreezeRecord,
): Promise<Intaken<readonly ExportedWindow[]>> {
  const answerer = await answererOf(flags, freeze);
  const questions: IdentityQuestion[] = [];
  for (const file of files) {
    const question = requireAgent(parseQuestion(await fileBytes(file)), answerer);
    if (!question.ok) return question;
    questions.push(question.value);
  }
  const laboratory = { answerer, freeze, run: exportedRun(flags.folder, freeze) };
  requireWritableFolder(flags.out);
  return ok(questions.map((question) => exported(question, laboratory, flags.out)));
}

const answererOf = async ({ agent, runs }: ExportFlags, freeze: FreezeRecord): Promise<Answerer> =>
  runs === undefined ? deterministicAnswerer(freeze, agent) : await recordedAnswerer(freeze, runs);

/** Who answers, in what, and for which run. */
interface Laboratory {
  readonly answerer: Answerer;
  readonly freeze: FreezeRecord;
  readonly run: ExportedRun;
}

function requireAgent(question: Intaken<IdentityQuestion>, { name, digest }: Answerer): Intaken<IdentityQuestion> {
  if (!question.ok || digest === null || question.value.digest === digest) return question;
  return err({
    code: "INTAKE_SUBJECT_DIFFERS",
    expected: `the agent ${question.value.digest}`,
    received: `"${name}", ${digest}`,
    fix: "run the agent that is examined",
  });
}

function exported(question: IdentityQuestion, laboratory: Laboratory, out: string): ExportedWindow {
  const { examination, context, part, seeds } = question;
  const { answerer, freeze, run } = laboratory;
  const trials = trialsOf(question, laboratory);
  const answer = {
    question: questionDigest(question),
    agent: { name: answerer.name, digest: question.digest, isDeterministic: answerer.digest !== null },
    freeze: freeze.freezeDigest,
    record: run.record,
  };
  const file = join(out, resultFile(question));
  keepNewFiles([{ path: file, text: identityLines(question, answer, trials).join("") }]);
  const controlled = trials.filter(({ outcome }) => outcome === "controlled").length;
  return { file, examination, context, part, trials: seeds.length, controlled, invalid: run.invalid };
}

const resultFile = ({ context, part }: IdentityQuestion): string => `identity-${context.toLowerCase()}-${part}.jsonl`;

function trialsOf({ seeds }: IdentityQuestion, { answerer, run }: Laboratory): readonly IdentityTrial[] {
  const { invalid } = run;
  return seeds.flatMap((seed, index) => {
    const trial = invalid === null ? answerer.trial(index, seed) : invalidTrial(index, seed, invalid);
    return trial === null ? [] : [trial];
  });
}
