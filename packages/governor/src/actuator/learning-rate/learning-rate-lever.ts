import { closeSync, constants, fstatSync, fsyncSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Clock, integer, object, PlimsollError, type Shaped } from "@plimsoll/foundation";
import { writeWhole } from "@plimsoll/foundation/node";

export const ADVICE_FILE = "advice.json";
const REPORT_FILE = "advice-report.json";

const reportShape = object({ scalePpm: integer(0, 1_000_000), atMs: integer() });

/** What a trainer says it does: its own word, and no more. */
export type TrainerReport = Shaped<typeof reportShape>;

/**
 * What a trainer was advised and says it follows. It has no achieved level, so that nobody can take it for one: a trainer that ignores it, or
 * lies, computes on at full power.
 */
export interface Advice {
  readonly kind: "advice";
  readonly advisedScalePpm: number;
  /** Wall time since which this is advised, ms since 1970. */
  readonly sinceMs: number;
  /** `null` where the trainer says nothing that can be read. */
  readonly reported: TrainerReport | null;
}

/**
 * A lever on the learning rate of a trainer that cooperates. It writes `advice.json` (`{"scalePpm": 200000, "sinceMs": …}`) into a folder; a
 * trainer that reads it multiplies its learning rate, and may answer with `advice-report.json` (`{"scalePpm": …, "atMs": …}`).
 */
export class LearningRateLever {
  readonly #folder: string;
  readonly #clock: Clock;
  #advised: { readonly scalePpm: number; readonly sinceMs: number } | null = null;

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Advises a scale from 0 to 1 000 000 ppm. Throws `ADVICE_NOT_WRITABLE`. */
  advise(scalePpm: number): Advice {
    const advised = this.#advised?.scalePpm === scalePpm ? this.#advised : { scalePpm, sinceMs: this.#clock.wallMs() };
    // Written each time: the trainer's folder is the trainer's, and may have lost it.
    this.#write(JSON.stringify(advised));
    this.#advised = advised;
    return { kind: "advice", advisedScalePpm: scalePpm, sinceMs: advised.sinceMs, reported: this.#report() };
  }

  #report(): TrainerReport | null {
    try {
      const parsed = reportShape.parse(JSON.parse(readReport(join(this.#folder, REPORT_FILE))));
      return parsed.ok ? parsed.value : null;
    } catch {
      return null;
    }
  }

  #write(text: string): void {
    const file = join(this.#folder, ADVICE_FILE);
    try {
      // A link that the trainer planted is removed, never written through.
      rmSync(`${file}.tmp`, { force: true });
      const descriptor = openSync(`${file}.tmp`, "wx");
      try {
        writeWhole(descriptor, `${text}\n`);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(`${file}.tmp`, file);
    } catch (cause) {
      throw new PlimsollError({
        code: "ADVICE_NOT_WRITABLE",
        expected: `a folder in which ${ADVICE_FILE} can be written`,
        received: String(cause),
        fix: "give the trainer's folder, and write permission in it; power is enforced without advice all the same",
        cause,
      });
    }
  }
}

const REPORT_BYTES_MAX = 4_096;

/** The folder is the trainer's: a pipe must not hold us up, nor a link or a large file lead us astray. */
function readReport(file: string): string {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile() || stat.size > REPORT_BYTES_MAX) throw new Error("no report");
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}
