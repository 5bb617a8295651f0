import type { ArgumentRule } from "../argument-facts.ts";
import { blocks } from "../blocking.ts";

/** `IC-ELICIT`: a capability is ruled out by an evaluation that does not say how the capability was elicited. */
export const elicitation: ArgumentRule = {
  rule: "IC-ELICIT",
  examine: ({ dossier, evaluationsUnder, evaluations }) => {
    const cited = new Set(
      dossier.determinations.filter(({ state }) => state === "ruled_out").flatMap((each) => each.claims),
    );
    return [...cited].flatMap((claim) => {
      const unsaid = [...(evaluationsUnder.get(claim) ?? [])].filter((id) =>
        evaluations.get(id)?.some((each) => (each.elicitation ?? "").trim() === ""),
      );
      if (unsaid.length === 0) return [];
      return blocks("IC-ELICIT", [claim], {
        place: `claims/${claim}`,
        span: unsaid,
        why: "It rules a capability out by an evaluation that does not say how the capability was elicited.",
        cure: "Describe the elicitation: prompting, tools, fine-tuning and attempts.",
      });
    });
  },
};
