import { list, nullable, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { claimIdShape } from "../arbitration/criterion.ts";
import { levelShape } from "../policy/level.ts";
import { claimShape } from "./claim.ts";
import { determinationShape } from "./determination.ts";
import { evaluationShape } from "./evaluation.ts";
import { evidenceLinkShape } from "./evidence-link.ts";
import { missionShape } from "./mission.ts";
import { planShape } from "./plan.ts";
import { riskShape } from "./risk.ts";
import { sourceShape } from "./source.ts";
import { actionShape, subjectShape } from "./subject.ts";
import { telemetryShape } from "./telemetry.ts";

/** Items of one kind that a dossier may hold. */
export const ITEMS_MAX = 10_000;
const READINGS_MAX = 1_000_000;

/**
 * The case for one action on one subject: what is claimed, and everything that it rests on. A folder holds it in one file for
 * each field (docs/guides/dossier.md); its digest is that of this value and so of all bytes that it names.
 */
export const dossierShape = object({
  format: oneOf("plimsoll release dossier 1"),
  subject: subjectShape,
  action: actionShape,
  declaredLevel: nullable(levelShape),
  screeningClaim: nullable(claimIdShape),
  determinations: list(determinationShape, 256),
  claims: list(claimShape, ITEMS_MAX),
  links: list(evidenceLinkShape, 10 * ITEMS_MAX),
  sources: list(sourceShape, ITEMS_MAX),
  evaluations: list(evaluationShape, ITEMS_MAX),
  telemetry: list(telemetryShape, READINGS_MAX),
  risks: list(riskShape, 1024),
  mission: missionShape,
  plan: planShape,
});
export type Dossier = Shaped<typeof dossierShape>;
