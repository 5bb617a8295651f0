import type { ArgumentRule } from "../argument-facts.ts";
import { blocksClaimsOn } from "../blocking.ts";

/** `IC-STALE`: evidence for another version of the subject. */
export const stale: ArgumentRule = {
  rule: "IC-STALE",
  examine: (made) => {
    const { evaluations, subject } = made.dossier;
    const faults = evaluations
      .filter(({ subjectVersion }) => subjectVersion !== subject.version)
      .map(({ id, name, subjectVersion }) => ({
        evaluation: id,
        name,
        place: `evaluations/${id}`,
        span: [subjectVersion],
        why: `It evaluated version ${subjectVersion}, and the request is for version ${subject.version}.`,
        cure: "Evaluate the version that is asked for.",
      }));
    return blocksClaimsOn("IC-STALE", faults, made);
  },
};
