import type { Defect } from "./defect.ts";

/** Does the rationale argue by the pace of others? A hard line where nothing else is shown (the sheet's §5.4). */
export const isRaceRationale = (defects: readonly Defect[]): boolean =>
  defects.some(({ rule, place }) => rule === "IC-RACE" && place === "mission/rationale");
