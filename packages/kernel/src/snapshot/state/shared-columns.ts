import { type Cell, type PerCell, REQUIRED_CELLS } from "../../control/cell.ts";
import { CLAIMS } from "../../control/claim.ts";
import type { FailedAttempts } from "../../control/window-set.ts";
import type { FamilyResult } from "../../credit/examination.ts";
import { ADDITIONAL_FAMILY, FAMILIES, type Family } from "../../credit/family.ts";
import type { PowerLevel } from "../../power/power-level.ts";
import { POWER_REASONS } from "../../power/power-reasons.ts";
import type { Column } from "../column.ts";
import { type Columns, lists, objects, records } from "../nested-columns.ts";
import { digests, integers, numbersOf } from "../scalar-columns.ts";
import { wordsIn, wordsOf } from "../text-columns.ts";

export const bands = wordsOf({ full: true, research: true, paused: true, cut: true });
export const tiers = numbersOf(1, 2, 3);
export const families: Column<Family> = wordsIn([...FAMILIES, ADDITIONAL_FAMILY]);

export const powerLevels = objects<PowerLevel>({
  levelPpm: numbersOf(1_000_000, 200_000, 0),
  band: bands,
  reasons: lists(wordsOf(POWER_REASONS)),
});

/** A column for every required cell. */
export const perCells = <T>(column: Column<T>): Column<PerCell<T>> =>
  objects(Object.fromEntries(REQUIRED_CELLS.map((cell) => [cell, column])) as Columns<PerCell<T>>);

export const cells: Column<Cell> = wordsIn(REQUIRED_CELLS);

const attempts = wordsIn(REQUIRED_CELLS.flatMap((cell) => CLAIMS.map((claim) => `${cell}/${claim}` as const)));
export const failedAttempts: Column<FailedAttempts> = records(attempts, integers());

const familyResult: Columns<FamilyResult> = {
  family: families,
  verdict: wordsOf({ passed: true, failed: true, overfit: true }),
  powerPpm: integers(),
  digest: digests,
  probeSet: digests,
  closedAt: integers(),
};
export const familyResults = records(families, objects(familyResult));
