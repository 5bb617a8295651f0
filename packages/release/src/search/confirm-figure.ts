import { entriesOf, pooledRecount } from "../argument/same-evaluation.ts";
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
 * measurement; shown again by logs of the same evaluation, version and subject from other groups, it is a reproduction. Entries of
 * one evaluation are taken together: what fails over all of their runs is shown by none of them. Only logs that stand among the
 * dossier's sources, with their bytes, can be named for it.
 */
export function confirmFigure(claim: Claim, counted: CountedLogs): readonly EvidenceLink[] {
  const { figure } = claim;
  const [own, twin] = counted.evaluations.filter(({ id }) => id === figure?.evaluation);
  if (figure === null || own === undefined || twin !== undefined) return [];
  const entries = entriesOf(own, counted.evaluations);
  const pool = figureStanding(
    figure,
    pooledRecount(entries, (id) => counted.recounts.get(id)),
  );
  const alone = standingOf(figure, own, counted);
  const measured = entries.length === 1 ? alone : { ...alone, standing: lesser(alone.standing, pool) };
  const others = entries
    .filter((other) => other !== own)
    .map((other) => standingOf(figure, other, counted))
    .map((other) => (other.standing === "shown" && pool !== "shown" ? { ...other, standing: "open" as const } : other))
    .filter((other) => other.groups.isDisjointFrom(measured.groups) || isAgainst(other, pool));
  return [
    ...linksOf(claim, measured, "measurement", counted),
    ...others.flatMap((each) => linksOf(claim, each, methodAfter(measured), counted)),
  ];
}

/** Logs of the same group repeat nothing; where they are why the figure fails, they refute it all the same. */
const isAgainst = ({ standing }: CountedEvaluation, pool: FigureStanding): boolean =>
  standing === "contradicted" && pool === "contradicted";

const WORTH: Readonly<Record<FigureStanding, number>> = { contradicted: 0, open: 1, shown: 2 };

const lesser = (one: FigureStanding, other: FigureStanding): FigureStanding =>
  WORTH[one] <= WORTH[other] ? one : other;

/** There is nothing to reproduce where the measurement itself does not show it. */
const methodAfter = ({ standing }: CountedEvaluation): "reproduction" | "measurement" =>
  standing === "shown" ? "reproduction" : "measurement";

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
