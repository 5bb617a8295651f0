import type { Claim } from "../dossier/claim.ts";
import { isAtLeast, type Level } from "../policy/level.ts";
import type { Policy } from "../policy/policy.ts";
import { type ClaimStatus, isCarriedBy, statusOf, type StatusLimits } from "./claim-status.ts";
import type { ExaminedLink, ExaminedSource, Exhibits } from "./exhibit.ts";
import { refutation, support } from "./link-weight.ts";
import { type ClaimScore, weigh } from "./weigh.ts";

/** Why a claim stands in the appendix. */
export type AppendixCause = "NO_EVIDENCE" | "CONTRADICTED" | "BUDGET" | "GOVERNOR" | "QUARANTINED" | "ARGUMENT_DEFECT";

/** What came of the search for more; null where none was made, with the reason. */
export interface RepairOfClaim {
  readonly outcome: "searched" | "BUDGET" | "GOVERNOR" | "off";
}

export interface JudgedClaim {
  readonly claim: Claim;
  readonly status: Exclude<ClaimStatus, "VOID_FLAG_INCONSISTENCY">;
  /** By the dossier's own links, and with those of the repair. */
  readonly before: ClaimScore;
  readonly after: ClaimScore;
  /** Null unless it stands in the appendix. */
  readonly cause: AppendixCause | null;
}

export interface JudgingFacts {
  readonly claims: readonly Claim[];
  readonly exhibits: Exhibits;
  readonly level: Level;
  readonly policy: Policy["verification"];
  /** Of each void that was found; a claim that is not in it was not searched for. */
  readonly repairs: ReadonlyMap<string, RepairOfClaim>;
  /** Claims with a defect of argument that is not cured: they cannot be verified. */
  readonly defective: ReadonlySet<string>;
}

/** Every claim ends in one of four places, and none is lost (the sheet's §5.1). */
export function judgeClaims(facts: JudgingFacts): readonly JudgedClaim[] {
  const sources = new Map(facts.exhibits.sources.map((each) => [each.source.id, each]));
  const links = Map.groupBy(facts.exhibits.links, ({ link }) => link.claim);
  return facts.claims.map((claim) => judged(claim, links.get(claim.id) ?? [], sources, facts));
}

function judged(
  claim: Claim,
  links: readonly ExaminedLink[],
  sources: ReadonlyMap<string, ExaminedSource>,
  facts: JudgingFacts,
): JudgedClaim {
  const limits = limitsFor(claim, facts.level, facts.policy);
  const before = scoreOf(
    links.filter(({ isOfRepair }) => !isOfRepair),
    sources,
    facts,
  );
  const after = scoreOf(links, sources, facts);
  const status = lastStatus(claim, { before, after }, limits, facts);
  const cause = status === "UNRESOLVED_VOID_APPENDIX" ? causeOf(claim, links, sources, facts) : null;
  return { claim, status, before, after, cause };
}

function scoreOf(
  links: readonly ExaminedLink[],
  sources: ReadonlyMap<string, ExaminedSource>,
  { policy, exhibits }: JudgingFacts,
): ClaimScore {
  return weigh(
    links.flatMap((each) => support(each, sources.get(each.link.source), policy, exhibits.nowMs) ?? []),
    links.flatMap((each) => refutation(each, sources.get(each.link.source), policy) ?? []),
  );
}

/** Repaired is only what the new links lift over the line; what they refute is refuted. */
function lastStatus(
  { id }: Claim,
  { before, after }: Pick<JudgedClaim, "before" | "after">,
  limits: StatusLimits,
  { defective }: JudgingFacts,
): JudgedClaim["status"] {
  const status = statusOf(after, limits);
  if (status === "REFUTED") return "REFUTED";
  if (status !== "VERIFIED" || defective.has(id)) return "UNRESOLVED_VOID_APPENDIX";
  return isCarriedBy(before, limits) ? "VERIFIED" : "REPAIRED";
}

function causeOf(
  { id }: Claim,
  links: readonly ExaminedLink[],
  sources: ReadonlyMap<string, ExaminedSource>,
  { repairs, defective }: JudgingFacts,
): AppendixCause {
  if (defective.has(id)) return "ARGUMENT_DEFECT";
  const outcome = repairs.get(id)?.outcome;
  if (outcome === "BUDGET" || outcome === "GOVERNOR") return outcome;
  if (links.some(({ link }) => sources.get(link.source)?.intake === "quarantine")) return "QUARANTINED";
  return links.some(({ link }) => link.stance === "refutes") ? "CONTRADICTED" : "NO_EVIDENCE";
}

const limitsFor = ({ material }: Claim, level: Level, policy: Policy["verification"]): StatusLimits => ({
  corroboration: policy.corroboration,
  contestedFrom: policy.contestedFrom,
  refutedFrom: policy.refutedFrom,
  groupsMin: material && isAtLeast(level, "ASL-4") ? policy.groupsMinHigh : 1,
});

export const isCarried = ({ status }: JudgedClaim): boolean => status === "VERIFIED" || status === "REPAIRED";
