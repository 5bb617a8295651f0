import { readFileSync } from "node:fs";
import { join } from "node:path";
import { identifier, integer, nullable, object, type Shaped } from "@plimsoll/foundation";
import { runFolder } from "../site/data-layout.ts";
import type { RunObserver } from "./ports.ts";
import { writeNodeFile } from "../node/write-node-file.ts";

const scale = nullable(integer(0, 1_000_000));

const wordShape = object({
  /** What it is advised now; `null` where it cannot be advised. */
  advisedScalePpm: scale,
  /** What it says it follows; `null` where it says nothing. */
  reportedScalePpm: scale,
  /** Of its newest checkpoint: what it says that it gained since the one before, in millionths. */
  gainMicro: nullable(integer(Number.MIN_SAFE_INTEGER)),
  checkpoint: nullable(identifier),
});

/** What the trainer of a run was advised, and what it says of itself. Its word, kept to be looked at: nothing is decided by it. */
export type TrainerWord = Shaped<typeof wordShape>;

const SILENT: TrainerWord = { advisedScalePpm: null, reportedScalePpm: null, gainMicro: null, checkpoint: null };

const wordFile = (dataDirectory: string, run: string): string => join(runFolder(dataDirectory, run), "trainer.json");

/** Keeps the word of a run's trainer where other processes of the site can read it. That it could not be kept is no fault of the run. */
export function trainerWordKeeper(dataDirectory: string, run: string): RunObserver {
  let word = SILENT;
  const keep = (changes: Partial<TrainerWord>): void => {
    word = { ...word, ...changes };
    try {
      writeNodeFile(wordFile(dataDirectory, run), `${JSON.stringify(word)}\n`);
    } catch {
      // What is shown of a word must not end a run.
    }
  };
  return {
    checkpoint: ({ name, gainMicro }) => keep({ checkpoint: name, gainMicro }),
    advice: ({ advisedScalePpm, reported }) => keep({ advisedScalePpm, reportedScalePpm: reported?.scalePpm ?? null }),
    adviceFault: () => keep({ advisedScalePpm: null }),
  };
}

/** The word of a run's trainer; `null` where nothing was kept that can be read. */
export function trainerWordOf(dataDirectory: string, run: string): TrainerWord | null {
  try {
    const word = wordShape.parse(JSON.parse(readFileSync(wordFile(dataDirectory, run), "utf8")));
    return word.ok ? word.value : null;
  } catch {
    return null;
  }
}
