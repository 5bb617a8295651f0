import type { Plan } from "../dossier/plan.ts";
import type { CaseText } from "./case-text.ts";
import { roleOf } from "./passage-kind.ts";
import { proseOf } from "./prose.ts";

const ITEMS_MAX = 64;

/** A step that trains or exposes more is near a line that nobody has ruled out. */
const HIGH_STRESS = /\b(?:train|scal|deploy|launch|releas|roll ?out|fine-?tun|open)/i;

/** What a text says that will be done. It shows no check, no drill and no lever. */
export function planOf({ passages }: CaseText): Plan {
  const texts = (role: "phases" | "alternatives"): readonly string[] =>
    passages.flatMap((passage) => (roleOf(passage) === role ? (proseOf(passage.text) ?? []) : [])).slice(0, ITEMS_MAX);
  return {
    phases: texts("phases").map((text, place) => ({
      id: `p-${place + 1}`,
      text,
      isHighStress: HIGH_STRESS.test(text),
      startedAtMs: null,
      check: null,
    })),
    drills: [],
    levers: [],
    latentFirewall: null,
    alternatives: texts("alternatives"),
  };
}
