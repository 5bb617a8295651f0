import type { ClaimFields, ClaimItem, FieldName } from "./claim-item.ts";
import type { ContractFields, InformationContract, Receiver } from "./information-contract.ts";
import { LABELS } from "./labelled.ts";
import type { DeniedFlow } from "./route.ts";

declare const projected: unique symbol;

/**
 * What one receiver is handed of one claim. Only `project` makes it, so that nobody can be handed an item as it is. A field that was
 * denied is empty, as one of which nothing is known.
 */
export type Projected<R extends Receiver> = {
  readonly claim: string;
  readonly [projected]: R;
} & { readonly [F in ContractFields[R]]: readonly ClaimFields[F][] };

export interface Projection<R extends Receiver> {
  readonly view: Projected<R>;
  /** What it has no right to, each field and label once. */
  readonly denied: readonly DeniedFlow[];
}

/** Why a field is denied as a whole. */
const OUTSIDE = "outside the contract";

/**
 * The information firewall (the sheet's §5.9): deny by default. A receiver without a contract gets nothing; one with a contract the
 * fields that it lists, and of them the values whose every label it has a right to.
 */
export function project<R extends Receiver>(
  to: R,
  item: ClaimItem,
  contracts: readonly InformationContract[],
): Projection<R> {
  const contract = contracts.find((each) => each.to === to);
  const fields = new Set<string>(contract?.fields ?? []);
  const rights = new Set<string>(contract?.rights ?? []);
  const view: Record<string, unknown> = { claim: item.claim };
  const denied: DeniedFlow[] = [];
  for (const field of FIELDS) {
    const values = item[field];
    const isListed = fields.has(field);
    const passed = isListed ? values.filter(({ labels }) => labels.isSubsetOf(rights)) : [];
    view[field] = passed.map(({ value }) => value);
    if (!isListed && values.length > 0) denied.push({ to, field, label: OUTSIDE });
    if (isListed) denied.push(...lackingRights(values, rights).map((label) => ({ to, field, label })));
  }
  return { view: view as Projected<R>, denied };
}

const lackingRights = (values: ClaimItem[FieldName], rights: ReadonlySet<string>): readonly string[] =>
  LABELS.filter((label) => !rights.has(label) && values.some(({ labels }) => labels.has(label)));

const FIELDS: readonly FieldName[] = [
  "text",
  "kind",
  "material",
  "figure",
  "evaluation",
  "counted",
  "links",
  "quotes",
  "stopOwner",
  "searchedAgainst",
];
