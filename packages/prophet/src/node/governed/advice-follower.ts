import { renameSync, rmSync, writeFileSync } from "node:fs";
import { type Clock, integer, object } from "@plimsoll/foundation";
import { smallFileText } from "./small-file.ts";

const PPM = 1_000_000;
const adviceShape = object({ scalePpm: integer(0, PPM), sinceMs: integer() });

/** Advice is looked at no oftener than this: a step may take microseconds. */
const LOOK_INTERVAL_MS = 50;
/** What is followed is said again after this long, so that a governor can tell a trainer that lives from one that does not. */
const REPORT_INTERVAL_MS = 1_000;

export interface AdvicePlace {
  readonly file: string;
  readonly reportFile: string;
  /** A governor says that it advises: no advice is doubt from the beginning. */
  readonly isAdvised: boolean;
  /** Nothing may be learnt now, whatever is advised. */
  readonly isHeld: () => boolean;
  readonly clock: Clock;
}

/** Follows the advice of a governor's learning-rate lever, and says so in a report beside it. */
export class AdviceFollower {
  readonly #place: AdvicePlace;
  /** From the first advice on, no advice is doubt. */
  #isAdvised: boolean;
  #scalePpm = 0;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #reported = { scalePpm: -1, atMs: Number.NEGATIVE_INFINITY };

  constructor(place: AdvicePlace) {
    this.#place = place;
    this.#isAdvised = place.isAdvised;
  }

  /** In [0, 1]. */
  scale(): number {
    const nowMs = this.#place.clock.monotonicMs();
    if (nowMs - this.#lookedAtMs >= LOOK_INTERVAL_MS) {
      this.#lookedAtMs = nowMs;
      // In this order: a verdict comes after the advice that goes with it.
      this.#scalePpm = this.#place.isHeld() ? 0 : this.#advisedPpm();
      this.#report(nowMs);
    }
    return this.#scalePpm / PPM;
  }

  /** The next answer is by what lies there then. */
  lookAnew(): void {
    this.#lookedAtMs = Number.NEGATIVE_INFINITY;
  }

  #advisedPpm(): number {
    // What is there and cannot be read is malformed.
    const text = smallFileText(this.#place.file);
    if (text === null) return this.#isAdvised ? 0 : PPM;
    this.#isAdvised = true;
    const advice = adviceShape.parse(parsed(text));
    return advice.ok ? advice.value.scalePpm : 0;
  }

  #report(nowMs: number): void {
    const scalePpm = this.#scalePpm;
    if (scalePpm === this.#reported.scalePpm && nowMs - this.#reported.atMs < REPORT_INTERVAL_MS) return;
    this.#reported = { scalePpm, atMs: nowMs };
    const draft = `${this.#place.reportFile}.tmp`;
    try {
      // A link or pipe that was put there is neither followed nor waited for.
      rmSync(draft, { force: true });
      writeFileSync(draft, `${JSON.stringify({ scalePpm, atMs: this.#place.clock.wallMs() })}\n`, { flag: "wx" });
      renameSync(draft, this.#place.reportFile);
    } catch {
      // A report is a courtesy. A training must not end because nobody hears it.
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
