import type { Defect } from "../argument/defect.ts";
import { examineArgument } from "../argument/examine-argument.ts";
import { claimItems } from "../routing/claim-items.ts";
import { consult, type Consultation, contradictions } from "../routing/consult.ts";
import { EXPERT_WEIGHTS } from "../routing/expert-weights.ts";
import { CONTRACTS } from "../routing/information-contract.ts";
import { routeClaims, type Routing } from "../routing/route-claims.ts";
import type { EvaluationInput } from "./evaluation-input.ts";

/** What is wrong with the argument, and what the checkers said, before any weighing. */
export interface ArguedCase {
  readonly defects: readonly Defect[];
  readonly routing: Routing;
  readonly consultation: Consultation;
}

/** Nothing in a dossier is marked confidential yet: what is not to be read is not put in. */
const CONFIDENTIAL: ReadonlySet<string> = new Set();

export function argueCase({ dossier, examination, site }: EvaluationInput): ArguedCase {
  const routing = routeClaims(dossier.claims, dossier.links, EXPERT_WEIGHTS);
  const items = claimItems({ dossier, examination, confidential: CONFIDENTIAL });
  const consultation = consult(items, routing.routes, CONTRACTS);
  const facts = { dossier, examination, earlier: site.earlier, changeLogged: new Set(site.changeLogged) };
  return {
    defects: [...examineArgument(facts), ...contradictions(consultation.findings)],
    routing,
    consultation,
  };
}
