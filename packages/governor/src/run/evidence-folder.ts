import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  digest,
  type Digest,
  digestOfValue,
  identifier,
  object,
  oneOf,
  PlimsollError,
  type Shaped,
} from "@plimsoll/foundation";
import type { ProbeRequest, Prober, WindowResult } from "./ports.ts";
import { regularText } from "./regular-text.ts";
import { TrialLines } from "./trial-lines.ts";
import { writeFileAtomically } from "@plimsoll/foundation/node";

/** First line of an answer: which windows it answers, and on which weights they were tried. */
const headerShape = object({ type: oneOf("windows"), set: identifier, digest });
type Header = Shaped<typeof headerShape>;

export interface EvidenceFolderOptions {
  readonly directory: string;
  readonly wait: (ms: number) => Promise<void>;
  /** Digests whose evidence may lie in the folder without being asked for now: earlier weights of the lineage. */
  readonly isKnown: (digest: Digest) => boolean;
}

const POLL_MS = 200;

/**
 * Evidence made elsewhere. The registered windows are put into `requests/`, and finished windows are read from `answers/`
 * (docs/guides/govern-a-job.md, "The evidence folder"). A window must be registered before its first trial, so evidence that was
 * there before the request cannot answer it: its seed was not drawn yet.
 */
export class EvidenceFolder implements Prober {
  readonly probeSet: Digest;
  readonly #options: EvidenceFolderOptions;

  constructor(options: EvidenceFolderOptions) {
    this.#options = options;
    this.probeSet = digestOfValue({ evidenceFolder: 1 });
    for (const folder of ["requests", "answers"]) mkdirSync(join(options.directory, folder), { recursive: true });
    this.#refuseForeignAnswers(null);
  }

  async *probe(
    { set, checkpoint, windows, onProgress }: ProbeRequest,
    signal: AbortSignal,
  ): AsyncIterable<WindowResult> {
    const name = `${set.replaceAll("/", "_")}.jsonl`;
    const header = JSON.stringify({ type: "windows", set, digest: checkpoint.digest });
    writeFileAtomically(
      join(this.#options.directory, "requests", name),
      [header, ...windows.map((window) => JSON.stringify(window)), ""].join("\n"),
    );
    const answer = await this.#answer(join(this.#options.directory, "answers", name), checkpoint.digest, signal);
    const lines = new TrialLines(windows);
    for (const line of answer) lines.take(line);
    onProgress(answer.length);
    yield* lines.results();
  }

  async #answer(file: string, asked: Digest, signal: AbortSignal): Promise<readonly string[]> {
    while (!existsSync(file)) {
      if (signal.aborted) return [];
      this.#refuseForeignAnswers(asked);
      await this.#options.wait(POLL_MS);
    }
    const [first = "", ...lines] = answerText(file).split("\n");
    const header = readHeader(file, first);
    if (header.digest !== asked) throw otherModel(file, header.digest, asked);
    return lines.filter((line) => line !== "");
  }

  /** Evidence of a model that this lineage never had is refused as soon as it is seen, not left to be waited for. */
  #refuseForeignAnswers(asked: Digest | null): void {
    const folder = join(this.#options.directory, "answers");
    for (const name of readdirSync(folder).filter((name) => name.endsWith(".jsonl"))) {
      const file = join(folder, name);
      const header = readHeader(file, answerText(file).split("\n", 1)[0] ?? "");
      if (header.digest !== asked && !this.#options.isKnown(header.digest))
        throw otherModel(file, header.digest, asked);
    }
  }
}

/** Some millions of trials. */
const ANSWER_BYTES_MAX = 256 * 1_048_576;

/** Who answers writes here, and must not hold the run up: of a pipe or a link, nobody waits for the end. */
function answerText(file: string): string {
  try {
    return regularText(file, ANSWER_BYTES_MAX);
  } catch (cause) {
    throw new PlimsollError({
      code: "EVIDENCE_MALFORMED",
      expected: `a regular file of at most ${ANSWER_BYTES_MAX} bytes at "${file}"`,
      received: (cause as NodeJS.ErrnoException).code ?? "another thing",
      fix: "put the answer itself there, by a rename when it is whole",
      cause,
    });
  }
}

function readHeader(file: string, line: string): Header {
  const header = headerShape.parse(parsedJson(line));
  if (header.ok) return header.value;
  throw new PlimsollError({
    code: "EVIDENCE_MALFORMED",
    expected: `${header.error.expected} in the first line of "${file}"`,
    received: header.error.received,
    fix: "begin the answer with the first line of its request",
  });
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const otherModel = (file: string, received: Digest, asked: Digest | null): PlimsollError =>
  new PlimsollError({
    code: "EVIDENCE_OTHER_MODEL",
    expected: asked === null ? "evidence on weights of this lineage" : `evidence on ${asked}`,
    received: `${received} in "${file}"`,
    fix: "take that file away, or name the run whose weights it is about",
  });
