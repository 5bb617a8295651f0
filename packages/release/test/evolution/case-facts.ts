import { readFileSync } from "node:fs";
import type { Claim } from "../../src/dossier/claim.ts";
import type { Risk } from "../../src/dossier/risk.ts";
import type { EvolutionFacts } from "../../src/evolution/evolution-facts.ts";
import { evolve, type EvolutionCycle } from "../../src/evolution/evolve.ts";
import type { Harmonize } from "../../src/evolution/fuse.ts";
import { readSafeguards } from "../../src/evolution/read-safeguards.ts";
import type { Safeguard } from "../../src/evolution/safeguard.ts";
import { type EvolutionVoteFacts, voteEvolution } from "../../src/evolution/vote-evolution.ts";
import type { Recount } from "../../src/examination/examination.ts";
import { readPolicy } from "../../src/policy/policy.ts";
import type { Course } from "../../src/reflection/reflection.ts";
import type { JudgedClaim } from "../../src/verification/judge-claims.ts";

const shipped = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../policy/${name}`, import.meta.url), "utf8"));

export const policy = readPolicy(shipped("release-policy.json"));
export const starters = readSafeguards(shipped("safeguards.json"));
export const DAY_MS = 86_400_000;
export const NOW_MS = 1_800_000_000_000;

const claimOf = (id: string, change: Partial<Claim>): Claim => ({
  id,
  text: id,
  kind: "safeguard",
  material: true,
  domain: "cyber",
  threshold: null,
  figure: null,
  shows: [],
  ...change,
});

const SCORE = { support: 0, refutation: 0, score: 0, supportingGroups: 0 };

export const judged = (
  id: string,
  change: Partial<Claim> = {},
  status: JudgedClaim["status"] = "VERIFIED",
): JudgedClaim =>
  ({ claim: claimOf(id, change), status, before: SCORE, after: SCORE, cause: null }) as unknown as JudgedClaim;

export const riskOf = (id: string, change: Partial<Risk> = {}): Risk => ({
  id,
  domain: "cyber",
  text: `hazard ${id}`,
  safeguards: ["cyber-misuse-limit"],
  ...change,
});

export const recount = (evaluation: string, successes: number, trials: number): Recount => ({
  evaluation,
  counted: { runs: 1, trials, successes, undecided: 0 },
  unread: [],
  contents: [],
});

export const safeguard = (id: string, change: Partial<Safeguard> = {}): Safeguard => ({
  id,
  hazard: "a hazard",
  domain: "cyber",
  trigger: { on: "always" },
  requirement: { need: "claim", kind: "safeguard", domain: "cyber" },
  layer: "L4",
  from: "ASL-1",
  owner: "somebody",
  origin: { kind: "shipped", ref: id },
  status: "active",
  sinceMs: 0,
  ...change,
});

export const caseFacts = (change: Partial<EvolutionFacts> = {}): EvolutionFacts => ({
  subject: "subject-1",
  risks: [riskOf("r")],
  claims: [judged("c")],
  claimed: (change.claims ?? [judged("c")]).map(({ claim }) => claim),
  recounts: [],
  readings: [],
  drills: [],
  openDomains: [],
  level: "ASL-3",
  policy,
  nowMs: NOW_MS,
  ...change,
});

/** Cases that stand as they are. */
export const unchanged: Harmonize = () => [{ caseId: "g", before: "GREEN", after: "GREEN", hasReason: false }];

export const plan: Course = {
  votes: { L1: "GREEN", L2: "GREEN", L3: "GREEN", L4: "GREEN" },
  colour: "GREEN",
  spentT: 1,
  carried: ["c"],
  failure: null,
};

export const cycleOf = (
  facts: EvolutionFacts,
  safeguards: readonly Safeguard[] = starters,
  harmonize: Harmonize = unchanged,
): EvolutionCycle => evolve(facts, { safeguards, chainFaults: [], oscillating: [] }, harmonize);

export const voteFacts = (
  facts: EvolutionFacts,
  change: Partial<EvolutionVoteFacts> = {},
  safeguards: readonly Safeguard[] = starters,
): EvolutionVoteFacts => ({
  ...facts,
  cycle: cycleOf(facts, safeguards),
  chainFaults: [],
  unlockedChanges: [],
  damagedSources: [],
  unreadRuns: [],
  plan,
  unreflected: [],
  ...change,
});

/** The colour, then the codes. */
export const said = (facts: EvolutionVoteFacts): readonly string[] => {
  const { colour, reasons } = voteEvolution(facts);
  return [colour, ...reasons.map(({ code }) => code)];
};
