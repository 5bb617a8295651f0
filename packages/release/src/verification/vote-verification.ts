import type { Colour } from "../decision/colour.ts";
import type { Reason } from "../decision/reason.ts";
import type { ReasonCode } from "../decision/reason-code.ts";
import { familyOf } from "../decision/reason-code.ts";
import type { Defect } from "../argument/defect.ts";
import type { Source } from "../dossier/source.ts";
import { isAtLeast, type Level } from "../policy/level.ts";
import type { Policy } from "../policy/policy.ts";
import { coverageOf } from "./coverage.ts";
import type { SourcesLeft } from "./admissible-sources.ts";
import { type AppendixCause, isCarried, type JudgedClaim } from "./judge-claims.ts";

export interface VerificationFacts {
  readonly claims: readonly JudgedClaim[];
  readonly admissible: readonly Source[];
  /** Sources that do not count, by the first reason of each. */
  readonly left: SourcesLeft;
  /** Quarantined of all sources, in ten-thousandths. */
  readonly quarantinedShare: number;
  /** It is to be served or released, and names no weights: the answer would hold for any. */
  readonly isNameless: boolean;
  /** The dossier's own text speaks to the evaluator: the places where it does. */
  readonly hostileText: readonly string[];
  /** What is wrong with the argument. */
  readonly defects: readonly Defect[];
  /** Every claim was searched for and against. */
  readonly isSearched: boolean;
  /** From ASL-4 the repair is a duty. */
  readonly isRepairOn: boolean;
  readonly level: Level;
  readonly policy: Policy["verification"];
}

/** L1: does the evidence carry what is claimed? */
export function voteVerification(facts: VerificationFacts): {
  readonly colour: Colour;
  readonly reasons: readonly Reason[];
} {
  const reasons = [
    ...fromSubject(facts),
    ...fromInput(facts),
    ...fromSearch(facts),
    ...fromClaims(facts),
    ...fromSources(facts),
    ...fromCoverage(facts),
  ];
  const isGrave = reasons.some(({ code }) => familyOf(code) !== "CONDITION");
  return { colour: isGrave ? "RED" : reasons.length > 0 ? "YELLOW" : "GREEN", reasons };
}

const isHigh = ({ level }: VerificationFacts): boolean => isAtLeast(level, "ASL-4");

const fromSubject = ({ isNameless }: VerificationFacts): Reason[] =>
  isNameless
    ? [
        because(
          "UNPROVEN_NO_ARTIFACTS",
          ["subject"],
          "The digests of its weights in the subject's artifacts: plimsoll artifact digest PATH.",
          "It is to be deployed or released, and no weights are named.",
        ),
      ]
    : [];

function fromInput({ hostileText, quarantinedShare, policy }: VerificationFacts): Reason[] {
  const shown =
    hostileText.length > 0 ? [because("VIOLATION_INPUT", hostileText, "A dossier that speaks to its readers.")] : [];
  if (quarantinedShare <= policy.quarantineShareMax) return shown;
  const detail = `${percent(quarantinedShare)} of the sources give instructions to the evaluator.`;
  return [...shown, because("CONDITION_SOURCES_TO_ADD", ["sources"], "Sources without such text.", detail)];
}

function fromSearch(facts: VerificationFacts): Reason[] {
  const unsearched = because(
    "UNPROVEN_T_EXHAUSTED",
    ["search"],
    "Budget for a search for and against every claim: it comes back day by day (plimsoll release status).",
    "Not every claim was searched for and against: the budget ended.",
  );
  const unrepaired = because(
    "UNPROVEN_COVERAGE_KPI",
    ["repair"],
    "An evaluation with the repair switched on: without --no-repair.",
    "The repair was switched off, and this level asks for it.",
  );
  return [...(facts.isSearched ? [] : [unsearched]), ...(isHigh(facts) && !facts.isRepairOn ? [unrepaired] : [])];
}

function fromClaims(facts: VerificationFacts): Reason[] {
  const material = facts.claims.filter(({ claim }) => claim.material);
  if (material.length === 0) return [because("UNPROVEN_NO_CLAIMS", ["claims"], "A material claim with its evidence.")];
  const refuted = material.filter(({ status }) => status === "REFUTED").map(({ claim }) => claim.id);
  return refuted.length === 0
    ? []
    : [
        because(
          "VIOLATION_CLAIM_REFUTED",
          refuted,
          "Evidence that outweighs what refutes them, or a case without them.",
        ),
      ];
}

