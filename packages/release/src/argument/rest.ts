import type { Dossier } from "../dossier/dossier.ts";
import type { EvidenceLink } from "../dossier/evidence-link.ts";
import type { Examination } from "../examination/examination.ts";

/** What rests on what. */
export interface Rest {
  readonly evaluationsUnder: ReadonlyMap<string, ReadonlySet<string>>;
  readonly claimsOn: ReadonlyMap<string, readonly string[]>;
}

interface RestFacts {
  readonly dossier: Dossier;
  readonly examination: Examination;
}

/** One log belongs to one evaluation. A dossier that lists it for many is followed so far; the rest counts as resting on nothing. */
const EVALUATIONS_PER_LOG_MAX = 16;

/** Which claim rests on which evaluation: by its figure, or by a supporting link to a source that is one of its logs. */
export function restOf(facts: RestFacts): Rest {
  const logs = evaluationsOfLogs(facts);
  const evaluationsUnder = new Map<string, Set<string>>();
  const claimsOn = new Map<string, string[]>();
  const rest = (claim: string, evaluation: string): void => {
    const under = evaluationsUnder.get(claim) ?? new Set();
    if (under.has(evaluation)) return;
    evaluationsUnder.set(claim, under.add(evaluation));
    const claims = claimsOn.get(evaluation) ?? [];
    claims.push(claim);
    claimsOn.set(evaluation, claims);
  };
  for (const { id, figure } of facts.dossier.claims) if (figure !== null) rest(id, figure.evaluation);
  for (const { link } of facts.examination.links)
    if (isRelied(link)) for (const evaluation of logs.get(link.source) ?? []) rest(link.claim, evaluation);
  return { evaluationsUnder, claimsOn };
}

/** On what is only proposed, and on what a model says, nothing rests: else it could narrow a defect down to the claims that it names. */
const isRelied = ({ stance, method, confirmedBy }: EvidenceLink): boolean =>
  stance === "supports" && method !== "llm-opinion" && confirmedBy !== null;

/** Evaluations whose log a source is, by its bytes or its file. */
function evaluationsOfLogs({ dossier, examination }: RestFacts): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, Set<string>>();
  for (const { id, runs } of dossier.evaluations)
    for (const { digest, log } of runs)
      for (const key of [digest, log]) {
        const known = owners.get(key) ?? new Set();
        if (known.size < EVALUATIONS_PER_LOG_MAX) owners.set(key, known.add(id));
      }
  return new Map(
    examination.sources.map(({ source }) => [
      source.id,
      [...new Set([...(owners.get(source.digest) ?? []), ...(owners.get(source.file) ?? [])])],
    ]),
  );
}
