import { canonicalJson } from "@plimsoll/foundation";
import { type Channels, OPEN_CHANNELS } from "../agent/channels.ts";
import { parseExactJson } from "../compiler/exact-json.ts";
import type { AblationName, CollapsePoint } from "../verdict/stage-reports.ts";
import { OBSERVED_FIELDS, opaque } from "./opaque-observation.ts";

/** One constitutive part taken whole (seed §16), and where the seed expects the collapse. */
export interface Ablation {
  readonly name: AblationName;
  readonly expectedPoint: CollapsePoint;
  readonly channels: (seed: number) => Channels;
}

export const ABLATIONS: readonly Ablation[] = [
  {
    name: "A_SEMANTIC",
    expectedPoint: "TASK",
    channels: (seed) => ({ ...OPEN_CHANNELS, observe: opaque(seed, new Set(OBSERVED_FIELDS)) }),
  },
  {
    name: "B_REFLECTION",
    expectedPoint: "REPAIR_A",
    channels: () => ({ ...OPEN_CHANNELS, notify: () => null }),
  },
  {
    name: "C_PERSISTENCE",
    expectedPoint: "REPAIR_B",
    channels: () => ({ ...OPEN_CHANNELS, carry: (_law, { initial }) => initial }),
  },
  {
    name: "D_TRACE",
    expectedPoint: "IMMEDIATE",
    channels: () => ({ ...OPEN_CHANNELS, hand: actionAlone }),
  },
];

/** In the order of seed §16. */
export const ABLATION_NAMES: readonly AblationName[] = ABLATIONS.map(({ name }) => name);

/** What is left of a justification without its trace: the action, and no reason. */
function actionAlone(text: string): string | null {
  const artefact = parseExactJson(text);
  if (!artefact.ok || typeof artefact.value !== "object" || artefact.value === null) return null;
  const { action_id: action } = artefact.value as { readonly action_id?: unknown };
  return typeof action === "string" ? canonicalJson({ action_id: action }) : null;
}
