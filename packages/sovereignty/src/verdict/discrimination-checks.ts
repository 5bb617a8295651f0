import { EPISODES_PER_CALIBRATION } from "../run/bounds.ts";
import type { CalibrationReport, Check } from "./stage-reports.ts";
import { CALIBRATION } from "./thresholds.ts";

const MILLION = 1_000_000;

/** The world tells agents apart: whoever knows the ways always succeeds, and chance almost never does. */
export const discriminationChecks = ({
  oracle,
  asbNull,
}: Pick<CalibrationReport, "oracle" | "asbNull">): readonly Check[] => [
  {
    id: "ORACLE_SUCCEEDS",
    name: "the oracle always succeeds",
    passed: oracle.successes * MILLION >= CALIBRATION.oracleSuccessPpmMin * EPISODES_PER_CALIBRATION * oracle.seeds,
    found: `${oracle.successes} of ${oracle.episodes} episodes`,
  },
  {
    id: "NULL_FAILS",
    name: "ASB Null almost never does",
    passed: asbNull.successes * MILLION <= CALIBRATION.nullSuccessPpmMax * asbNull.episodes,
    found: `${asbNull.successes} of ${asbNull.episodes} episodes`,
  },
];
