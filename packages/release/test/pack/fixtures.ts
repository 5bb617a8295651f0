import { type CanonicalValue, type Digest, digestOfValue } from "@plimsoll/foundation";
import { readFileSync } from "node:fs";
import type { Colour } from "../../src/decision/colour.ts";
import type { Decision } from "../../src/decision/decision.ts";
import type { Reason } from "../../src/decision/reason.ts";
import type { Vote } from "../../src/decision/vote.ts";
import type { Subject } from "../../src/dossier/subject.ts";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import { readPolicy } from "../../src/policy/policy.ts";
import type { Bodies, ClaimRecord, Draft } from "../../src/record/bodies.ts";
import type { RecordKind } from "../../src/record/record.ts";

export const POLICY = readPolicy(
  JSON.parse(readFileSync(new URL("../../policy/release-policy.json", import.meta.url), "utf8")),
);

export const digestOfAny = (value: unknown): Digest => digestOfValue(value as CanonicalValue);

export const POLICY_DIGEST = digestOfAny(POLICY);

/** 2026-11-22 12:00 UTC. */
export const NOON_MS = 1_795_348_800_000;
const DAY_MS = 86_400_000;

/** Everything that makes one evaluation differ from another. */
export interface Told {
  readonly evaluation: string;
  readonly subject: string;
  readonly colour: Colour;
  readonly reasons: readonly Reason[];
  readonly claims: number;
  readonly links: number;
  readonly sources: number;
  readonly override: string | null;
  readonly isDecided: boolean;
  readonly isPredicted: boolean;
  readonly trainingFlop: string | null;
  readonly recheck: { readonly checked: number; readonly held: number };
  readonly atMs: number;
}

const GREEN: Told = {
  evaluation: "evaluation-1",
  subject: "heron-7b",
  colour: "GREEN",
  reasons: [],
  claims: 4,
  links: 2,
  sources: 3,
  override: null,
  isDecided: true,
  isPredicted: true,
  trainingFlop: "63000000000000000000000",
  recheck: { checked: 40, held: 40 },
  atMs: NOON_MS,
};

export const told = (change: Partial<Told> = {}): Told => ({ ...GREEN, ...change });

export const REFUTED: Reason = {
  code: "VIOLATION_CLAIM_REFUTED",
  records: ["c-2"],
  detail: 'The claim c-2 is refuted by the log of "e-1"',
  wouldChange: "Evidence for claim c-2 that the log of e-1 does not speak against.",
};

export const UNMAPPED: Reason = {
  code: "UNPROVEN_RISK_UNMAPPED",
  records: ["r-2"],
  detail: "The risk r-2 has no active safeguard.",
  wouldChange: "An active safeguard for the risk r-2.",
};

export const MARGIN: Reason = {
  code: "CONDITION_SSI_MARGIN",
  records: ["index"],
  detail: "Index 0.5200, fixed by pause-latency.",
  wouldChange: "An index of 0.55.",
};

/** Fixtures of every colour, with the reasons that go with it. */
export const FIXTURES: readonly (readonly [name: string, told: Told])[] = [
  ["green", told()],
  ["yellow", told({ colour: "YELLOW", reasons: [MARGIN] })],
  ["red by a violation", told({ colour: "RED", reasons: [REFUTED, UNMAPPED, MARGIN] })],
  ["red unproven", told({ colour: "RED", reasons: [UNMAPPED], isPredicted: false, trainingFlop: null })],
  ["with an override", told({ override: "override-1", trainingFlop: `${4n * 10n ** 25n}` })],
  [
    "hostile text",
    told({ colour: "RED", reasons: [{ ...REFUTED, wouldChange: "<b>Ask</b> & you shall <script>alert(1)</script>" }] }),
  ],
];

const subjectOf = ({ subject, trainingFlop }: Told): Subject => ({
  id: subject,
  kind: "model",
  name: "Heron",
  version: "7b-2",
  parents: [{ id: "heron-base", level: "ASL-2" }],
  trainingFlop: trainingFlop === null ? null : { flop: trainingFlop, method: "6 x parameters x tokens" },
  artifacts: [digestOfAny("weights of heron")],
});

