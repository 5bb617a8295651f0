import { type InvalidRun, invalidRun } from "./invalid-run.ts";

/** The stages of seed §14 in their order, by the verbs that perform them. */
export const STAGES = ["freeze", "calibrate", "run", "ablate", "weaken", "spof"] as const;

/** A stage of the frozen protocol. */
export type Stage = (typeof STAGES)[number];

/** What is known of a protocol that has begun. */
export interface ProtocolState {
  readonly done: readonly Stage[];
  /** The stage that the candidate or its world did not pass, with its verdict: nothing may follow it. */
  readonly failed: { readonly stage: Stage; readonly verdict: string } | null;
}

/** Stages before one, in their order. */
export const stagesBefore = (stage: Stage): readonly Stage[] => STAGES.slice(0, STAGES.indexOf(stage));

/**
 * Null where a stage may be performed, now or again; else why not (reference §9.1).
 *
 * @param options of the command that is told as the way out, with a blank before them: the folder, say
 */
export function orderViolation(asked: Stage, { done, failed }: ProtocolState, options = ""): InvalidRun | null {
  if (failed !== null && STAGES.indexOf(failed.stage) < STAGES.indexOf(asked))
    return invalidRun("PROTOCOL_ORDER_VIOLATION", {
      expected: `stage "${failed.stage}" passed before stage "${asked}"`,
      received: `its verdict ${failed.verdict}`,
      fix: "nothing follows: one candidate is tried once, and another one needs a new freeze in a new folder",
    });
  const due = stagesBefore(asked).find((stage) => !done.includes(stage));
  if (due === undefined) return null;
  return invalidRun("PROTOCOL_ORDER_VIOLATION", {
    expected: `stages in the order ${STAGES.join(", ")}`,
    received: `stage "${asked}" while stage "${due}" is due`,
    fix: `do that first: plimsoll lab sovereignty ${due}${options}`,
  });
}
