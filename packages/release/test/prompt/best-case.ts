import { readFileSync } from "node:fs";
import { digestOfValue } from "@plimsoll/foundation";
import { arbitrate } from "../../src/arbitration/arbitrate.ts";
import { judgeCriteria } from "../../src/arbitration/judge-criteria.ts";
import { voteArbitration } from "../../src/arbitration/vote-arbitration.ts";
import { combine, type Combined } from "../../src/decision/combine.ts";
import type { Layer } from "../../src/decision/layer.ts";
import type { Dossier } from "../../src/dossier/dossier.ts";
import type { EvidenceLink } from "../../src/dossier/evidence-link.ts";
import { effectiveLevel, type EffectiveLevel } from "../../src/level/effective-level.ts";
import { readPolicy } from "../../src/policy/policy.ts";
import { rowOf, ROWS } from "../../src/policy/level.ts";
import { admissibleSources, sourcesLeft } from "../../src/verification/admissible-sources.ts";
import type { Exhibits } from "../../src/verification/exhibit.ts";
import { isCarried, judgeClaims, type JudgedClaim } from "../../src/verification/judge-claims.ts";
import { voteVerification } from "../../src/verification/vote-verification.ts";

export const POLICY = readPolicy(
  JSON.parse(readFileSync(new URL("../../policy/release-policy.json", import.meta.url), "utf8")),
);
export const NOW_MS = Date.UTC(2026, 10, 22);

export interface Judged extends Combined {
  readonly level: EffectiveLevel["level"];
  readonly claims: readonly JudgedClaim[];
}

/**
 * An evaluation in which all goes well that the dossier itself does not decide: intake passes everything, every quotation is found,
 * searches are paid, the repair is on, stability and evolution are Green. What is not Green here is Green nowhere.
 */
export function bestCase(dossier: Dossier, opinions: readonly EvidenceLink[] = []): Judged {
  const exhibits: Exhibits = {
    sources: dossier.sources.map((source) => ({ source, isWhole: true, intake: "pass", copyGroup: source.id })),
    links: [...dossier.links, ...opinions].map((link) => ({ link, isQuoteFound: true, isOfRepair: false })),
    nowMs: NOW_MS,
  };
  const facts = {
    claims: dossier.claims,
    exhibits,
    policy: POLICY.verification,
    repairs: new Map(),
    defective: new Set<string>(),
  };
  const carried = new Set(
    judgeClaims({ ...facts, level: "ASL-5" })
      .filter(isCarried)
      .map(({ claim }) => claim.id),
  );
  const { level } = effectiveLevel({
    thresholds: POLICY.thresholds,
    screeningFlopMax: BigInt(POLICY.screening.trainingFlopMax),
    subject: dossier.subject,
    determinations: dossier.determinations,
    screeningClaim: dossier.screeningClaim,
    isCarried: (claim) => carried.has(claim),
    declared: dossier.declaredLevel,
  });
  const claims = judgeClaims({ ...facts, level });
  const votes = {
    L1: verification(dossier, claims, exhibits, level),
    L2: GREEN,
    L3: arbitration(dossier, claims, level),
    L4: GREEN,
  };
  const ballot = { dossier: digestOfValue("dossier"), policy: digestOfValue("policy"), nowMs: NOW_MS };
  const cast = Object.entries(votes).map(([layer, vote]) => [layer, voteOf(layer as Layer, vote, ballot)]);
  return { ...combine(Object.fromEntries(cast), { state: "ok", reasons: [] }, ballot), level, claims };
}

type Said = ReturnType<typeof voteVerification>;
const GREEN: Said = { colour: "GREEN", reasons: [] };

const verification = (
  dossier: Dossier,
  claims: readonly JudgedClaim[],
  exhibits: Exhibits,
  level: EffectiveLevel["level"],
): Said =>
  voteVerification({
    claims,
    admissible: admissibleSources(exhibits, { claims: dossier.claims, policy: POLICY.verification }),
    left: sourcesLeft(exhibits, { claims: dossier.claims, policy: POLICY.verification }),
    isNameless: false,
    quarantinedShare: 0,
    hostileText: [],
    defects: [],
    isSearched: true,
    isRepairOn: true,
    level,
    policy: POLICY.verification,
  });

function arbitration({ mission, plan }: Dossier, claims: readonly JudgedClaim[], level: EffectiveLevel["level"]): Said {
  const criteria = judgeCriteria({
    carried: claims.filter(isCarried).map(({ claim }) => claim),
    mission,
    plan,
    openThresholds: [],
    level,
    required: POLICY.arbitration.required,
  });
  const row = ROWS.indexOf(rowOf(level));
  const said = arbitrate({
    criteria,
    hardLines: [],
    failure: 0,
    biasMin: POLICY.arbitration.biasMin[row] ?? 10_000,
    tolerance: POLICY.arbitration.tolerance[row] ?? 0,
  });
  return voteArbitration({
    arbitration: said,
    direction: null,
    isLoopMissing: false,
    isUnpredicted: false,
    unexecuted: [],
    declarable: [],
    answerMs: 60_000,
    stoppedBy: null,
  });
}

const voteOf = (layer: Layer, { colour, reasons }: Said, { dossier, policy }: Parameters<typeof combine>[2]) => ({
  layer,
  colour,
  reasons,
  dossier,
  policy,
  implementation: digestOfValue("implementation"),
  castAtMs: NOW_MS,
  expiresAtMs: NOW_MS + 1,
});
