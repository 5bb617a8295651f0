import { ACTIONS } from "../../src/cluster/actions.ts";
import { drawPlot } from "../canvas/line-plot.ts";
import { currentPalette } from "../canvas/palette.ts";
import { element } from "../controls/elements.ts";
import { type Figures, figuresIn } from "../controls/figures.ts";
import type { History } from "../playback/history.ts";
import type { ClusterLane } from "./cluster-lane.ts";
import { drawCluster } from "./draw-cluster.ts";

const FIGURES = ["return", "step", "episode", "hot cells", "oom cells", "mean return"] as const;
const SPARK_HEIGHT = 60;

/** A lane as the page shows it: its grid, what its policy thinks of, budget and load, and figures. */
export class LaneCard {
  readonly root: HTMLElement;
  readonly #state = element("span", { className: "state" });
  readonly #title: HTMLHeadingElement;
  readonly #grid = element("canvas");
  readonly #odds: readonly OddsRow[] = ACTIONS.map(oddsRow);
  readonly #budget = spark("budget");
  readonly #load = spark("load");
  readonly #figures: Figures = figuresIn(element("dl", { className: "figures" }), FIGURES);

  constructor(place: number, label: string) {
    this.#title = element("h2", { text: label });
    this.#grid.setAttribute("role", "img");
    const actions = element(
      "ul",
      { className: "actions" },
      this.#odds.map(({ row }) => row),
    );
    actions.setAttribute("aria-label", "What the policy does next");
    const sparks = element("div", {}, [this.#budget.root, this.#load.root]);
    const side = element("div", { className: "side" }, [actions, sparks, this.#figures.list]);
    this.root = element("article", { className: "lane" }, [
      element("header", {}, [this.#title, this.#state]),
      element("div", { className: "lane-body" }, [this.#grid, side]),
    ]);
    this.root.dataset["lane"] = String(place);
  }

  draw(lane: ClusterLane): void {
    drawCluster(this.#grid, lane);
    this.#showOdds(lane);
    this.#budget.draw(lane.budgets, currentPalette().target);
    this.#load.draw(lane.loads, currentPalette().memory);
    this.#showFigures(lane);
    this.#mark(lane);
  }

  #showOdds({ next }: ClusterLane): void {
    for (const [action, { row, bar, share }] of this.#odds.entries()) {
      const isNext = next?.action === action;
      const odd = next?.probabilities?.[action] ?? Number(isNext);
      row.dataset["next"] = String(isNext);
      bar.style.setProperty("--share", odd.toFixed(3));
      const hasOdds = (next?.probabilities ?? null) !== null;
      share.textContent = hasOdds ? `${(100 * odd).toFixed(0)} %` : isNext ? "next" : "";
    }
  }

  #showFigures(lane: ClusterLane): void {
    const { returns, view } = lane;
    const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
    this.#figures.show("return", lane.episodeReturn.toFixed(2));
    this.#figures.show("step", `${view.step} of ${view.spec.stepsMax}`);
    this.#figures.show("episode", String(lane.episode));
    this.#figures.show("hot cells", String(view.hotCells));
    this.#figures.show("oom cells", String(lane.oomCells));
    this.#figures.show("mean return", returns.length === 0 ? "–" : `${mean.toFixed(2)} (${returns.length})`);
  }

  /** For those who do not see the picture, and for tests. */
  #mark(lane: ClusterLane): void {
    const { view, next } = lane;
    const action = next === null ? "none" : ACTIONS[next.action]!;
    this.#state.textContent = lane.hasEnded ? "episode ended" : `next: ${action}`;
    this.#state.dataset["state"] = lane.hasEnded ? "ended" : "running";
    const seen = `${view.height} by ${view.width} cells, agent at row ${view.y + 1}, column ${view.x + 1}, ${view.hotCells} hot; next action: ${action}`;
    this.#grid.setAttribute("aria-label", seen);
    const { dataset } = this.root;
    dataset["steps"] = String(lane.steps);
    dataset["episode"] = String(lane.episode);
    dataset["return"] = String(lane.episodeReturn);
    dataset["hash"] = lane.hash.toString(16).padStart(8, "0");
    dataset["next"] = action;
    dataset["brain"] = lane.setup.brain.name;
    dataset["cells"] = `${view.width}x${view.height}`;
    dataset["ended"] = String(lane.hasEnded);
  }
}

interface OddsRow {
  readonly row: HTMLLIElement;
  readonly bar: HTMLElement;
  readonly share: HTMLElement;
}

function oddsRow(action: string): OddsRow {
  const bar = element("i");
  const share = element("b");
  const row = element("li", {}, [element("span", { text: action }), bar, share]);
  return { row, bar, share };
}

function spark(name: string) {
  const canvas = element("canvas");
  const value = element("b");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `History of ${name}`);
  const caption = element("figcaption", {}, [element("span", { text: name }), value]);
  const root = element("figure", { className: "spark" }, [caption, canvas]);
  const draw = (history: History, colour: string): void => {
    const values = history.values();
    value.textContent = `${(100 * (values.at(-1) ?? 0)).toFixed(0)} %`;
    const line = { values, capacity: history.capacity, top: 1, colour, isFilled: true };
    drawPlot(canvas, { height: SPARK_HEIGHT, lines: [line], grid: currentPalette().line });
  };
  return { root, draw };
}
