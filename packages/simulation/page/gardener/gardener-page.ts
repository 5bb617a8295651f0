import { gardenerFrame } from "../../src/gardener/view/frame.ts";
import type { PageView } from "../cluster/cluster-page.ts";
import { part } from "../controls/find.ts";
import { problemText } from "../controls/problem.ts";
import { bindKeys, bindTransport, showSpeed } from "../controls/transport.ts";
import { Player } from "../playback/player.ts";
import { Readings } from "./draw-readings.ts";
import { drawField } from "./draw-field.ts";
import { GardenerRun } from "./gardener-run.ts";
import { gardenerSettings } from "./gardener-settings.ts";

const UNIT = "generations";

/** The view of Gardener. */
export function gardenerPage(view: HTMLElement): PageView {
  const field = part(view, "field", HTMLCanvasElement);
  const problem = part(view, "problem", HTMLElement);
  const readings = new Readings(view);
  let run: GardenerRun | null = null;

  const draw = (): void => {
    if (run === null || view.hidden) return;
    drawField(field, gardenerFrame(run.world));
    readings.draw(run);
    showSpeed(view, player, UNIT);
    mark(view, field, run, player);
  };
  const step = (): boolean => {
    run?.step();
    return run !== null;
  };
  const changed = (): void => {
    view.dataset["state"] = player.isPlaying ? "running" : "paused";
    part(view, "run", HTMLButtonElement).textContent = player.isPlaying ? "Pause" : "Run";
  };
  const player = new Player({ step, draw, changed });
  const restart = (): void => {
    try {
      run = new GardenerRun(settings.setup());
      problem.textContent = "";
    } catch (cause) {
      problem.textContent = problemText(cause);
      player.pause();
      return;
    }
    draw();
  };
  const disturb = (how: (run: GardenerRun) => void): void => {
    if (run === null) return;
    how(run);
    draw();
  };
  const settings = gardenerSettings(view, restart);
  const burst = (): void => disturb((each) => each.burst());
  bindTransport(view, player, restart, UNIT);
  bindKeys(view, { b: burst });
  part(view, "burst", HTMLButtonElement).addEventListener("click", burst);
  part(view, "storm", HTMLButtonElement).addEventListener("click", () => disturb((each) => each.storm()));
  field.addEventListener("click", (event) => disturb((each) => each.burst(cellAt(event, field, each))));
  restart();
  return { draw, pause: () => player.pause() };
}

function cellAt({ offsetX, offsetY }: MouseEvent, field: HTMLCanvasElement, { setup: { spec } }: GardenerRun): number {
  const placeOf = (offset: number, length: number): number =>
    Math.max(0, Math.min(spec.side - 1, Math.floor((offset / length) * spec.side)));
  return placeOf(offsetY, field.clientHeight) * spec.side + placeOf(offsetX, field.clientWidth);
}

/** For those who do not see the picture, and for tests. */
function mark(view: HTMLElement, field: HTMLElement, run: GardenerRun, player: Player): void {
  const { generation, agents, record } = run.world;
  const { side } = run.setup.spec;
  field.setAttribute("aria-label", `${side} by ${side} cells, ${agents.count} agents, generation ${generation}`);
  const { dataset } = view;
  dataset["generation"] = String(generation);
  dataset["population"] = String(agents.count);
  dataset["dirt"] = String(record === null ? 0 : record.entropyTotal / side ** 2);
  dataset["side"] = String(side);
  dataset["verdict"] = record?.verdict ?? "none";
  if (!player.isPlaying) dataset["hash"] = run.hash.toString(16).padStart(8, "0");
}
