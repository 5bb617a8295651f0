import type { Claim } from "../dossier/claim.ts";
import type { Evaluation } from "../dossier/evaluation.ts";
import { type EvidenceLink, evidenceLinkShape } from "../dossier/evidence-link.ts";
import type { Source } from "../dossier/source.ts";
import { type FigureStanding, figureStanding } from "../evaluation-log/figure.ts";
import type { Recount } from "../examination/examination.ts";
import type { SourceText } from "../examination/source-text.ts";

/** What the rule of figures reads, ready for all claims of a dossier. */
export interface CountedLogs {
  readonly evaluations: readonly Evaluation[];
  readonly recounts: ReadonlyMap<string, Recount>;
  readonly sources: readonly Source[];
  readonly textOf: (source: Source) => SourceText | null;
  readonly groupOf: (source: Source) => string;
}

interface CountedEvaluation {
  readonly standing: FigureStanding;
  readonly logs: readonly Source[];
  readonly groups: ReadonlySet<string>;
}

/**
 * `rule:figure`: the logs of an evaluation show, or contradict, the number that a claim states. Shown by its own evaluation it is a
 * measurement; shown again by logs of the same evaluation, version and subject from other groups, it is a reproduction. Only logs
 * that stand among the dossier's sources, with their bytes, can be named for it.
 */
export function confirmFigure(claim: Claim, counted: CountedLogs): readonly EvidenceLink[] {
  const { figure } = claim;
  const own = counted.evaluations.find(({ id }) => id === figure?.evaluation);
  if (figure === null || own === undefined) return [];
  const measured = standingOf(figure, own, counted);
  const again = counted.evaluations.filter((other) => isSameElsewhere(own, other));
  const others = again
    .map((other) => standingOf(figure, other, counted))
    .filter(({ groups }) => groups.isDisjointFrom(measured.groups));
  return [
    ...linksOf(claim, measured, "measurement", counted),
    ...others.flatMap((each) => linksOf(claim, each, methodAfter(measured), counted)),
  ];
}

/** There is nothing to reproduce where the measurement itself does not show it. */
const methodAfter = ({ standing }: CountedEvaluation): "reproduction" | "measurement" =>
  standing === "shown" ? "reproduction" : "measurement";

const isSameElsewhere = (own: Evaluation, other: Evaluation): boolean =>
  own.id !== other.id &&
  own.name === other.name &&
  own.version === other.version &&
  own.subjectVersion === other.subjectVersion;

function standingOf(
  figure: NonNullable<Claim["figure"]>,
  evaluation: Evaluation,
  counted: CountedLogs,
): CountedEvaluation {
  const recount = counted.recounts.get(evaluation.id);
  const logs = counted.sources.filter(({ file, digest }) =>
    evaluation.runs.some((run) => run.log === file && run.digest === digest),
  );
  return {
    standing: recount === undefined ? "open" : figureStanding(figure, recount),
    logs,
    groups: new Set(logs.map(counted.groupOf)),
  };
}

function linksOf(
  { id }: Claim,
  { standing, logs }: CountedEvaluation,
  method: "measurement" | "reproduction",
  { textOf }: CountedLogs,
): readonly EvidenceLink[] {
  if (standing === "open") return [];
  const links = logs.map((log) => ({
    claim: id,
    source: log.id,
    ...beginningOf(textOf(log)),
    stance: standing === "shown" ? ("supports" as const) : ("refutes" as const),
    method,
    confirmedBy: "rule:figure",
  }));
  return links.filter((link) => evidenceLinkShape.parse(link).ok);
}

/** A count is of the whole log, so the link shows where it begins. */
function beginningOf(source: SourceText | null): { readonly offset: number; readonly quote: string } {
  const found = /[^\p{Cc}\p{Cs}]{8,160}/u.exec(source?.text.slice(0, 100_000) ?? "");
  return { offset: found?.index ?? 0, quote: found?.[0] ?? "" };
}
