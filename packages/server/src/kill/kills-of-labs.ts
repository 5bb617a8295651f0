import { tooMany } from "../http/body-budget.ts";

/** So many runs of a lab are killed at once by its own order. */
const RUNS_MAX = 8;

/**
 * What labs have killed at this moment. A kill is a process of this machine, and a lab may name every run that it ever started: without a
 * bound it could fill the machine with them (SVR-172). Operators' orders are not counted, and wait for nobody.
 */
export class KillsOfLabs {
  readonly #runs = new Map<string, Map<string, number>>();

  /** Throws `TOO_MANY_REQUESTS`; several orders for one run are one. */
  async during<Report>(lab: string, run: string, kill: () => Promise<Report>): Promise<Report> {
    const runs = this.#runs.get(lab) ?? new Map<string, number>();
    if (!runs.has(run) && runs.size >= RUNS_MAX)
      throw tooMany(`at most ${RUNS_MAX} runs of a lab that are killed at once by its own order`);
    this.#runs.set(lab, runs.set(run, (runs.get(run) ?? 0) + 1));
    try {
      return await kill();
    } finally {
      const left = (runs.get(run) ?? 1) - 1;
      if (left > 0) runs.set(run, left);
      else runs.delete(run);
      if (runs.size === 0) this.#runs.delete(lab);
    }
  }
}