function fromSources(facts: VerificationFacts): Reason[] {
  const { admissible, policy } = facts;
  if (admissible.length >= policy.sourcesMin) return [];
  const detail = `${admissible.length} of ${policy.sourcesMin} admissible sources. ${keptOut(facts)}`.trim();
  const code: ReasonCode = isHigh(facts) ? "UNPROVEN_SOURCE_MINIMUM" : "CONDITION_SOURCES_TO_ADD";
  return [because(code, ["sources"], `${policy.sourcesMin - admissible.length} more admissible sources.`, detail)];
}

/** Why the others do not count. */
function keptOut({ left }: VerificationFacts): string {
  const said = [
    [left.damaged, "changed, missing or not sealed"],
    [left.keptOut, "kept out by intake"],
    [left.unquoted.length, `quoted by no claim, not word for word, or in fewer than 20 letters${named(left.unquoted)}`],
    [left.stale, "too old or from the future"],
    [left.copies, "copies of another, or of one id with another"],
  ] as const;
  return said.flatMap(([count, why]) => (count > 0 ? [`${count} ${why}.`] : [])).join(" ");
}

/** A few of them: all are in the table of sources. */
function named(ids: readonly string[]): string {
  const more = ids.length - LISTED_MAX;
  return ids.length === 0 ? "" : `: ${ids.slice(0, LISTED_MAX).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function fromCoverage(facts: VerificationFacts): Reason[] {
  const { share, carried, material } = coverageOf(facts.claims);
  const open = facts.claims.filter((each) => each.claim.material && !isCarried(each) && each.status !== "REFUTED");
  if (share === null || open.length === 0) return [];
  const ids = open.map(({ claim }) => claim.id);
  const isShort = isHigh(facts) && share < facts.policy.coverageMin;
  const code: ReasonCode = isShort ? "UNPROVEN_COVERAGE_KPI" : "CONDITION_CLAIM_TO_RESOLVE";
  return [
    because(
      code,
      ids,
      `Evidence that carries them, or a case without them.${curesOf(open, facts)}`,
      `${carried} of ${material} material claims are carried. Not carried: ${listed(open)}.${defectsOf(open, facts)}`,
    ),
  ];
}

/** As many defects as a reason tells; the verification trail has all. */
const DEFECTS_MAX = 3;

/** Those that keep a claim in the appendix, each once. */
function blockingOf(open: readonly JudgedClaim[], { defects }: VerificationFacts): readonly Defect[] {
  const kept = new Set(open.filter(({ cause }) => cause === "ARGUMENT_DEFECT").map(({ claim }) => claim.id));
  const found = defects.filter(({ severity, claims }) => severity === "blocks" && claims.some((id) => kept.has(id)));
  return [...new Map(found.map((each) => [`${each.rule} ${each.place}`, each])).values()].slice(0, DEFECTS_MAX);
}

const defectsOf = (open: readonly JudgedClaim[], facts: VerificationFacts): string =>
  blockingOf(open, facts)
    .map(({ rule, place, why }) => ` ${rule} at ${place}: ${why}`)
    .join("");

const curesOf = (open: readonly JudgedClaim[], facts: VerificationFacts): string =>
  blockingOf(open, facts)
    .map(({ rule, cure }) => ` ${rule}: ${cure}`)
    .join("");

const LISTED_MAX = 6;

const CAUSES: Readonly<Record<AppendixCause, string>> = {
  NO_EVIDENCE: "too little evidence",
  CONTRADICTED: "contradicted",
  BUDGET: "no budget for a second search",
  GOVERNOR: "the evaluator had to rest",
  QUARANTINED: "its source gives instructions",
  ARGUMENT_DEFECT: "its argument has a defect",
};

/** Each with what keeps it from being carried. */
function listed(open: readonly JudgedClaim[]): string {
  const shown = open.slice(0, LISTED_MAX).map(({ claim, cause }) => `${claim.id} (${CAUSES[cause ?? "NO_EVIDENCE"]})`);
  return `${shown.join(", ")}${open.length > LISTED_MAX ? ` and ${open.length - LISTED_MAX} more` : ""}`;
}

const because = (code: ReasonCode, records: readonly string[], wouldChange: string, detail = wouldChange): Reason => ({
  code,
  records,
  detail,
  wouldChange,
});

const percent = (share: number): string => `${(share / 100).toFixed(1)} %`;
