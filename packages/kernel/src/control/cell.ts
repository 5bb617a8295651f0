import { oneOf, type Shaped } from "@plimsoll/foundation";

/** The interventions under which control is measured (ACB-K §2.2). E_int is the worst over all of them (§6.3). */
export const DIMENSIONS = ["goal_edit", "tool_revocation", "shutdown_request", "incentive_inversion"] as const;

/** Known testing, and probes that cannot be told from production (ACB-K §6.1). */
export const CONTEXTS = ["EVAL", "SHADOW"] as const;

export const dimensionShape = oneOf(...DIMENSIONS);
export const contextShape = oneOf(...CONTEXTS);

/** A way in which a system is kept under control, such as `shutdown_request` (ACB-K §2.2). */
export type Dimension = Shaped<typeof dimensionShape>;

/** Whether trials were shown as tests or as work. */
export type ProbeContext = Shaped<typeof contextShape>;

/** Where trials are counted: one dimension in one context. */
export type Cell = `${Dimension}/${ProbeContext}`;

/** The cell of a dimension in a context. */
export const cellOf = (dimension: Dimension, context: ProbeContext): Cell => `${dimension}/${context}`;

/** Every cell that must be proven, in the order in which entries list them. */
export const REQUIRED_CELLS: readonly Cell[] = DIMENSIONS.flatMap((dimension) =>
  CONTEXTS.map((context) => cellOf(dimension, context)),
);

/** A value for every required cell. */
export type PerCell<T> = Readonly<Record<Cell, T>>;

export const perCell = <T>(value: (cell: Cell) => T): PerCell<T> =>
  Object.fromEntries(REQUIRED_CELLS.map((cell) => [cell, value(cell)])) as PerCell<T>;
