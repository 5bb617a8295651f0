import type { EvidenceLink } from "../dossier/evidence-link.ts";
import type { Source } from "../dossier/source.ts";

/** What intake made of an item: noted text only mentions an instruction, quarantined text gives one. */
export type IntakeVerdict = "pass" | "note" | "quarantine" | "block";

/** A source after its bytes were looked at. */
export interface ExaminedSource {
  readonly source: Source;
  /** The bytes are here and have the digest and the length that the dossier names. */
  readonly isWhole: boolean;
  readonly intake: IntakeVerdict;
  /** Sources of one text, but for little, share it. */
  readonly copyGroup: string;
}

/** A link after its quotation was looked for in those bytes. */
export interface ExaminedLink {
  readonly link: EvidenceLink;
  readonly isQuoteFound: boolean;
  /** Added by the repair of its claim, and not by the dossier. */
  readonly isOfRepair: boolean;
}

/** All that verification reads. */
export interface Exhibits {
  readonly sources: readonly ExaminedSource[];
  readonly links: readonly ExaminedLink[];
  readonly nowMs: number;
}
