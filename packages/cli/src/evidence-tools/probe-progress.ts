import { REQUIRED_CELLS, trialsIn } from "@plimsoll/kernel";
import { LiveBlock } from "../output/live-block.ts";
import { progressText, type Tallies } from "./probe-text.ts";

const REFRESH_MS = 200;

/** One line on a terminal, drawn over while a window set is tried; what an earlier process had tried does not count for the speed. */
export class ProbeProgressLine {
  readonly #block = new LiveBlock(process.stderr);
  #startedMs = 0;
  #trialsBefore = 0;
  #shownMs = Number.NEGATIVE_INFINITY;

  begin(tallies: Tallies): void {
    this.#startedMs = performance.now();
    this.#trialsBefore = sumOfTrials(tallies);
  }

  show(tallies: Tallies, trialsTotal: number): void {
    const nowMs = performance.now();
    if (this.#startedMs === 0) this.begin(tallies);
    if (nowMs - this.#shownMs < REFRESH_MS) return;
    this.#shownMs = nowMs;
    this.#block.draw([progressText(tallies, trialsTotal, nowMs - this.#startedMs, this.#trialsBefore)]);
  }

  /** Takes the line away; the next set begins anew. */
  end(): void {
    this.#block.draw([]);
    this.#startedMs = 0;
  }
}

const sumOfTrials = (tallies: Tallies): number =>
  REQUIRED_CELLS.reduce((sum, cell) => sum + trialsIn(tallies[cell]), 0);
