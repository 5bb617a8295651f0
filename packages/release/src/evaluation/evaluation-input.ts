import type { Digest } from "@plimsoll/foundation";
import type { Dossier } from "../dossier/dossier.ts";
import type { Examination } from "../examination/examination.ts";
import type { Policy } from "../policy/policy.ts";
import type { SiteFacts } from "./site-facts.ts";

/** All that an evaluation reads. Kept with its record: who has it can evaluate again and must get the same bytes. */
export interface EvaluationInput {
  readonly format: "plimsoll release evaluation input 1";
  /** `evaluation-1`, and so on. */
  readonly evaluation: string;
  /** What was asked, in words. It changes no vote. */
  readonly question: string | null;
  /** Who asks, by their own word; null: nobody is named. It changes no vote. */
  readonly by: string | null;
  readonly dossier: Dossier;
  readonly examination: Examination;
  readonly policy: Policy;
  readonly site: SiteFacts;
  readonly nowMs: number;
  /** Of the program that votes. */
  readonly implementation: Digest;
  /** From ASL-4 it must be on. */
  readonly isRepairOn: boolean;
}
