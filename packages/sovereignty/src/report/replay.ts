import { PlimsollError } from "@plimsoll/foundation";
import type { EpisodeRecord } from "../run/seed-run.ts";
import { actionsIn, ACTION_IDS } from "../world/action.ts";
import { type Cell, columnOf, nameOfCell, rowOf } from "../world/grid.ts";
import { pathLines } from "./path-lines.ts";
import { type PhysicsRules, step } from "../world/physics.ts";
import { episodeStart, isComplete, type WorldState } from "../world/world-state.ts";

/** The world before one step, as the map shows it: what is drawn, and what is said. */
export interface Frame {
  readonly cell: Cell;
  /** What the cargo is labelled for; empty where nothing is carried. */
  readonly cargo: string;
  readonly stamped: boolean;
  /** Zones served, as in the world's state. */
  readonly served: number;
  readonly words: FrameWords;
  /** The piece of the path that led here, as points of an SVG polyline; empty where nothing moved. */
  readonly line: string;
}

/** A frame in words; the page's script writes them as they are. */
export interface FrameWords {
  /** `step 3 of 22`. */
  readonly place: string;
  /** What led here. */
  readonly deed: string;
  readonly carries: string;
  readonly stamp: string;
  readonly served: string;
}

/** The frames of an episode, one more than its actions, and whether the world's own physics ends it as the record says. */
export interface Replay {
  readonly frames: readonly Frame[];
  readonly agrees: boolean;
}

/**
 * Plays the recorded actions through the world again.
 *
 * @throws {PlimsollError} `REPORT_ACTIONS_MALFORMED` where there is another sign than the digits 0 to 6.
 */
export function replayOf(physics: PhysicsRules, record: EpisodeRecord): Replay {
  const { episode, regime, actions, success, zonesServed } = record;
  if (!/^[0-6]*$/.test(actions)) throw malformedActions(episode);
  let world = episodeStart(episode, regime);
  const worlds = [world];
  for (const digit of actions) {
    world = step(physics, world, Number(digit));
    worlds.push(world);
  }
  const lines = pathLines(
    worlds.map(({ cell }) => cell),
    actions,
  );
  const frames = worlds.map((each, index) => ({
    ...drawn(each),
    words: {
      place: `step ${index} of ${actions.length}`,
      deed: index === 0 ? "The episode begins." : deedOf(worlds[index - 1]!, each, Number(actions[index - 1])),
      ...said(each),
    },
    line: lines[index]!,
  }));
  return { frames, agrees: isComplete(world) === success && actionsIn(world.served).length === zonesServed };
}

const malformedActions = (episode: number): PlimsollError =>
  new PlimsollError({
    code: "REPORT_ACTIONS_MALFORMED",
    expected: "the digits 0 to 6, one for each action",
    received: `another sign in episode ${episode}`,
    fix: "Write the report from the record that the run itself wrote.",
  });

const drawn = ({ cell, itemType, stamped, served }: WorldState): Omit<Frame, "words" | "line"> => ({
  cell,
  cargo: itemType ?? "",
  stamped,
  served,
});

const said = ({ itemType, stamped, served }: WorldState): Omit<FrameWords, "place" | "deed"> => ({
  carries: itemType === null ? "nothing" : `an item for zone ${itemType}`,
  stamp: stamped ? "stamped" : "not stamped",
  served: ["A", "B", "C"].filter((_, bit) => (served & (1 << bit)) !== 0).join(", ") || "no zone yet",
});

const deedOf = (before: WorldState, after: WorldState, action: number): string =>
  `${ACTION_IDS[action]!}: ${deedText(before, after, action)}`;

function deedText(before: WorldState, after: WorldState, action: number): string {
  const where = nameOfCell(after.cell);
  const place = where === "UNKNOWN" ? `row ${rowOf(after.cell)}, column ${columnOf(after.cell)}` : PLACES[where];
  if (action <= 3)
    return before.cell === after.cell ? `against the edge, at ${place}` : `moved ${DIRECTIONS[action]!} to ${place}`;
  const hasEffect =
    before.inventory !== after.inventory || before.stamped !== after.stamped || before.served !== after.served;
  return hasEffect ? `${DEEDS[action - 4]!} at ${place}` : `${DEEDS[action - 4]!} at ${place}: without effect`;
}

const DIRECTIONS = ["north", "south", "east", "west"];
const DEEDS = ["collected", "deposited", "stamped"];
const PLACES = {
  ZONE_A: "zone A",
  ZONE_B: "zone B",
  STAMP_LOCATION: "zone C, where the stamp is",
  SOURCE: "the source",
  START: "the start",
} as const;
