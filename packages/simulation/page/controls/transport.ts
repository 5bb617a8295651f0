import { part } from "./find.ts";
import type { Player } from "../playback/player.ts";
import { speedAt } from "../playback/step-clock.ts";

/** Binds run, step, restart and speed of a view, and the keys that stand for them; `unit` is what is counted. */
export function bindTransport(view: HTMLElement, player: Player, restart: () => void, unit: string): void {
  const run = part(view, "run", HTMLButtonElement);
  const speed = part(view, "speed", HTMLInputElement);
  const setSpeed = (): void => {
    player.speed = speedAt(speed.valueAsNumber);
    player.measuredSpeed = 0;
    speed.setAttribute("aria-valuetext", player.speed === Infinity ? "as fast as it can" : `${player.speed} ${unit}/s`);
    view.dataset["speed"] = String(player.speed);
    showSpeed(view, player, unit);
  };
  speed.addEventListener("input", setSpeed);
  setSpeed();
  run.addEventListener("click", () => player.toggle());
  part(view, "step", HTMLButtonElement).addEventListener("click", () => player.stepOnce());
  part(view, "restart", HTMLButtonElement).addEventListener("click", restart);
  bindKeys(view, { " ": () => player.toggle(), ".": () => player.stepOnce(), r: restart });
}

/** The speed that was asked for, and for "as fast as it can" the one that it came to. */
export function showSpeed(view: HTMLElement, { speed, measuredSpeed }: Player, unit: string): void {
  const fastest =
    measuredSpeed === 0 ? "as fast as it can" : `${Math.round(measuredSpeed).toLocaleString("en-GB")} ${unit}/s`;
  part(view, "speed-shown", HTMLOutputElement).value = speed === Infinity ? fastest : `${speed} ${unit}/s`;
  view.dataset["measuredSpeed"] = measuredSpeed.toFixed(1);
}

/** Keys of a view, while it is shown and no control is in use that has a use for them. */
export function bindKeys(view: HTMLElement, actions: Readonly<Record<string, () => void>>): void {
  document.addEventListener("keydown", (event) => {
    const action = actions[event.key.toLowerCase()];
    if (action === undefined || view.hidden || event.ctrlKey || event.metaKey || event.altKey || isInUse(event)) return;
    event.preventDefault();
    action();
  });
}

/** Letters and spaces belong to the control that has the focus; a range or a button takes no letters. */
function isInUse({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.matches("select, input:not([type=range], [type=checkbox])")) return true;
  return key === " " && target.matches("button, input, summary, a");
}