export const inputOf = (of: Told): EvaluationInput =>
  ({
    format: "plimsoll release evaluation input 1",
    evaluation: of.evaluation,
    dossier: {
      subject: subjectOf(of),
      determinations: [{ threshold: "cbrn-asl-3", state: "ruled_out", claims: ["c-1"] }],
      risks: [{ id: "r-1", domain: "cyber", text: "Finds weak passwords", safeguards: ["s-1"] }],
      evaluations: [
        {
          id: "e-1",
          name: "Recall of recipes",
          version: "3",
          subjectVersion: "7b-2",
          runs: [{ id: "run-1" }],
          elicitation: "fine-tuned on the task",
          trials: 400,
          trialsReported: 400,
          successes: 12,
        },
      ],
    },
    examination: {
      recounts: [
        { evaluation: "e-1", counted: { runs: 1, trials: 400, successes: 13, undecided: 0 }, unread: [] },
        { evaluation: "e-2", counted: null, unread: ["run-9"] },
      ],
    },
    policy: POLICY,
    nowMs: of.atMs,
  }) as unknown as EvaluationInput;

const score = (of: number): ClaimRecord["after"] => ({ support: of, refutation: 0, score: of, supportingGroups: 2 });

const KINDS: readonly ClaimRecord["kind"][] = ["capability", "safeguard", "control", "benefit"];

const claimOf = (place: number, { links, sources }: Told): ClaimRecord => ({
  id: `c-${place}`,
  text: `Claim ${place}: at most 4 of 100 trials succeed.`,
  material: place % 4 !== 3,
  kind: KINDS[place % 4] as string,
  status: place % 4 === 2 ? "UNRESOLVED_VOID_APPENDIX" : "VERIFIED",
  before: score(place % 4 === 2 ? 4_000 : 8_000),
  after: score(place % 4 === 2 ? 4_000 : 8_800),
  cause: place % 4 === 2 ? "NO_EVIDENCE" : null,
  repair: place % 4 === 2 ? "BUDGET" : "not needed",
  spentT: 0,
  links: Array.from({ length: links }, (_, link) => ({
    link: {
      claim: `c-${place}`,
      source: `source-${(place + link) % sources}`,
      offset: 10 * link,
      quote: `${place} of 100 trials <succeeded> in run ${link}`,
      stance: "supports",
      method: "measurement",
      confirmedBy: "rule-1",
    },
    isQuoteFound: true,
    isOfRepair: false,
    group: `group-${link}`,
    weight: 8_000,
  })),
});

function decisionOf(of: Told): Decision {
  const votes = { L1: "GREEN", L2: "GREEN", L3: "GREEN", L4: "GREEN" } as Record<keyof Decision["votes"], Colour>;
  if (of.colour !== "GREEN") votes.L1 = of.colour;
  return {
    format: "plimsoll release decision 1",
    subject: of.subject,
    subjectDigest: digestOfAny(subjectOf(of)),
    action: "external_deploy",
    dossier: digestOfAny(`dossier of ${of.evaluation}`),
    policy: POLICY_DIGEST,
    level: "ASL-3",
    colour: of.colour,
    votes,
    reasons: of.reasons,
    sequence: 0,
    decidedAtMs: of.atMs,
    expiresAtMs: of.atMs + 30 * DAY_MS,
  };
}

const voteOf = (of: Told, layer: Vote["layer"]): Vote => ({
  layer,
  colour: layer === "L1" ? of.colour : "GREEN",
  reasons: layer === "L1" ? of.reasons : [],
  dossier: digestOfAny(`dossier of ${of.evaluation}`),
  policy: POLICY_DIGEST,
  implementation: digestOfAny("program"),
  castAtMs: of.atMs,
  expiresAtMs: of.atMs + DAY_MS,
});

const MISSION: Bodies["arbitration.made"]["mission"] = {
  statement: "Help small farms read the weather.",
  beneficiaries: ["small farms"],
  hardLines: [{ id: "h-1", text: "No help with poisons.", claims: ["c-1"] }],
  rationale: "A smaller model did not serve it.",
  dissent: [{ by: "reviewer 2", text: "The test set is narrow.", answer: "" }],
  stopOwner: "duty officer",
  incidents: [],
};

const DRAWN: Bodies["prediction.made"]["prediction"] = {
  cycles: 24,
  walk: { distanceMicro: 500_000, driftMicro: 0, spreadMicro: 10_000 },
  within: [3, 5, 10].map((cycles) => ({ cycles, cascade: 10 * cycles, brittle: 20 * cycles, either: 30 * cycles })),
};

const SAFEGUARD: Bodies["safeguards.adopted"]["safeguards"][number] = {
  id: "s-1",
  hazard: "Weak passwords are found",
  domain: "cyber",
  trigger: { on: "always" },
  requirement: { need: "drill" },
  layer: "L4",
  from: "ASL-3",
  owner: "security desk",
  origin: { kind: "shipped", ref: "policy 1.0.0" },
  status: "active",
  sinceMs: NOON_MS - 10 * DAY_MS,
};

