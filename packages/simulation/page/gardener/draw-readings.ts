import { drawPlot } from "../canvas/line-plot.ts";
import { currentPalette } from "../canvas/palette.ts";
import { type Figures, figuresIn } from "../controls/figures.ts";
import { found, part } from "../controls/find.ts";
import type { GardenerRun } from "./gardener-run.ts";

const FIGURES = ["generation", "population", "mean dirt", "flow", "births", "emergencies"] as const;
const PLOT_HEIGHT = 104;
/** Both are drawn on the scale of risk. */
const TOP = 1;

/** Verdict, figures and histories of a world. */
export class Readings {
  readonly #view: HTMLElement;
  readonly #figures: Figures;

  constructor(view: HTMLElement) {
    this.#view = view;
    this.#figures = figuresIn(part(view, "figures", HTMLDListElement), FIGURES);
  }

  draw(run: GardenerRun): void {
    this.#showVerdict(run);
    this.#showFigures(run);
    this.#drawRisk(run);
    this.#drawDirt(run);
  }

  #showVerdict({ world: { record } }: GardenerRun): void {
    const shown = part(this.#view, "verdict", HTMLElement);
    shown.dataset["verdict"] = record?.verdict ?? "none";
    found(shown, "b", HTMLElement).textContent = record?.verdict ?? "no verdict yet";
    found(shown, "span", HTMLElement).textContent = `risk ${record?.risk.toFixed(3) ?? "–"}`;
  }

  #showFigures({ world: { record, generation, agents }, setup: { spec } }: GardenerRun): void {
    this.#figures.show("generation", String(generation));
    this.#figures.show("population", `${agents.count} of ${spec.population.max}`);
    this.#figures.show("mean dirt", record === null ? "0 %" : percent(record.entropyTotal / spec.side ** 2));
    this.#figures.show("flow", record?.flow.toFixed(3) ?? "–");
    this.#figures.show("births", String(record?.births ?? 0));
    this.#figures.show("emergencies", String(record?.emergencyMoves ?? 0));
  }

  #drawRisk({ risk, flow, setup: { spec } }: GardenerRun): void {
    const colours = currentPalette();
    const { bubbleFrom, collapseFrom } = spec.verdict;
    drawPlot(part(this.#view, "risk", HTMLCanvasElement), {
      height: PLOT_HEIGHT,
      grid: colours.line,
      bands: [
        { from: 0, to: bubbleFrom, colour: colours.good },
        { from: bubbleFrom, to: collapseFrom, colour: colours.bubble },
        { from: collapseFrom, to: 1, colour: colours.collapse },
      ],
      lines: [
        { values: flow.values(), capacity: flow.capacity, top: TOP, colour: colours.flow },
        { values: risk.values(), capacity: risk.capacity, top: TOP, colour: colours.collapse },
      ],
    });
  }

  #drawDirt({ dirt, population, setup: { spec } }: GardenerRun): void {
    const colours = currentPalette();
    drawPlot(part(this.#view, "dirt", HTMLCanvasElement), {
      height: PLOT_HEIGHT,
      grid: colours.line,
      lines: [
        { values: dirt.values(), capacity: dirt.capacity, top: 1, colour: colours.memory, isFilled: true },
        {
          values: population.values(),
          capacity: population.capacity,
          top: spec.population.max,
          colour: colours.people,
        },
      ],
    });
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
