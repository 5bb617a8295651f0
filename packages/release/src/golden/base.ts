import type { Claim } from "../dossier/claim.ts";
import type { Dossier } from "../dossier/dossier.ts";
import type { Evaluation } from "../dossier/evaluation.ts";
import type { Telemetry } from "../dossier/telemetry.ts";
import type { Level } from "../policy/level.ts";
import { DOMAINS } from "../policy/threshold.ts";
import type { ClaimRecipe } from "./recipe.ts";
import { digestOfText, type Shelf, shelve } from "./recipe.ts";

const DAY_MS = 86_400_000;
const SUBJECT = "tidal-works/heron-2";
const VERSION = "2.1";

/** A dossier with the bytes of its files. */
export interface Folder {
  readonly dossier: Dossier;
  readonly files: ReadonlyMap<string, string>;
}

/** A system of a made-up house, with all that its level asks for. Each golden dossier changes one thing in it. */
export interface BaseOptions {
  readonly nowMs: number;
  readonly declaredLevel: Level | null;
  /** Lines that are said to be ruled out. */
  readonly ruledOut: readonly string[];
  /** Lines for which a safeguard is claimed. */
  readonly guarded: readonly string[];
  readonly isScreened: boolean;
  readonly houses: readonly number[];
}

export function baseFolder(options: BaseOptions): Folder {
  const recipes = recipesFor(options);
  const shelf = shelve(recipes, options.nowMs);
  const battery = batteryOf(SUBJECT);
  return {
    dossier: dossierOf(
      options,
      recipes.map(({ claim }) => claim),
      shelf,
      battery.evaluation,
    ),
    files: new Map([...shelf.files, ...battery.files]),
  };
}

const claimOf = (id: string, text: string, change: Partial<Claim>): Claim => ({
  id,
  text,
  kind: "governance",
  material: true,
  domain: null,
  threshold: null,
  figure: null,
  shows: [],
  ...change,
});

const shown = (...criteria: readonly Claim["shows"][number]["criterion"][]): Claim["shows"] =>
  criteria.map((criterion) => ({ criterion, extent: "full" }));

function recipesFor(options: BaseOptions): readonly ClaimRecipe[] {
  const claims = [...commonClaims(), ...guardClaims(options), ...levelClaims(options)];
  return claims.map((claim, place) => ({
    claim,
    houses: options.houses[place % options.houses.length] ?? 2,
    method: "third-party-report",
  }));
}

const commonClaims = (): readonly Claim[] => [
  claimOf(
    "purpose",
    "Heron 2 plans tide-dependent departures for ferries on three named routes and for nothing else.",
    {
      shows: shown("purpose", "redress"),
    },
  ),
  claimOf("capability", "Heron 2 drafts a departure plan for a day of traffic in under a minute.", {
    kind: "capability",
  }),
  claimOf(
    "benefit",
    "With Heron 2 passengers of the three routes waited 11 minutes less a day over a trial of ninety days.",
    {
      kind: "benefit",
      shows: shown("benefit"),
    },
  ),
  claimOf(
    "least-capable",
    "A timetable solver and a smaller sibling were weighed first and fell short of the purpose.",
    {
      shows: shown("least-capable"),
    },
  ),
  claimOf("reversible", "A drill brought the former plan back within four minutes on each of the routes.", {
    kind: "control",
    shows: shown("reversibility", "stop-owner"),
  }),
  claimOf("reviewed", "A house without ties to the developer reviewed the release and its conditions.", {
    shows: shown("independent-review", "dissent", "incidents"),
  }),
  claimOf("obeys", "Heron 2 stopped in each of the 400 trials in which a dispatcher asked it to.", {
    kind: "control",
    figure: { evaluation: "stop-battery", comparator: "at least", share: 9_800 },
  }),
];

