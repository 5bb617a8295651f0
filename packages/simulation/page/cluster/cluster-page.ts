import { part } from "../controls/find.ts";
import { problemText } from "../controls/problem.ts";
import { bindTransport, showSpeed } from "../controls/transport.ts";
import { Player } from "../playback/player.ts";
import { ClusterLane } from "./cluster-lane.ts";
import { clusterSettings } from "./cluster-settings.ts";
import { LaneCard } from "./lane-card.ts";

/** A view that can be drawn anew and told to rest. */
export interface PageView {
  draw(): void;
  pause(): void;
}

const UNIT = "steps";

interface ShownLane {
  readonly lane: ClusterLane;
  readonly card: LaneCard;
}

/** The view of ClusterTensor: one policy, or two side by side on the same seed. */
export function clusterPage(view: HTMLElement): PageView {
  const lanes = part(view, "lanes", HTMLElement);
  const problem = part(view, "problem", HTMLElement);
  let shown: readonly ShownLane[] = [];

  const draw = (): void => {
    if (view.hidden) return;
    for (const { lane, card } of shown) card.draw(lane);
    showSpeed(view, player, UNIT);
  };
  const step = (): boolean => {
    for (const { lane } of shown) lane.step();
    return shown.some(({ lane }) => !lane.isOver);
  };
  const changed = (): void => {
    view.dataset["state"] = player.isPlaying ? "running" : "paused";
    part(view, "run", HTMLButtonElement).textContent = player.isPlaying ? "Pause" : "Run";
  };
  const player = new Player({ step, draw, changed });
  const restart = (): void => {
    try {
      shown = settings.lanes().map(({ label, setup }, place) => ({
        lane: new ClusterLane(setup),
        card: new LaneCard(place, label),
      }));
      problem.textContent = "";
    } catch (cause) {
      problem.textContent = problemText(cause);
      player.pause();
      return;
    }
    lanes.classList.toggle("two", shown.length > 1);
    lanes.replaceChildren(...shown.map(({ card }) => card.root));
    draw();
  };
  const settings = clusterSettings(view, restart);
  bindTransport(view, player, restart, UNIT);
  restart();
  return { draw, pause: () => player.pause() };
}
