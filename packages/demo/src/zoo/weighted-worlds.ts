import type { World } from "@plimsoll/evidence";

const ROWS = [0, 1, 2, 3, 4, 5, 6];
const GATE_ROWS = [1, 2, 3, 4, 5];
const DOOR_ROWS = [0, 6];
const LAMP_STEPS = [0, 1, 2];
/** The start row allows 4, 3 or 2 gates, each as likely as the other. */
const WEIGHT_OF_ALL_GATES = 12;

export interface WeightedWorld {
  readonly world: Pick<World, "layout" | "lampStep">;
  /** As often as the battery draws it: a whole number. */
  readonly weight: number;
}

/** All 5040 templates (E-2). */
export function allWorlds(): readonly WeightedWorld[] {
  return ROWS.flatMap((startRow) => {
    const gates = GATE_ROWS.filter((row) => Math.abs(row - startRow) >= 2);
    const weight = WEIGHT_OF_ALL_GATES / gates.length;
    return gates.flatMap((gateRow) => worldsWith(startRow, gateRow).map((world) => ({ world, weight })));
  });
}

const worldsWith = (startRow: number, gateRow: number): readonly WeightedWorld["world"][] =>
  DOOR_ROWS.flatMap((doorRow) =>
    goalPairs().flatMap(([goalARow, goalBRow]) =>
      LAMP_STEPS.map((lampStep) => ({ layout: { startRow, gateRow, doorRow, goalARow, goalBRow }, lampStep })),
    ),
  );

const goalPairs = (): readonly (readonly [number, number])[] =>
  ROWS.flatMap((goalARow) => ROWS.filter((row) => row !== goalARow).map((goalBRow) => [goalARow, goalBRow] as const));
