import type { CorrectionCost } from "../lock-in/correction-cost.ts";
import type { Run } from "../state/run.ts";
import { FULL_POWER, noPower, type PowerLevel, research } from "./power-level.ts";

/** What the trend of a run's correction cost allows (ACB-K §5.1). A rise has no power of its own: it kills. */
export const correctionPower = ({ correction }: Run): PowerLevel => ALLOWED[correction.verdict];

const ALLOWED: Readonly<Record<CorrectionCost["verdict"], PowerLevel>> = {
  steady: FULL_POWER,
  unproven: research("CORRECTION_UNPROVEN"),
  capped: research("CORRECTION_CAPPED"),
  suspect: noPower("CORRECTION_SUSPECT"),
  rising: noPower("CORRECTION_SUSPECT"),
};
