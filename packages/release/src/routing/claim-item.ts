import type { Claim } from "../dossier/claim.ts";
import type { Evaluation } from "../dossier/evaluation.ts";
import type { EvidenceLink } from "../dossier/evidence-link.ts";
import type { Source } from "../dossier/source.ts";
import type { Recount } from "../examination/examination.ts";
import type { Labelled } from "./labelled.ts";

/** A link without the words that it quotes. */
export interface LinkView {
  readonly source: string;
  readonly sourceKind: Source["kind"] | "unknown";
  readonly organisation: string;
  readonly group: string;
  readonly stance: EvidenceLink["stance"];
  readonly method: EvidenceLink["method"];
  readonly isQuoteFound: boolean;
  readonly isConfirmed: boolean;
  /** Published, or else retrieved, ms since 1970; 0: unknown. */
  readonly atMs: number;
  readonly isDated: boolean;
}

/** Everything that is known about one claim, field by field. No expert is handed this: see `project`. */
export interface ClaimFields {
  readonly text: string;
  readonly kind: Claim["kind"];
  readonly material: boolean;
  readonly figure: NonNullable<Claim["figure"]>;
  readonly evaluation: Pick<Evaluation, "id" | "trials" | "successes">;
  readonly counted: NonNullable<Recount["counted"]>;
  readonly links: LinkView;
  readonly quotes: string;
  readonly stopOwner: string;
  /** Passages that the search against it looked at; no value where none was made. */
  readonly searchedAgainst: number;
}
export type FieldName = keyof ClaimFields;

/** Of each field its values with their labels: one, many, or none where there is nothing. */
export type ClaimItem = { readonly claim: string } & {
  readonly [F in FieldName]: readonly Labelled<ClaimFields[F]>[];
};
