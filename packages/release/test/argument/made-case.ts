import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import type { ArgumentFacts } from "../../src/argument/argument-facts.ts";
import type { Claim } from "../../src/dossier/claim.ts";
import type { Dossier } from "../../src/dossier/dossier.ts";
import type { Evaluation } from "../../src/dossier/evaluation.ts";
import type { EvidenceLink } from "../../src/dossier/evidence-link.ts";
import type { Source } from "../../src/dossier/source.ts";
import type { EarlierEvaluation } from "../../src/evaluation/site-facts.ts";
import type { Examination, Recount } from "../../src/examination/examination.ts";

const NOW_MS = 1_700_000_000_000;
export const digestFor = (name: string): Digest => digestOf(utf8(name));

export const claimOf = (id: string, change: Partial<Claim> = {}): Claim => ({
  id,
  text: `The restore drill ${id} passed.`,
  kind: "safeguard",
  material: true,
  domain: null,
  threshold: null,
  figure: null,
  shows: [],
  ...change,
});

export const figureOf = (evaluation: string, share = 9_000): Claim["figure"] => ({
  evaluation,
  comparator: "at least",
  share,
});

export const evaluationOf = (id: string, change: Partial<Evaluation> = {}): Evaluation => ({
  id,
  name: `Evaluation ${id}`,
  version: "1",
  subjectVersion: "2.0",
  runs: [{ id: "run-1", log: `logs/${id}.jsonl`, digest: digestFor(`log ${id}`), isReported: true }],
  trials: 400,
  trialsReported: 400,
  successes: 388,
  interval: null,
  elicitation: "Prompts of three kinds, with tools, one attempt each.",
  graderDigest: digestFor("grader"),
  ...change,
});

export const recountOf = (evaluation: string, change: Partial<NonNullable<Recount["counted"]>> = {}): Recount => ({
  evaluation,
  counted: { runs: 1, trials: 400, successes: 388, undecided: 0, ...change },
  unread: [],
  contents: [],
});

export const sourceOf = (id: string, change: Partial<Source> = {}): Source => ({
  id,
  kind: "report",
  originOrg: `Institute ${id}`,
  independenceGroup: `group-${id}`,
  uri: null,
  retrievedAtMs: NOW_MS,
  publishedAtMs: NOW_MS,
  file: `sources/${id}.txt`,
  bytes: 1,
  digest: digestFor(id),
  mediaType: "text/plain",
  ...change,
});

export const linkOf = (claim: string, source: string, change: Partial<EvidenceLink> = {}): EvidenceLink => ({
  claim,
  source,
  offset: null,
  quote: "Seen and written down by those who were there.",
  stance: "supports",
  method: "measurement",
  confirmedBy: "rule",
  ...change,
});

export interface Made {
  readonly claims?: readonly Claim[];
  readonly links?: readonly EvidenceLink[];
  readonly sources?: readonly Source[];
  readonly evaluations?: readonly Evaluation[];
  readonly recounts?: readonly Recount[];
  readonly earlier?: readonly EarlierEvaluation[];
  readonly changeLogged?: readonly string[];
  readonly change?: Partial<Dossier>;
  readonly mission?: Partial<Dossier["mission"]>;
  readonly examination?: Partial<Examination>;
}

/** A case in which no rule fires, but for what is given. */
export function factsOf(made: Made): ArgumentFacts {
  const evaluations = made.evaluations ?? [];
  const dossier: Dossier = {
    format: "plimsoll release dossier 1",
    subject: {
      id: "lumen-2",
      kind: "model",
      name: "Lumen",
      version: "2.0",
      parents: [],
      trainingFlop: null,
      artifacts: [],
    },
    action: "external_deploy",
    declaredLevel: null,
    screeningClaim: null,
    determinations: [],
    claims: made.claims ?? [],
    links: made.links ?? [],
    sources: made.sources ?? [],
    evaluations,
    telemetry: [],
    risks: [],
    mission: {
      statement: "Discharge letters that patients understand.",
      beneficiaries: ["patients"],
      hardLines: [],
      rationale: "Clinics asked for it.",
      dissent: [],
      stopOwner: "Ilse Marten",
      incidents: [],
      ...made.mission,
    },
    plan: { phases: [], drills: [], levers: [], latentFirewall: null, alternatives: [] },
    ...made.change,
  };
  return {
    dossier,
    examination: {
      format: "plimsoll release examination 1",
      rules: digestFor("rules"),
      sources: dossier.sources.map((source) => ({
        source,
        isWhole: true,
        intake: { item: source.id, digest: source.digest, bytes: 1, verdict: "pass", reasons: [] },
        group: source.independenceGroup,
        copyGroup: source.id,
        isOfRepair: false,
      })),
      links: dossier.links.map((link) => ({ link, isQuoteFound: true, isOfRepair: false })),
      text: [],
      recounts: made.recounts ?? evaluations.map(({ id }) => recountOf(id)),
      searches: [],
      faults: [],
      ...made.examination,
    },
    earlier: made.earlier ?? [],
    changeLogged: new Set(made.changeLogged),
  };
}

export const earlierOf = (
  evaluations: readonly Partial<EarlierEvaluation["evaluations"][number]>[],
  artifacts: EarlierEvaluation["artifacts"] = [],
): EarlierEvaluation => ({
  evaluation: "evaluation-1",
  action: "external_deploy",
  atMs: NOW_MS,
  outcome: "YELLOW",
  dossier: digestFor("earlier"),
  artifacts,
  evaluations: evaluations.map((change) => ({
    id: "e-1",
    name: "Evaluation e-1",
    version: "1",
    graderDigest: digestFor("grader"),
    elicitation: "Prompts of three kinds, with tools, one attempt each.",
    runs: [],
    subject: { version: "2.0" },
    trials: 0,
    figures: [],
    ...change,
  })),
  course: {
    votes: { L1: "YELLOW", L2: "GREEN", L3: "GREEN", L4: "GREEN" },
    colour: "YELLOW",
    spentT: 0,
    carried: [],
    failure: null,
  },
});
