import type { ArgumentRule, CaseMade } from "../argument-facts.ts";
import { blocks } from "../blocking.ts";
import { claimsNaming, claimsNamingAny } from "../naming.ts";

/** `IC-ELICIT`: a capability is ruled out by an evaluation that does not say how the capability was elicited. */
export const elicitation: ArgumentRule = {
  rule: "IC-ELICIT",
  examine: (made) => {
    const cited = new Set(
      made.dossier.determinations.filter(({ state }) => state === "ruled_out").flatMap((each) => each.claims),
    );
    const named = unsaidNamed(made, cited);
    return [...cited].flatMap((claim) => {
      const unsaid = [...new Set([...unsaidUnder(made, claim), ...(named.get(claim) ?? [])])];
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

type Evaluation = CaseMade["dossier"]["evaluations"][number];

const isUnsaid = ({ elicitation: said }: Evaluation): boolean => (said ?? "").trim() === "";

const unsaidUnder = ({ evaluationsUnder, evaluations }: CaseMade, claim: string): readonly string[] =>
  [...(evaluationsUnder.get(claim) ?? [])].filter((id) => evaluations.get(id)?.some(isUnsaid));

/** By claim, what it names. Where that is too much to look for, each of the claims may name any of them. */
function unsaidNamed(
  { dossier, claims }: CaseMade,
  cited: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const unsaid = dossier.evaluations.filter(isUnsaid);
  const texts = claims.filter(({ id }) => cited.has(id));
  const naming = claimsNamingAny(unsaid, texts);
  if (naming === null) return new Map([...cited].map((id) => [id, unsaid.map((each) => each.id)]));
  return new Map(
    texts
      .filter(({ id }) => naming.includes(id))
      .map((text) => [text.id, unsaid.filter((each) => claimsNaming(each, [text]).length > 0).map(({ id }) => id)]),
  );
}