/** For each domain one general safeguard, and one for each line that is left open. */
const guardClaims = ({ guarded }: BaseOptions): readonly Claim[] => [
  ...DOMAINS.map((domain) =>
    claimOf(`guard-${domain}`, `Requests that touch ${WORDS[domain]} are refused and reported to the duty officer.`, {
      kind: "safeguard",
      domain,
      shows: shown("safeguards"),
    }),
  ),
  ...(guarded.length === 0 ? [] : highGuards()),
  ...guarded.map((threshold) =>
    claimOf(`guard-of-${threshold}`, `The safeguard for ${threshold} held in an exercise of outside specialists.`, {
      kind: "safeguard",
      domain: DOMAINS.find((domain) => threshold.startsWith(domain)) ?? null,
      threshold,
    }),
  ),
];

/** What the shipped safeguards ask for on top where lines are open. */
const highGuards = (): readonly Claim[] => [
  ...(["cbrn", "cyber", "manipulation"] as const).map((domain) =>
    claimOf(
      `control-${domain}`,
      `Weights and logs that bear on ${WORDS[domain]} are kept behind two keys and watched.`,
      {
        kind: "control",
        domain,
      },
    ),
  ),
  ...(["ai_rd", "misalignment"] as const).map((domain) =>
    claimOf(`governed-${domain}`, `A named officer answers for ${WORDS[domain]} and reports each quarter.`, { domain }),
  ),
];

const levelClaims = ({ isScreened, ruledOut }: BaseOptions): readonly Claim[] => [
  ...(isScreened
    ? [
        claimOf("screening", "Heron 2 was trained from scratch with less than a tenth of the screening compute.", {
          kind: "compute",
        }),
      ]
    : []),
  ...ruledOut.map((threshold) =>
    claimOf(`not-${threshold}`, `Heron 2 does not come near the line ${threshold} under full elicitation.`, {
      kind: "capability",
      threshold,
      figure: { evaluation: "elicited", comparator: "at most", share: 500 },
    }),
  ),
];

const WORDS: Readonly<Record<(typeof DOMAINS)[number], string>> = {
  cbrn: "poisons, germs or radiation",
  cyber: "breaking into machines",
  ai_rd: "training other systems",
  misalignment: "its own oversight",
  manipulation: "swaying passengers",
};

/** The shipped safeguard of each domain. */
const SHIPPED: Readonly<Record<(typeof DOMAINS)[number], string>> = {
  cbrn: "cbrn-refusal",
  cyber: "cyber-misuse-limit",
  ai_rd: "ai_rd-pace-limit",
  misalignment: "misalignment-oversight",
  manipulation: "manipulation-limit",
};

/** Two evaluations whose logs say what is reported of them. */
function batteryOf(subject: string): {
  readonly evaluation: readonly Evaluation[];
  readonly files: ReadonlyMap<string, string>;
} {
  const stops = logOf("stop-battery", subject, 400, 400);
  const elicited = logOf("elicited", subject, 400, 4);
  return {
    evaluation: [
      evaluationOf("stop-battery", "Stops when asked", stops, 400, 400),
      evaluationOf("elicited", "Dangerous capabilities, elicited", elicited, 400, 4),
    ],
    files: new Map([
      ["evaluations/stop-battery.jsonl", stops],
      ["evaluations/elicited.jsonl", elicited],
    ]),
  };
}

const logOf = (name: string, subject: string, trials: number, successes: number): string =>
  Array.from({ length: trials }, (_, trial) =>
    JSON.stringify({ evaluation: name, subject, trial, success: trial < successes }),
  ).join("\n") + "\n";

const evaluationOf = (id: string, name: string, log: string, trials: number, successes: number): Evaluation => ({
  id,
  name,
  version: "1",
  subjectVersion: VERSION,
  runs: [{ id: `${id}-run-1`, log: `evaluations/${id}.jsonl`, digest: digestOfText(log), isReported: true }],
  trials,
  trialsReported: trials,
  successes,
  interval: null,
  elicitation: "Tools, best of eight, two days of a specialist's tuning; the harness and prompts are in the log.",
  graderDigest: digestOfText("grader of the stop battery, frozen in spring"),
});

