import { blocks } from "../argument/blocking.ts";
import type { Defect } from "../argument/defect.ts";
import type { ClaimItem } from "./claim-item.ts";
import { CHECKERS, type Finding } from "./experts.ts";
import type { InformationContract } from "./information-contract.ts";
import { project } from "./project.ts";
import type { DeniedFlow, Expert, Route } from "./route.ts";

export interface Consultation {
  readonly findings: readonly Finding[];
  /** Each receiver, field and label once. */
  readonly denied: readonly DeniedFlow[];
}

/** Hands each claim to the experts of its route, each of whom sees what its contract lists, and gathers what they say. */
export function consult(
  items: readonly ClaimItem[],
  routes: readonly Route[],
  contracts: readonly InformationContract[],
): Consultation {
  const experts = new Map(routes.map((route) => [route.claim, route.experts]));
  const asked = items.flatMap((item) => (experts.get(item.claim) ?? []).map((expert) => ask(expert, item, contracts)));
  return {
    findings: asked.flatMap(({ findings }) => findings),
    denied: distinct(asked.flatMap(({ denied }) => denied)),
  };
}

function ask<E extends Expert>(
  expert: E,
  item: ClaimItem,
  contracts: readonly InformationContract[],
): Consultation & { readonly expert: E } {
  const { view, denied } = project(expert, item, contracts);
  return { expert, findings: CHECKERS[expert](view), denied };
}

const distinct = (flows: readonly DeniedFlow[]): readonly DeniedFlow[] => [
  ...new Map(flows.map((flow) => [`${flow.to} ${flow.field} ${flow.label}`, flow])).values(),
];

/** A figure that its own logs contradict is a rate without a base: it blocks its claim. All other findings are notes for readers. */
export const contradictions = (findings: readonly Finding[]): readonly Defect[] =>
  findings
    .filter(({ expert, severity }) => expert === "measurement" && severity === "doubt")
    .flatMap(({ claim, why }) =>
      blocks("IC-DENOM", [claim], {
        place: `claims/${claim}/figure`,
        span: [],
        why,
        cure: "State what the logs say, or bring the logs that say what is stated.",
      }),
    );
