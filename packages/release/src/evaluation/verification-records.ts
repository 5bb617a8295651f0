import type { Bodies, ClaimRecord, WeighedLink } from "../record/bodies.ts";
import { coverageOf } from "../verification/coverage.ts";
import type { ExaminedLink, ExaminedSource } from "../verification/exhibit.ts";
import type { JudgedClaim } from "../verification/judge-claims.ts";
import { refutation, support } from "../verification/link-weight.ts";
import { COSTS } from "../budget/t-ledger.ts";
import type { EvaluationInput } from "./evaluation-input.ts";
import type { VerifiedCase } from "./verify-case.ts";

/** Every source with what became of it. */
export function sourcesBody(input: EvaluationInput, verified: VerifiedCase): Bodies["sources.examined"] {
  const admissible = new Set(verified.admissible.map(({ id }) => id));
  const sources = input.examination.sources.map(({ source, isWhole, intake, group, isOfRepair }) => ({
    id: source.id,
    digest: source.digest,
    bytes: source.bytes,
    originOrg: source.originOrg,
    uri: source.uri,
    isWhole,
    intake: intake.verdict,
    isAdmissible: admissible.has(source.id),
    group,
    isOfRepair,
  }));
  const groups = new Set(sources.filter(({ isAdmissible }) => isAdmissible).map(({ group }) => group));
  return { sources, admissible: admissible.size, groups: groups.size };
}

/** Every claim's whole way, in the order of the dossier. */
export function claimsBody(input: EvaluationInput, verified: VerifiedCase): Bodies["claims.judged"] {
  const { judged, exhibits, plan } = verified;
  const sources = new Map(exhibits.sources.map((each) => [each.source.id, each]));
  const links = Map.groupBy(exhibits.links, ({ link }) => link.claim);
  const repairs = new Map(plan.repairs.map(({ claim, outcome }) => [claim, outcome]));
  const claims = judged.map((each): ClaimRecord => {
    const repair = repairs.get(each.claim.id) ?? "not needed";
    return {
      ...storyOf(each),
      repair,
      spentT: repair === "searched" ? COSTS.repair : 0,
      links: (links.get(each.claim.id) ?? []).map((link) => weighed(link, sources, input)),
    };
  });
  return { claims, coverage: coverageOf(verified.bearing) };
}

const storyOf = ({
  claim,
  status,
  before,
  after,
  cause,
}: JudgedClaim): Omit<ClaimRecord, "repair" | "spentT" | "links"> => ({
  id: claim.id,
  text: claim.text,
  material: claim.material,
  kind: claim.kind,
  status,
  before,
  after,
  cause,
});

function weighed(
  examined: ExaminedLink,
  sources: ReadonlyMap<string, ExaminedSource>,
  { policy, nowMs }: EvaluationInput,
): WeighedLink {
  const source = sources.get(examined.link.source);
  const weight =
    support(examined, source, policy.verification, nowMs) ?? refutation(examined, source, policy.verification);
  return {
    link: examined.link,
    isQuoteFound: examined.isQuoteFound,
    isOfRepair: examined.isOfRepair,
    group: weight?.group ?? "",
    weight: weight?.weight ?? 0,
  };
}
