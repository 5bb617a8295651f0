import type { Digest } from "@plimsoll/foundation";

/** A registered dataset: its chunks show what it shares with others, whatever it is called. */
export interface Dataset {
  readonly dataset: Digest;
  readonly lab: string;
  readonly chunks: readonly Digest[];
  readonly derivedFrom: readonly Digest[];
}

/** What kills have said of a dataset (ACB-K §5.2). */
export interface Contamination {
  readonly dataset: Digest;
  readonly marks: readonly ContaminationMark[];
  /** Digests of what certified scrubs made of it. */
  readonly scrubbedInto: readonly Digest[];
}

/** The mark of one kill. */
export interface ContaminationMark {
  readonly lineage: string;
  /** The labs that are bound at once, because they ran on the lineage; others are after an auditor's signature. */
  readonly labs: readonly string[];
  readonly markedAt: number;
  readonly endorsed: boolean;
}
