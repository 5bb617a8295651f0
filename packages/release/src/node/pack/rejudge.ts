import type { EvaluationInput } from "../../evaluation/evaluation-input.ts";
import type { Manifest } from "../../pack/manifest.ts";
import { INPUT_POINTER } from "../../pack/redaction.ts";
import type { Bodies } from "../../record/bodies.ts";
import { differingRecords, judgedRecords } from "../../record/differing-records.ts";
import { draftsAgain } from "../desk/drafts-again.ts";
import { implementationDigest } from "../desk/implementation.ts";
import { bodyFile } from "./pack-contents.ts";
import { type PackFault, packFault } from "./pack-fault.ts";
import type { PackLog } from "./pack-log.ts";
import { jsonOr, messageOf, type PackFiles } from "./read-pack.ts";

/** Whether the decision was made again from its input, and why not; false: the pack did not get so far. */
export type Rejudged = boolean | "withheld" | "other program";

export interface Rejudging {
  readonly rejudged: Rejudged;
  readonly faults: readonly PackFault[];
}

/**
 * Judges the input of the pack once more, and compares every record by its digest: a log may hold a decision that its own input
 * contradicts, signed. Another program may judge otherwise in good faith; what it decided is then not checked, and that is said.
 *
 * @param files bodies among them are as their digests say
 */
export function rejudge({ evaluation, redactions }: Manifest, log: PackLog, files: PackFiles): Rejudging {
  const record = log.records.find((each) => each.kind === "evaluation.opened" && each.evaluation === evaluation);
  if (record === undefined) return { rejudged: false, faults: [] };
  if (redactions.some((each) => each.record === record.sequence && each.pointer === INPUT_POINTER))
    return { rejudged: "withheld", faults: [] };
  const opened = jsonOr(files.get(bodyFile(record.body))) as unknown as Bodies["evaluation.opened"];
  const input = jsonOr(files.get(bodyFile(opened.input))) as unknown as EvaluationInput;
  // Either of them: else one that says otherwise would keep its decision from being judged.
  const programs = [opened.implementation, input.implementation];
  if (!programs.includes(implementationDigest())) return { rejudged: "other program", faults: [] };
  return { rejudged: true, faults: decisionFaults(evaluation, log, input) };
}

function decisionFaults(evaluation: string, log: PackLog, input: EvaluationInput): readonly PackFault[] {
  const expected = "what this program makes of the input";
  try {
    const differ = differingRecords(judgedRecords(log.records, evaluation), draftsAgain(input));
    return differ.map(({ sequence, kind }) =>
      packFault(
        "PACK_DECISION_DIFFERS",
        sequence < 0 ? `${kind} of ${evaluation}` : `record ${sequence}`,
        expected,
        sequence < 0 ? "no such record" : `another ${kind}`,
      ),
    );
  } catch (cause) {
    return [packFault("PACK_DECISION_DIFFERS", evaluation, "an input that can be judged", messageOf(cause))];
  }
}
