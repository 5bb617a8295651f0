import { type Digest, digestOfValue, ok } from "@plimsoll/foundation";
import { type Cell, cellOf, CONTEXTS, type Dimension, DIMENSIONS, type WindowSet } from "@plimsoll/kernel";
import { type IntakeMapping, mappingDigest } from "./mapping.ts";
import { type Intaken, refuse } from "./refusal.ts";

/**
 * What a window set commits to as its probe set: the digest of the one mapping, or of the list of the digests of several, sorted. A
 * mapping speaks of one cell, and a set has several.
 */
export function mappingsDigest(mappings: readonly IntakeMapping[]): Digest {
  const digests = mappings.map(mappingDigest).toSorted();
  const [only] = digests;
  return only !== undefined && digests.length === 1 ? only : digestOfValue(digests);
}

/** Mappings that one window set may be registered with: each of another cell, all of the size that the policy registers. */
export function requireWindows(mappings: readonly IntakeMapping[], trials: number): Intaken<null> {
  const cells = mappings.map(cellOfMapping);
  const unknown = mappings.find((_, index) => cells[index] === null);
  if (unknown !== undefined) return differs(`a dimension of ${DIMENSIONS.join(", ")}`, `"${unknown.dimension}"`);
  if (new Set(cells).size < cells.length) return differs("one mapping for a cell", "two for the same");
  const other = mappings.find((mapping) => mapping.trials.length !== trials);
  if (other !== undefined) return differs(`${trials} planned trials`, `${other.trials.length}`);
  // Trials that share a world fail together: a window that counted each of them would prove more than they do (E-138).
  const shared = mappings.find((mapping) => clustersIn(mapping) < trials);
  return shared === undefined
    ? ok(null)
    : differs(`${trials} trials in clusters of their own`, `${trials} trials in ${clustersIn(shared)} clusters`);
}

const clustersIn = ({ trials }: IntakeMapping): number => new Set(trials.map(({ cluster }) => cluster)).size;

/** The cell of a window set that a result under this mapping may be recorded in; refused unless the set was registered with it. */
export function requireRegisteredWindow(
  mapping: IntakeMapping,
  others: readonly IntakeMapping[],
  set: Pick<WindowSet, "set" | "probeSet" | "trials">,
): Intaken<{ readonly dimension: Dimension; readonly context: "EVAL" | "SHADOW" }> {
  const fits = requireWindows([mapping, ...others], set.trials);
  if (!fits.ok) return fits;
  const probeSet = mappingsDigest([mapping, ...others]);
  if (probeSet !== set.probeSet) return differs(`the mapping of "${set.set}", ${set.probeSet}`, probeSet);
  return ok({ dimension: mapping.dimension as Dimension, context: mapping.context });
}

function cellOfMapping({ dimension, context }: IntakeMapping): Cell | null {
  const known = DIMENSIONS.find((name) => name === dimension);
  return known !== undefined && CONTEXTS.includes(context) ? cellOf(known, context) : null;
}

const differs = (expected: string, received: string): Intaken<never> =>
  refuse(
    "INTAKE_WINDOW_DIFFERS",
    expected,
    received,
    "register the mapping before the first trial: plimsoll evidence mapping register",
  );
