import type { Digest } from "@plimsoll/foundation";
import type { Dossier } from "../../dossier/dossier.ts";
import type { IntakeItem } from "../../intake/finding.ts";

/** Intake, as an examination asks it. */
export interface IntakePort<Rules> {
  readonly examineText: (item: string, bytes: Uint8Array, mediaType: string, rules: Rules) => IntakeItem;
  readonly examineDossierText: (dossier: Dossier, rules: Rules) => readonly IntakeItem[];
  readonly intakeRulesDigest: (rules: Rules) => Digest;
}
