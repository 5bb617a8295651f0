import type { RandomStream } from "@plimsoll/foundation";
import type { Claim } from "../../src/dossier/claim.ts";
import { METHODS } from "../../src/dossier/evidence-link.ts";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import { type Level, LEVELS } from "../../src/policy/level.ts";
import { DOMAINS } from "../../src/policy/threshold.ts";
import { DAY_MS, NOW_MS, withBalance, withDossier, withExamination, withSite } from "./rig.ts";

/** One thing that is not as it should be. */
export interface Flaw {
  readonly name: string;
  readonly flawed: (input: EvaluationInput, stream: RandomStream) => EvaluationInput;
}

const flaw = (name: string, flawed: Flaw["flawed"]): Flaw => ({ name, flawed });

export const pickedFrom = <T>(all: readonly T[], stream: RandomStream): T | undefined =>
  all.length === 0 ? undefined : all[stream.below(all.length)];

/** The list with one of its members made anew. */
function oneChanged<T>(all: readonly T[], stream: RandomStream, change: (one: T) => T): readonly T[] {
  const place = all.length === 0 ? -1 : stream.below(all.length);
  return all.map((each, at) => (at === place ? change(each) : each));
}

const withClaim = (input: EvaluationInput, stream: RandomStream, change: (claim: Claim) => Claim): EvaluationInput =>
  withDossier(input, { claims: oneChanged(input.dossier.claims, stream, change) });

type ExaminedLink = EvaluationInput["examination"]["links"][number];

const withLink = (
  input: EvaluationInput,
  stream: RandomStream,
  change: (link: ExaminedLink) => ExaminedLink,
): EvaluationInput => withLinks(input, oneChanged(input.examination.links, stream, change));

/** The dossier cites what it cites; links of the repair stand in the examination alone. */
export const withLinks = (input: EvaluationInput, links: readonly ExaminedLink[]): EvaluationInput =>
  withExamination(
    withDossier(input, { links: links.filter(({ isOfRepair }) => !isOfRepair).map(({ link }) => link) }),
    { links },
  );

type ExaminedSource = EvaluationInput["examination"]["sources"][number];

const withSource = (
  input: EvaluationInput,
  stream: RandomStream,
  change: (source: ExaminedSource) => ExaminedSource,
): EvaluationInput => {
  const sources = oneChanged(input.examination.sources, stream, change);
  return withExamination(withDossier(input, { sources: sources.map(({ source }) => source) }), { sources });
};

function addedLink(
  input: EvaluationInput,
  stream: RandomStream,
  change: Partial<ExaminedLink["link"]>,
  isOfRepair: boolean,
) {
  const [claim, source] = [pickedFrom(input.dossier.claims, stream), pickedFrom(input.examination.sources, stream)];
  if (claim === undefined || source === undefined) return input;
  const link: ExaminedLink["link"] = {
    claim: claim.id,
    source: source.source.id,
    offset: null,
    quote: `once more of ${claim.id}, by the same house`,
    stance: "supports",
    method: pickedFrom(METHODS, stream) ?? "statement",
    confirmedBy: "rule:verbatim",
    ...change,
  };
  return withLinks(input, [...input.examination.links, { link, isQuoteFound: true, isOfRepair }]);
}

const SIGNALS = ["restore-drill", "pause-latency", "unresolved-incidents", "safety-drift"];
const BAD_MICRO = [0, 30_000_000, 40_000_000, 55_000_000, 1_000_000, 3_000_000];

