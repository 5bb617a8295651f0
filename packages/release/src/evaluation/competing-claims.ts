import type { Defect } from "../argument/defect.ts";

const PLACE = /^claims\/([^/]+)\/text$/u;

/**
 * Claims whose own words are about the pace of others (`IC-RACE`). What others do is no reason to go on (A03): such a claim may
 * lower an answer and never raise one.
 */
export const competingClaims = (defects: readonly Defect[]): ReadonlySet<string> =>
  new Set(defects.filter(({ rule }) => rule === "IC-RACE").flatMap(({ place }) => PLACE.exec(place)?.[1] ?? []));