function dossierOf(
  options: BaseOptions,
  claims: readonly Claim[],
  { sources, links }: Shelf,
  evaluations: readonly Evaluation[],
): Dossier {
  const { nowMs, isScreened, ruledOut, declaredLevel } = options;
  return {
    format: "plimsoll release dossier 1",
    subject: {
      id: SUBJECT,
      kind: "model",
      name: "Heron 2",
      version: VERSION,
      parents: [],
      trainingFlop: {
        flop: isScreened ? "9000000000000000000000" : "40000000000000000000000000",
        method: "6 x parameters x tokens",
      },
      artifacts: [digestOfText("weights of Heron 2")],
    },
    action: "external_deploy",
    declaredLevel,
    screeningClaim: isScreened ? "screening" : null,
    determinations: ruledOut.map((threshold) => ({ threshold, state: "ruled_out", claims: [`not-${threshold}`] })),
    claims,
    links,
    sources,
    evaluations,
    telemetry: calm(nowMs),
    risks: DOMAINS.map((domain) => ({
      id: `risk-${domain}`,
      domain,
      text: `Somebody uses Heron 2 for ${WORDS[domain]}.`,
      safeguards: [SHIPPED[domain]],
    })),
    mission: missionOf(nowMs),
    plan: planOf(nowMs),
  };
}

const missionOf = (nowMs: number): Dossier["mission"] => ({
  statement: "Ferries that leave when the tide allows, and passengers who know it in time.",
  beneficiaries: ["passengers of the three routes", "the crews"],
  hardLines: [{ id: "people-decide", text: "A dispatcher can stop every plan at once.", claims: ["obeys"] }],
  rationale: "Departures are planned by hand today; late readings of the tide cost two hours a week on each route.",
  dissent: [{ by: "a crew member", text: "Plans should not change after six.", answer: "They no longer do." }],
  stopOwner: "head of operations, Harbour Commission",
  incidents: [
    {
      id: "incident-1",
      text: "A plan was an hour off after a clock change.",
      atMs: nowMs - 90 * DAY_MS,
      isClosed: true,
    },
  ],
});

const planOf = (nowMs: number): Dossier["plan"] => ({
  phases: [
    {
      id: "first-route",
      text: "One route, with a dispatcher beside it.",
      isHighStress: true,
      startedAtMs: null,
      check: { id: "check-1", atMs: nowMs - DAY_MS, index: 9_000, result: "passed", source: "s-01" },
    },
  ],
  drills: [{ id: "drill-1", atMs: nowMs - 3 * DAY_MS, index: 9_000, result: "passed", source: "s-01" }],
  levers: [{ id: "request-quota", text: "Requests an hour that are let through." }],
  latentFirewall: null,
  alternatives: ["a timetable solver", "a smaller sibling"],
});

const READINGS = 200;
const HOUR_MS = 3_600_000;
/** Values near the good bound of every signal that the shipped policy may ask for; they move a little, as readings do. */
const CALM: Readonly<Record<string, readonly [valueMicro: number, swayMicro: number]>> = {
  "restore-drill": [1_000_000, 0],
  "pause-latency": [2_000_000, 1_000_000],
  "unresolved-incidents": [0, 0],
  "monitoring-coverage": [999_000, 0],
  "safety-drift": [300_000, 100_000],
  "refusal-drift": [400_000, 100_000],
};

/** One reading of each signal an hour. */
export const calm = (nowMs: number): readonly Telemetry[] =>
  Array.from({ length: READINGS }, (_, place) => place).flatMap((place) =>
    Object.entries(CALM).map(([signal, [valueMicro, swayMicro]]) => ({
      signal,
      atMs: nowMs - (READINGS - place) * HOUR_MS,
      valueMicro: valueMicro + (place % 3 === 0 ? swayMicro : 0),
      source: "s-01",
    })),
  );
