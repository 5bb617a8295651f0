import type { Entry } from "@plimsoll/kernel";

const DAY_MS = 86_400_000;

/**
 * Counts how often a job's power turns: every change of level in the other direction than the one before it. Going down step by step is
 * no flap; down, up and down again are two.
 */
export class FlapCount {
  readonly #jobs = new Map<string, { levelPpm: number; direction: number; turnsMs: number[] }>();
  readonly #lineageOf = new Map<string, string>();

  take(entry: Entry): void {
    if (entry.kind === "run.started") this.#lineageOf.set(entry.run, entry.lineage);
    if (entry.kind !== "throttle.set") return;
    const lineage = this.#lineageOf.get(entry.run) ?? entry.run;
    const job = this.#jobs.get(lineage) ?? { levelPpm: 0, direction: 0, turnsMs: [] };
    this.#jobs.set(lineage, job);
    const direction = Math.sign(entry.power.levelPpm - job.levelPpm);
    if (direction === 0) return;
    if (job.direction !== 0 && direction !== job.direction) job.turnsMs.push(entry.at);
    job.levelPpm = entry.power.levelPpm;
    job.direction = direction;
  }

  /** Of all jobs together, from an instant on. */
  total(fromMs: number): number {
    return [...this.#jobs.values()].reduce((sum, { turnsMs }) => sum + turnsMs.filter((at) => at >= fromMs).length, 0);
  }

  /** The most of one job within any day from an instant on. */
  mostInADay(fromMs: number): number {
    return Math.max(0, ...[...this.#jobs.values()].map(({ turnsMs }) => densest(turnsMs.filter((at) => at >= fromMs))));
  }
}

/** `turnsMs` in rising order. */
function densest(turnsMs: readonly number[]): number {
  let first = 0;
  let most = 0;
  for (const [last, atMs] of turnsMs.entries()) {
    while (atMs - (turnsMs[first] ?? atMs) >= DAY_MS) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
