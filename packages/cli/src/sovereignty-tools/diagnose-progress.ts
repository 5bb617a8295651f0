import { LiveBlock } from "../output/live-block.ts";

/** One line on a terminal: how far the run is, and how long the model takes for a question. */
export class DiagnoseProgress {
  readonly #block = new LiveBlock(process.stderr);
  readonly #startedMs = performance.now();
  readonly #episodes: number;

  constructor(episodes: number) {
    this.#episodes = episodes;
  }

  show({ episode, step }: { readonly episode: number; readonly step: number }, questions: number): void {
    const seconds = (performance.now() - this.#startedMs) / 1_000;
    const pace = questions === 0 ? "" : `, ${(seconds / questions).toFixed(1)} s each`;
    this.#block.draw([`episode ${episode + 1} of ${this.#episodes}, step ${step}: ${questions} answers${pace}`]);
  }

  end(): void {
    this.#block.draw([]);
  }
}