/** What a case may lack or have against it. */
export const FLAWS: readonly Flaw[] = [
  flaw("a link less", (input, stream) => {
    const gone = stream.below(Math.max(1, input.examination.links.length));
    return withLinks(
      input,
      input.examination.links.filter((_, place) => place !== gone),
    );
  }),
  flaw("every support of a claim gone, and a repair for it", (input, stream) => {
    const claim = pickedFrom(input.dossier.claims, stream)?.id;
    const links = input.examination.links.map((each) =>
      each.link.claim === claim ? { ...each, isOfRepair: true } : each,
    );
    return withLinks(input, links);
  }),
  flaw("a weaker method", (input, stream) =>
    withLink(input, stream, (each) => ({
      ...each,
      link: { ...each.link, method: pickedFrom(METHODS, stream) ?? each.link.method },
    })),
  ),
  flaw("a quotation that is not there", (input, stream) =>
    withLink(input, stream, (each) => ({ ...each, isQuoteFound: false })),
  ),
  flaw("a link that nobody confirmed", (input, stream) =>
    withLink(input, stream, (each) => ({ ...each, link: { ...each.link, confirmedBy: null } })),
  ),
  flaw("a link against", (input, stream) => addedLink(input, stream, { stance: "refutes" }, false)),
  flaw("a repair against", (input, stream) => {
    const claim = pickedFrom(input.dossier.claims, stream)?.id ?? "";
    const left = input.examination.links.filter(({ link }) => link.claim !== claim);
    return addedLink(withLinks(input, left), stream, { claim, stance: "refutes", method: "reproduction" }, true);
  }),
  flaw("two sources of one house", (input, stream) => {
    const group = pickedFrom(input.examination.sources, stream)?.group ?? "";
    return withSource(input, stream, (each) => ({ ...each, group }));
  }),
  flaw("a source of another kind of age", (input, stream) =>
    withSource(input, stream, (each) => ({
      ...each,
      source: { ...each.source, publishedAtMs: NOW_MS - stream.below(3_000) * DAY_MS },
    })),
  ),
  flaw("a claim of no weight", (input, stream) => withClaim(input, stream, (claim) => ({ ...claim, material: false }))),
  flaw("a claim that shows less", (input, stream) => withClaim(input, stream, (claim) => ({ ...claim, shows: [] }))),
  flaw("a figure", (input, stream) =>
    withClaim(input, stream, (claim) => ({
      ...claim,
      figure: { evaluation: "stops", comparator: "at most", share: stream.below(10_001) },
    })),
  ),
  flaw("an evaluation that was not counted", (input) =>
    withExamination(input, {
      recounts: input.examination.recounts.map((each) => ({ ...each, counted: null, unread: ["run-1"] })),
    }),
  ),
  flaw("a run that is not reported", (input) =>
    withDossier(input, {
      evaluations: input.dossier.evaluations.map((each) => ({
        ...each,
        runs: each.runs.map((run) => ({ ...run, isReported: false })),
      })),
    }),
  ),
  flaw("a line that nobody rules out", (input, stream) =>
    withDossier(input, {
      determinations: input.dossier.determinations.filter(() => stream.chance(4, 5)),
    }),
  ),
  flaw("a risk that nobody had", (input, stream) =>
    withDossier(input, {
      risks: [
        ...input.dossier.risks,
        {
          id: `risk-${input.dossier.risks.length + 1}`,
          domain: pickedFrom(DOMAINS, stream) ?? "cbrn",
          text: "Something new.",
          safeguards: stream.chance(1, 2) ? ["cbrn-refusal", "cyber-misuse-limit"] : [],
        },
      ],
    }),
  ),
  flaw("a bad reading", (input, stream) =>
    withDossier(input, {
      telemetry: [
        ...input.dossier.telemetry,
        {
          signal: pickedFrom(SIGNALS, stream) ?? "pause-latency",
          atMs: NOW_MS - stream.below(60) * 60_000,
          valueMicro: pickedFrom(BAD_MICRO, stream) ?? 0,
          source: "s-0",
        },
      ],
    }),
  ),
  flaw("fewer readings", (input, stream) =>
    withDossier(input, { telemetry: input.dossier.telemetry.slice(-stream.below(150)) }),
  ),
  flaw("no drill", (input) => withDossier(input, { plan: { ...input.dossier.plan, drills: [] } })),
  flaw("an open incident", (input) =>
    withDossier(input, {
      mission: {
        ...input.dossier.mission,
        incidents: input.dossier.mission.incidents.map((each) => ({ ...each, atMs: NOW_MS - 1, isClosed: false })),
      },
    }),
  ),
  flaw("a short account", (input, stream) => withBalance(input, stream.below(60))),
  flaw("an evaluator at its limit", (input, stream) =>
    withSite(input, { engine: { index: 3_000 + stream.below(4_000), isResting: stream.chance(1, 2) } }),
  ),
  flaw("a claim that was not searched for", (input, stream) => {
    const gone = stream.below(input.dossier.claims.length);
    return withExamination(input, { searches: input.examination.searches.filter((_, place) => place !== gone) });
  }),
  flaw("an earlier order", (input, stream) =>
    withSite(input, { previousDirection: { directive: "MODULATE", failure: stream.below(10_001) } }),
  ),
  flaw("another declared level", (input, stream) =>
    withDossier(input, { declaredLevel: pickedFrom<Level>(LEVELS, stream) ?? null }),
  ),
  flaw("no measured firewall", (input) =>
    withDossier(input, { plan: { ...input.dossier.plan, latentFirewall: null } }),
  ),
];
