/** What a lab's quarter opened with and what went on in it: compliance and the wedge of later quarters follow from it. */
export interface QuarterRecord {
  readonly baseMicroCu: number;
  readonly compliancePpm: number;
  readonly wedgeMicroCu: number;
  readonly carriedMicroCu: number;
  /** Kills and forensic shutdowns. */
  readonly shutdowns: number;
  /** Whether the lab was bankrupt at any moment of it. */
  readonly wasBankrupt: boolean;
  /** Window sets registered, against the quarterly cap. */
  readonly evaluationSets: number;
}

/** The record that an opening begins. */
export const recordOf = ({
  baseMicroCu,
  compliancePpm,
  wedgeMicroCu,
  carriedMicroCu,
}: Pick<QuarterRecord, "baseMicroCu" | "compliancePpm" | "wedgeMicroCu" | "carriedMicroCu">): QuarterRecord => ({
  baseMicroCu,
  compliancePpm,
  wedgeMicroCu,
  carriedMicroCu,
  shutdowns: 0,
  wasBankrupt: false,
  evaluationSets: 0,
});
