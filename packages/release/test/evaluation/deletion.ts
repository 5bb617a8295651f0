import type { RandomStream } from "@plimsoll/foundation";
import { argueCase } from "../../src/evaluation/argue-case.ts";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import { withLinks } from "./flaws.ts";
import { withDossier, withExamination } from "./rig.ts";

/**
 * What may be taken out of a case without making its answer greener: support, and whatever shows that a check was made. Not what
 * speaks against the case (a refuting link, a quarantined source, a bad reading, an incident, an evaluation with a defect): that it
 * was there is in the log and in every earlier pack, and nowhere else.
 */
export interface Deletion {
  readonly name: string;
  readonly deleted: (input: EvaluationInput, isGone: () => boolean) => EvaluationInput;
}

const deletion = (name: string, deleted: Deletion["deleted"]): Deletion => ({ name, deleted });

/** Claims whose argument has a defect: taking out what it is about is its cure. */
const defectiveIn = (input: EvaluationInput): ReadonlySet<string> =>
  new Set(argueCase(input).defects.flatMap(({ severity, claims }) => (severity === "blocks" ? claims : [])));

export const DELETIONS: readonly Deletion[] = [
  deletion("supporting links", (input, isGone) => {
    const defective = defectiveIn(input);
    const isKept = ({ link }: EvaluationInput["examination"]["links"][number]): boolean =>
      link.stance === "refutes" || defective.has(link.claim) || !isGone();
    return withLinks(input, input.examination.links.filter(isKept));
  }),
  deletion("sources that are sound, with and without their links", (input, isGone) => {
    const gone = new Set(
      input.examination.sources
        .filter(({ isWhole, intake }) => isWhole && intake.verdict === "pass" && isGone())
        .map(({ source }) => source.id),
    );
    const defective = defectiveIn(input);
    const isLinkGone = ({ link }: EvaluationInput["examination"]["links"][number]): boolean =>
      link.stance !== "refutes" && !defective.has(link.claim) && gone.has(link.source) && isGone();
    const kept = withLinks(
      input,
      input.examination.links.filter((each) => !isLinkGone(each)),
    );
    return withExamination(withDossier(kept, { sources: kept.dossier.sources.filter(({ id }) => !gone.has(id)) }), {
      sources: kept.examination.sources.filter(({ source }) => !gone.has(source.id)),
    });
  }),
  deletion("evaluations without a defect", (input, isGone) => {
    const named = new Set(argueCase(input).defects.map(({ place }) => place));
    const gone = new Set(
      input.dossier.evaluations.map(({ id }) => id).filter((id) => !named.has(`evaluations/${id}`) && isGone()),
    );
    return withExamination(
      withDossier(input, { evaluations: input.dossier.evaluations.filter(({ id }) => !gone.has(id)) }),
      { recounts: input.examination.recounts.filter(({ evaluation }) => !gone.has(evaluation)) },
    );
  }),
  deletion("recounts", (input, isGone) =>
    withExamination(input, { recounts: input.examination.recounts.filter(() => !isGone()) }),
  ),
  deletion("what a recount read", (input, isGone) =>
    withExamination(input, {
      recounts: input.examination.recounts.map((each) =>
        isGone() ? { ...each, counted: null, unread: ["run-1"] } : each,
      ),
    }),
  ),
  deletion("every reading of signals that read well", (input, isGone) => {
    const gone = new Set(wellRead(input).filter(() => isGone()));
    return withDossier(input, { telemetry: input.dossier.telemetry.filter(({ signal }) => !gone.has(signal)) });
  }),
  deletion("searches", (input, isGone) =>
    withExamination(input, { searches: input.examination.searches.filter(() => !isGone()) }),
  ),
  deletion("drills", (input, isGone) =>
    withDossier(input, {
      plan: { ...input.dossier.plan, drills: input.dossier.plan.drills.filter(() => !isGone()) },
    }),
  ),
  deletion("names of safeguards", (input, isGone) =>
    withDossier(input, {
      risks: input.dossier.risks.map((risk) => ({ ...risk, safeguards: risk.safeguards.filter(() => !isGone()) })),
    }),
  ),
  deletion("statements that a line is ruled out", (input, isGone) =>
    withDossier(input, {
      determinations: input.dossier.determinations.filter(({ state }) => state !== "ruled_out" || !isGone()),
    }),
  ),
  deletion("bytes of sources", (input, isGone) =>
    withExamination(input, {
      sources: input.examination.sources.map((each) => (isGone() ? { ...each, isWhole: false } : each)),
    }),
  ),
  deletion("alternatives, beneficiaries, answers and the owner of the stop", (input, isGone) => {
    const { mission, plan } = input.dossier;
    return withDossier(input, {
      plan: { ...plan, alternatives: plan.alternatives.filter(() => !isGone()) },
      mission: {
        ...mission,
        beneficiaries: mission.beneficiaries.filter(() => !isGone()),
        dissent: mission.dissent.map((each) => (isGone() ? { ...each, answer: "" } : each)),
        stopOwner: isGone() ? "" : mission.stopOwner,
      },
    });
  }),
];

/** Signals of which no reading is worse than the others: their absence hides nothing. */
const wellRead = ({ dossier }: EvaluationInput): readonly string[] => {
  const bySignal = Map.groupBy(dossier.telemetry, ({ signal }) => signal);
  return [...bySignal]
    .filter(([, own]) => new Set(own.map(({ valueMicro }) => valueMicro)).size === 1)
    .map(([id]) => id);
};

/** Some of everything that a deletion may take. */
export function deletedFrom(input: EvaluationInput, { deleted }: Deletion, stream: RandomStream): EvaluationInput {
  const share = 1 + stream.below(8);
  return deleted(input, () => stream.chance(share, 8));
}
