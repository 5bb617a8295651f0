import { styleText } from "node:util";
import { ACTIONS, type ClusterView } from "@plimsoll/simulation";
import { figureText } from "../figure-text.ts";

/** What led to the picture; before the first step nothing did. */
export interface FrameStep {
  readonly step: number;
  readonly action: number | null;
  readonly reward: number;
  readonly episodeReturn: number;
}

/** Where a cell is near its end of memory. */
const NEAR_END = 0.9;

/** One picture of a cluster, in lines of text. `inColour` for a terminal. */
export function frameLines(
  view: ClusterView,
  { step, action, reward, episodeReturn }: FrameStep,
  inColour: boolean,
): readonly string[] {
  const { spec, height, budget } = view;
  const did = action === null ? "the beginning" : `${ACTIONS[action]!.padEnd(5)} ${signed(reward)}`;
  return [
    `step ${String(step).padStart(3)} of ${spec.stepsMax}   budget ${figureText(budget, 1).padStart(5)} of ${spec.budget.full}   return ${signed(episodeReturn)}   ${did}`,
    ...Array.from({ length: height }, (_, y) => rowLine(view, y, inColour)),
    `hot cells ${view.hotCells}`,
  ];
}

const rowLine = (view: ClusterView, y: number, inColour: boolean): string =>
  Array.from({ length: view.width }, (_, x) => cellText(view, y, x, inColour)).join(" ");

function cellText(view: ClusterView, y: number, x: number, inColour: boolean): string {
  const cell = y * view.width + x;
  const [cpu, memory] = [view.cpu(cell), view.memory(cell)];
  const isAgent = view.y === y && view.x === x;
  const sign = memory > NEAR_END ? "!" : Math.max(cpu, memory) > view.spec.scale.hotAbove ? "^" : " ";
  const text = `${percent(cpu)}/${percent(memory)}${sign}${priorityMark(view.priority(cell))}`;
  const framed = isAgent ? `[${text}]` : ` ${text} `;
  if (!inColour) return framed;
  const colour = memory > NEAR_END ? "red" : sign === "^" ? "yellow" : "green";
  return styleText(isAgent ? [colour, "inverse"] : [colour], framed, { validateStream: false });
}

const percent = (share: number): string => String(Math.round(100 * share)).padStart(3);

const priorityMark = (priority: number): string => ".".repeat(priority > 0.8 ? 3 : priority > 0.3 ? 2 : 1).padEnd(3);

const signed = (value: number): string => `${value < 0 ? "" : "+"}${figureText(value, 3)}`;
