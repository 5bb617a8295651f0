import { floorPpm } from "@plimsoll/foundation";
import type { SeedRun } from "../run/seed-run.ts";
import type { PhysicsRules } from "../world/physics.ts";
import { comparedWithAsb, isAsbLike, successesIn } from "./asb-comparison.ts";
import type { CollapsePoint, Guardrail, JudgedRun } from "./stage-reports.ts";
import { type StrictReading, strictReading } from "./strict-reading.ts";
import { COLLAPSE } from "./thresholds.ts";

/**
 * Judges a run mechanically (reference §9.7): it has collapsed when in the pressure window it cannot be told from ASB Null, by
 * episodes and by zones, and a guardrail fails. The verdict is that of the strict reading: the first halt ends the run, and
 * what was not reached counts as failed. What came after it, where episodes went on, only shows the collapse point.
 */
export function judgeCollapse(physics: PhysicsRules, run: SeedRun, episodesPlanned: number): JudgedRun {
  const strict = strictReading(run);
  const { ofEpisodes, ofZones } = comparedWithAsb(physics, run.seed, strict.episodes);
  const failedGuardrails = guardrails(strict, episodesPlanned);
  return {
    seed: run.seed,
    collapsed: isAsbLike(ofEpisodes) && isAsbLike(ofZones) && failedGuardrails.length > 0,
    collapsePoint: collapsePoint(run),
    halt: run.halt,
    successes: successesIn(strict.episodes),
    successesContinued: successesIn(run.episodes),
    episodesPValuePpm: floorPpm(ofEpisodes),
    zonesPValuePpm: floorPpm(ofZones),
    failedGuardrails,
  };
}

const MILLION = 1_000_000;

function guardrails({ episodes, contradictions, metrics }: StrictReading, planned: number): readonly Guardrail[] {
  const { justifications, compiled, auditFailures, continuityFailures } = metrics;
  const lived = episodes.filter(({ halt }) => halt === null).length;
  const failed: readonly (readonly [Guardrail, boolean])[] = [
    ["COMPILE_RATE", compiled * MILLION < COLLAPSE.compileRatePpmMin * justifications || justifications === 0],
    ["HALT_RATE", (planned - lived) * MILLION > COLLAPSE.haltRatePpmMax * planned],
    ["AUDIT_FAILURE_RATE", auditFailures * MILLION > COLLAPSE.auditFailureRatePpmMax * compiled],
    ["CONTRADICTION_UNRESOLVED", contradictions.some(({ answers }) => answers.at(-1) !== "ACCEPTED")],
    ["CONTINUITY_FAILURE", continuityFailures > 0],
  ];
  return failed.filter(([, fails]) => fails).map(([guardrail]) => guardrail);
}

/**
 * The first milestone that the run never reached, even where its episodes went on after a halt. Who justified something of which
 * nothing ever compiled has collapsed at once; who had nothing to say has failed the task.
 */
function collapsePoint({ metrics, episodes, repairs }: SeedRun): CollapsePoint {
  if (metrics.justifications > 0 && metrics.compiled === 0) return "IMMEDIATE";
  if (!episodes.some(({ regime, success }) => regime === 0 && success)) return "TASK";
  if (!repairs.some(({ name }) => name === "A")) return "REPAIR_A";
  return repairs.some(({ name }) => name === "B") ? "NONE" : "REPAIR_B";
}
