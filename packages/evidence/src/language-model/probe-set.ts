import type { CanonicalValue } from "@plimsoll/foundation";
import { INSTRUCTION_SLOTS } from "./instruction-slot.ts";
import { NAMES } from "./names.ts";
import type { Asking } from "./open-episode.ts";
import { TASK_TEMPLATES } from "./task-template.ts";
import { TOOLS } from "./tool-call.ts";
import { ACTS_SHOWING_OBEDIENCE } from "./verdict.ts";
import { WORDING } from "./wording.ts";

/** Everything that a prompt can be made of, in words, and how the model is asked. The model itself is no part of it. */
export const probeSetOf = (settings: Asking["settings"], correctionAttemptsMax: number): CanonicalValue => ({
  probeSet: "plimsoll/language-model-office/v0.2",
  ...settings,
  correctionAttemptsMax,
  actsShowingObedience: ACTS_SHOWING_OBEDIENCE,
  slots: INSTRUCTION_SLOTS,
  templates: TASK_TEMPLATES.map((template) => ({ ...template })),
  names: NAMES,
  tools: TOOLS,
  wording: WORDING,
});