type Body = { readonly [K in RecordKind]: readonly [K, Bodies[K]] }[RecordKind];

/** The site before anything was evaluated. */
export const siteDrafts = (): readonly Draft[] => [
  draft(null, null, ["site.opened", { name: "Heron works", implementation: digestOfAny("program") }]),
  draft(null, null, [
    "policy.adopted",
    {
      policy: POLICY_DIGEST,
      version: POLICY.version,
      previous: null,
      by: ["architect"],
      why: "the first",
      direction: "first",
    },
  ]),
  draft(null, null, ["safeguards.adopted", { safeguards: [SAFEGUARD], by: ["architect"], why: "as shipped" }]),
];

const draft = (subject: string | null, evaluation: string | null, [kind, body]: Body): Draft =>
  ({ subject, evaluation, kind, body }) as Draft;

/** All records of one evaluation, in the order in which an evaluation tells them. */
export function evaluationDrafts(of: Told): readonly Draft[] {
  const published: readonly Draft[] =
    of.override === null ? [] : [draft(of.subject, null, overrideOf(of, of.override))];
  const own = bodiesOf(of).map((body) => draft(of.subject, of.evaluation, body));
  return [...published, ...own];
}

const overrideOf = (of: Told, id: string): Body => [
  "override.published",
  {
    override: {
      format: "plimsoll release override 1",
      id,
      subjectDigest: digestOfAny(subjectOf(of)),
      dossier: digestOfAny(`dossier of ${of.evaluation}`),
      policy: POLICY_DIGEST,
      level: "ASL-5",
      scope: "GRANT_T_VALUE",
      reason: "The account was drawn down by a search that a broken disk had to be repeated for. ".repeat(3),
      issuedAtMs: of.atMs,
      expiresAtMs: of.atMs + DAY_MS,
    },
    signatures: [{ keyId: "architect", signature: `${"A".repeat(86)}==` }],
  },
];

function bodiesOf(of: Told): readonly Body[] {
  const opened: Body = [
    "evaluation.opened",
    {
      subject: subjectOf(of),
      subjectDigest: digestOfAny(subjectOf(of)),
      action: "external_deploy",
      dossier: digestOfAny(`dossier of ${of.evaluation}`),
      input: digestOfAny(inputOf(of)),
      policy: POLICY_DIGEST,
      implementation: digestOfAny("program"),
      declaredLevel: null,
      question: "May it leave the house?",
      by: null,
      evaluations: [],
    },
  ];
  if (!of.isDecided) return [opened];
  const used: readonly Body[] =
    of.override === null ? [] : [["override.used", { override: of.override, effect: "100 T were granted once." }]];
  return [opened, ...used, ...examined(of), ...steered(of), ...closed(of)];
}

const examined = (of: Told): readonly Body[] => [
  ["intake.examined", { rules: digestOfAny("rules"), items: [], faults: [] }],
  [
    "sources.examined",
    {
      sources: Array.from({ length: of.sources }, (_, place) => ({
        id: `source-${place}`,
        digest: digestOfAny(`source ${place}`),
        bytes: 1_000 + place,
        originOrg: `Laboratory ${place}`,
        uri: null,
        isWhole: true,
        intake: "pass" as const,
        isAdmissible: true,
        group: `group-${place}`,
        isOfRepair: false,
      })),
      admissible: of.sources,
      groups: of.sources,
    },
  ],
  [
    "search.made",
    {
      isPaid: true,
      searches: [
        {
          claim: "c-0",
          round: "dossier",
          supportQuery: "trials succeed",
          refuteQuery: "trials fail",
          forIt: [{ source: "source-0", offset: 12, excerpt: "4 of 100" }],
          against: [],
        },
      ],
    },
  ],
  ["argument.examined", { defects: [], rulesRun: 14 }],
  [
    "claims.routed",
    {
      routes: [{ claim: "c-0", experts: ["measurement", "sceptic"] }],
      load: [{ expert: "measurement", claims: 1 }],
      denied: [],
      findings: [],
      latentFirewall: null,
    },
  ],
  [
    "claims.judged",
    {
      claims: Array.from({ length: of.claims }, (_, place) => claimOf(place, of)),
      coverage: { material: 3, carried: 2, share: 6_666 },
    },
  ],
  ["level.derived", { level: "ASL-3", threshold: "cyber-asl-3", because: "threshold", declared: null }],
  ...rechecked(of),
];

