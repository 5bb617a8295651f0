import type { Result } from "@plimsoll/foundation";
import type { Dossier } from "../../dossier/dossier.ts";
import { examineDossierText } from "../../intake/examine-dossier-text.ts";
import { examineText } from "../../intake/examine-text.ts";
import { type IntakeRules, intakeRulesDigest } from "../../intake/intake-rules.ts";
import { type Examined, examine } from "../search/examine.ts";
import type { ExaminationOptions } from "../search/examination-means.ts";

/** How a dossier's bytes are examined, whoever asks. */
export const examinationOptions = (
  read: (place: string) => Result<Uint8Array, string>,
  rules: IntakeRules,
  rest: Pick<ExaminationOptions<IntakeRules>, "owners" | "cacheFolder" | "cacheKey" | "implementation" | "faults">,
): ExaminationOptions<IntakeRules> => ({
  read,
  intake: { examineText, examineDossierText, intakeRulesDigest },
  rules,
  ...rest,
});

export const examineFolder = (dossier: Dossier, options: ExaminationOptions<IntakeRules>): Examined =>
  examine(dossier, options);
