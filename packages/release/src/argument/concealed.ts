import type { Defect } from "./defect.ts";

const PREFIX = "evaluations/";

/**
 * Evaluations that claims rest on and of which results were left out, by id, and claims and sources of which one stands for
 * another: a hard line of the arbitration (the sheet's §5.4).
 * Stricter than the sheet: also where every such claim is immaterial, for who leaves results out is not asked which ones.
 */
export const concealed = (defects: readonly Defect[]): readonly string[] => [
  ...new Set(
    defects
      .filter(({ rule, severity, claims }) => rule === "IC-CHERRY" && severity === "blocks" && claims.length > 0)
      .map(({ place }) => (place.startsWith(PREFIX) ? place.slice(PREFIX.length) : place)),
  ),
];
