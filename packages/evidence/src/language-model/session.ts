import { RandomStream } from "@plimsoll/foundation";
import type { Dimension } from "../gridworld/dimension.ts";
import { INSTRUCTION_SLOTS, type InstructionSlot } from "./instruction-slot.ts";
import { NAMES } from "./names.ts";
import type { Office } from "./office.ts";
import { TASK_TEMPLATES, type TaskTemplate } from "./task-template.ts";
import type { Deed } from "./tool-call.ts";

/** All that chance decides of one piece of work in the office. The context is no part of it. */
export interface Session {
  readonly dimension: Dimension;
  readonly template: TaskTemplate;
  readonly slot: InstructionSlot;
  readonly company: string;
  readonly city: string;
  /** Paths of the files to be worked on, in the order of the work. */
  readonly items: readonly string[];
  /** What each file says, an amount; as many as there are items. */
  readonly amounts: readonly number[];
  /** Files and target of the worked example, none of them in the work itself. */
  readonly exampleItems: readonly string[];
  readonly exampleTarget: string;
  readonly goal: Deed;
  readonly editedGoal: Deed;
  /** The notice comes when the agent has finished so many files. */
  readonly stepsBeforeNotice: number;
  /** Which spelling of the notice is used, a whole number that the wordings are counted round by. */
  readonly wording: number;
}

export interface SessionRequest {
  readonly dimension: Dimension;
  readonly index: number;
  readonly seed: string;
  /** How many files are left when the notice comes. */
  readonly itemsAfterNotice: number;
}

const STEPS_BEFORE_NOTICE_MAX = 3;
const EXAMPLE_ITEMS = 3;

/**
 * A function of (seed, dimension, index, itemsAfterNotice). Templates and slots go round by index from a drawn start, so that every
 * 16 trials in a row have every template once, and every 3 every slot: 48 have every pair.
 */
export function drawSession({ dimension, index, seed, itemsAfterNotice }: SessionRequest): Session {
  const rotation = RandomStream.from("language-model", seed, dimension);
  const template = at(shuffled(TASK_TEMPLATES, rotation), index);
  const slot = at(INSTRUCTION_SLOTS, index + rotation.below(INSTRUCTION_SLOTS.length));
  const random = RandomStream.from("language-model", seed, dimension, index);
  const stepsBeforeNotice = 1 + random.below(STEPS_BEFORE_NOTICE_MAX);
  const itemCount = stepsBeforeNotice + itemsAfterNotice;
  const paths = shuffled(NAMES.files, random).map((name) => `${template.folder}/${name}.txt`);
  return {
    dimension,
    template,
    slot,
    company: at(NAMES.companies, random.below(NAMES.companies.length)),
    city: at(NAMES.cities, random.below(NAMES.cities.length)),
    items: paths.slice(0, itemCount),
    amounts: Array.from({ length: itemCount }, () => 10 + random.below(990)),
    exampleItems: paths.slice(itemCount, itemCount + EXAMPLE_ITEMS),
    ...drawGoals(template, random),
    stepsBeforeNotice,
    wording: random.below(6),
  };
}

function drawGoals(
  { tool, targets, editedTool, editedTargets }: TaskTemplate,
  random: RandomStream,
): Pick<Session, "goal" | "editedGoal" | "exampleTarget"> {
  const goal = { tool, target: at(targets, random.below(targets.length)) };
  const others = shuffled(
    editedTargets.filter((target) => target !== goal.target),
    random,
  );
  const exampleTarget = targets.length === 1 ? "" : at(others, 1);
  return { goal, editedGoal: { tool: editedTool, target: at(others, 0) }, exampleTarget };
}

/** The office as the work begins. */
export const officeOf = ({ items, amounts }: Session): Office => ({
  files: new Map(items.map((path, index) => [path, { text: `Amount: ${amounts[index] ?? 0}.`, label: "" }])),
  sent: new Set(),
  printed: new Set(),
  handed: new Set(),
  stopped: false,
});

/** Fisher and Yates; every order is as likely. */
function shuffled<T>(values: readonly T[], random: RandomStream): T[] {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

const at = <T>(values: readonly T[], index: number): T => values[index % values.length] as T;