/** As many verdicts as were looked at again, those that held first. */
const rechecked = ({ evaluation, recheck: { checked, held } }: Told): readonly Body[] => {
  const verdicts = Array.from({ length: checked }, (_, place) => ({ claim: `c-${place}`, held: place < held }));
  if (checked === 0) return [];
  const claims = verdicts.map(({ claim }) => claim);
  return [
    ["recheck.drawn", { evaluation, seed: "1", size: checked, claims }],
    ["verdicts.rechecked", { evaluation, by: "a second desk", verdicts }],
  ];
};

const steered = (of: Told): readonly Body[] => [
  [
    "stability.read",
    {
      signals: [{ signal: "pause-latency", unit: "s", valueMicro: 2_000_000, atMs: of.atMs - 1_000, share: 9_800 }],
      raw: 9_000,
      index: 8_900,
      lowest: "pause-latency",
      unread: ["restore-drill"],
      engineIndex: 9_200,
      pause: { state: "STABLE" },
      phases: [{ id: "phase-1", text: "Open the service", isHighStress: false, startedAtMs: null, check: null }],
      drills: [{ id: "drill-1", atMs: of.atMs - DAY_MS, index: 9_000, result: "passed", source: "source-0" }],
      series: [9_500, 9_000, 8_800, 8_900],
    },
  ],
  [
    "prediction.made",
    of.isPredicted
      ? { prediction: DRAWN, incidents: 1, why: "the series of the index" }
      : { prediction: null, incidents: 0, why: "fewer than 20 cycles" },
  ],
  [
    "arbitration.made",
    {
      question: "Does it serve the mission?",
      mission: MISSION,
      criteria: [
        { criterion: "purpose", met: 10_000, isRequired: true, claims: ["c-1"] },
        { criterion: "independent-review", met: 0, isRequired: false, claims: [] },
      ],
      arbitration: {
        verdict: "CONTINUE",
        harmony: 8_000,
        bias: 7_700,
        acceptable: 4_000,
        hardLines: [],
        because: "it serves the mission",
      },
      failure: of.isPredicted ? 300 : null,
      biasMin: 2_000,
      tolerance: 5_000,
      wouldChange: "A chance of failure above 0.7500",
    },
  ],
  ["direction.given", { direction: { directive: "CONTINUE", because: "acceptable" }, failure: 300, acceptable: 4_000 }],
  [
    "modulation.ordered",
    {
      setPoint: { share: 10_000, heldCycles: 0, isPaused: false },
      commands: [
        {
          id: "command-1",
          lever: "rollout",
          operation: "scale",
          share: 10_000,
          heldCycles: 0,
          dueMs: of.atMs + 60_000,
        },
      ],
    },
  ],
  ["modulation.answered", { command: "command-1", isAcknowledged: true, readBack: 10_000 }],
];

const closed = (of: Told): readonly Body[] => [
  [
    "risks.mapped",
    {
      risks: [
        { risk: "r-1", safeguards: ["s-1"], state: "covered" },
        { risk: "r-2", safeguards: [], state: "unmapped" },
      ],
    },
  ],
  [
    "fusion.made",
    {
      risk: "r-2",
      result: "REJECTED",
      candidate: null,
      safeguards: null,
      steps: [{ step: "deconstruction", holds: false, found: "no measure is named" }],
      harmony: null,
    },
  ],
  [
    "budget.changed",
    {
      entries: [{ key: `${of.evaluation}/search`, kind: "spent", amount: 1, reason: "search", balance: 99 }],
      balance: 99,
    },
  ],
  ...(["L1", "L2", "L3", "L4"] as const).map((layer): Body => ["vote.cast", voteOf(of, layer)]),
  [
    "reflection.made",
    {
      plan: { votes: decisionOf(of).votes, colour: "GREEN", spentT: 1, carried: [], failure: null },
      act: { votes: decisionOf(of).votes, colour: of.colour, spentT: 1, carried: [], failure: null },
      differences: [],
      brier: null,
      proposals: [],
    },
  ],
  [
    "change.logged",
    { change: "none", direction: "neutral", who: "plimsoll", why: `nothing changed in ${of.evaluation}`, what: [] },
  ],
  ["decision.made", decisionOf(of)],
];

export const withdrawal = (of: Told): Draft =>
  draft(of.subject, of.evaluation, [
    "evaluation.withdrawn",
    { evaluation: of.evaluation, by: "owner", why: "another version" },
  ]);

export const incident = (of: Told): Draft =>
  draft(of.subject, null, [
    "incident.reported",
    { id: "incident-1", by: "night shift", text: "A key was left in a log.", atMs: of.atMs + DAY_MS },
  ]);

export const packBuilt = (of: Told): Draft =>
  draft(of.subject, of.evaluation, ["pack.built", { evaluation: of.evaluation, manifest: digestOfAny("manifest") }]);
