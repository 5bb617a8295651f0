import type { IntakePorts } from "@plimsoll/evidence";
import type { Digest } from "@plimsoll/foundation";
import type { Evaluation } from "../dossier/evaluation.ts";
import type { Recount } from "../examination/examination.ts";
import { contentOf } from "./log-content.ts";
import { type RunLog, sumOf, type LogTally } from "./run-log.ts";
import { tallyLog } from "./tally-log.ts";

/** The log of a run, if it is here and has the digest that the dossier names. */
export type LogOfRun = (run: Evaluation["runs"][number]) => RunLog | null;

/**
 * Counts an evaluation again from the logs of all of its runs, reported or not. What the dossier says of the numbers is not asked.
 * A run is unread whose log is missing, changed or not understood, and one whose log was another run's already, byte for byte or by
 * its content.
 */
export function recount(evaluation: Evaluation, logOf: LogOfRun, ports: IntakePorts): Recount {
  const [tallies, unread, digests]: [LogTally[], string[], Set<string>] = [[], [], new Set()];
  const contents = new Set<Digest>();
  for (const run of evaluation.runs) {
    const log = digests.has(run.digest) ? null : logOf(run);
    const counted = log === null ? null : tallyLog(log, evaluation.name, ports);
    const content = log !== null && counted?.ok === true ? contentOf(log, evaluation.name, ports) : null;
    digests.add(run.digest);
    if (counted?.ok === true && content !== null && !contents.has(content)) tallies.push(counted.value);
    else unread.push(run.id);
    if (content !== null) contents.add(content);
  }
  const counted = tallies.length === 0 ? null : { runs: tallies.length, ...sumOf(tallies) };
  return { evaluation: evaluation.id, counted, unread: unread.toSorted(), contents: [...contents].toSorted() };
}
