import type { GenerationRecord } from "@plimsoll/simulation";
import type { RunOutcome } from "./run-gardener.ts";

/** One line of what the original's head-up display showed. */
export const hudLine = (record: GenerationRecord): string =>
  [
    `GEN ${record.generation}`,
    `POP ${record.population}`,
    `ENERGY ${record.energyMean.toFixed(1)}`,
    `ENTROPY ${record.entropyTotal.toFixed(0)}`,
    `EMG ${record.emergencyMoves}`,
    `SAVED ${record.isolationSaves}`,
    `RISK ${record.risk.toFixed(3)}`,
    `FLOW ${record.flow.toFixed(3)}`,
    record.verdict.toUpperCase(),
  ].join("  ");

/** The last generation, then what the run came to. */
export function hudText({ last, summary }: RunOutcome): string {
  const { verdicts, interrupted, generations, csv, plot, control, respawns, suppressions } = summary;
  const causes = Object.entries(suppressions).map(([cause, count]) => `${count} ${cause}`);
  return [
    hudLine(last),
    `${generations} generations${interrupted ? ", interrupted" : ""}: ${verdicts.creative} creative, ${verdicts.bubble} bubble, ${verdicts.collapse} collapse; ${respawns} respawns`,
    `control: ${control}${causes.length > 0 ? `; suppressed: ${causes.join(", ")}` : ""}`,
    `wrote ${[csv, summary.description, plot].filter((path) => path !== null).join(", ")}`,
    "",
  ].join("\n");
}
