import { hudLine } from "./hud-line.ts";
import type { RunOutcome } from "./run-gardener.ts";
import { counted } from "../../output/counted.ts";

/** The last generation, then what the run came to. */
export function hudText({ last, summary }: RunOutcome): string {
  const { verdicts, interrupted, generations, csv, plot, control, respawns, suppressions } = summary;
  const causes = Object.entries(suppressions).map(([cause, count]) => `${count} ${cause}`);
  return [
    hudLine(last),
    `${counted(generations, "generation")}${interrupted ? ", interrupted" : ""}: ${verdicts.creative} creative, ${verdicts.bubble} bubble, ${verdicts.collapse} collapse; ${respawns} respawns`,
    `control: ${control}${causes.length > 0 ? `; suppressed: ${causes.join(", ")}` : ""}`,
    `wrote ${[csv, summary.description, plot].filter((path) => path !== null).join(", ")}`,
    "",
  ].join("\n");
}
