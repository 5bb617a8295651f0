import { describe, expect, test } from "vitest";
import { ACTION_IDS, ACTIONS_OF_CLASS, actionsIn, classOfAction, isActionId, setOfActions } from "./action.ts";
import { cellAfterMove, cellAt, CELLS, nameOfCell, SOURCE, START, stepsBetween, ZONE_CELLS, zoneAt } from "./grid.ts";

const EVERY_CELL = Array.from({ length: CELLS }, (_, cell) => cell);

describe("the grid", () => {
  test("SV-1 five places have names, and the cell of zone C is seen as the stamp's", () => {
    const named = EVERY_CELL.map((cell) => [cell, nameOfCell(cell)]).filter(([, name]) => name !== "UNKNOWN");
    expect(named).toEqual([
      [cellAt(0, 2), "ZONE_B"],
      [cellAt(2, 0), "ZONE_A"],
      [cellAt(2, 2), "SOURCE"],
      [cellAt(2, 4), "STAMP_LOCATION"],
      [cellAt(4, 2), "START"],
    ]);
    expect(zoneAt(cellAt(2, 4))).toBe(2);
    expect(EVERY_CELL.filter((cell) => zoneAt(cell) >= 0)).toHaveLength(3);
  });

  test("SV-1 every zone and the start are two steps from the source", () => {
    expect([...ZONE_CELLS, START].map((cell) => stepsBetween(SOURCE, cell))).toEqual([2, 2, 2, 2]);
  });

  test("SV-4 a move goes one cell; the edge stops it", () => {
    expect([0, 1, 2, 3].map((move) => cellAfterMove(SOURCE, move))).toEqual([
      cellAt(1, 2),
      cellAt(3, 2),
      cellAt(2, 3),
      cellAt(2, 1),
    ]);
    const blocked = EVERY_CELL.flatMap((cell) => [0, 1, 2, 3].filter((move) => cellAfterMove(cell, move) === cell));
    expect(blocked).toHaveLength(20);
    expect([0, 1, 2, 3].map((move) => cellAfterMove(cellAt(0, 4), move))).toEqual([4, cellAt(1, 4), 4, cellAt(0, 3)]);
  });
});

describe("the actions", () => {
  test("SV-2 seven ids, each of one class; ANY is all of them and WAIT none", () => {
    expect(ACTION_IDS.map(classOfAction)).toEqual(["MOVE", "MOVE", "MOVE", "MOVE", "COLLECT", "DEPOSIT", "STAMP"]);
    for (const id of ACTION_IDS) expect(ACTIONS_OF_CLASS[classOfAction(id)] & setOfActions([id])).not.toBe(0);
    expect(ACTIONS_OF_CLASS.ANY).toBe(setOfActions(ACTION_IDS));
    expect(ACTIONS_OF_CLASS.WAIT).toBe(0);
  });

  test("SV-2 a set gives its ids back in their own order", () => {
    for (let set = 0; set < 128; set += 1) expect(setOfActions(actionsIn(set))).toBe(set);
    expect(actionsIn(setOfActions(["A6", "A0", "A4"]))).toEqual(["A0", "A4", "A6"]);
  });

  test.each(["a0", "A7", "A00", "A", "A0 ", "0", ""])("SV-2 %j is no action", (text) => {
    expect(isActionId(text)).toBe(false);
  });
});
