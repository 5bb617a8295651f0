import { rhetorical } from "../rhetorical.ts";

const CRITICS =
  "(?:critics|our critics|sceptics|skeptics|opponents|our opponents|detractors|doubters|naysayers|dissenters|regulators|safety (?:people|advocates)|the (?:critics|other side|red team|auditors|reviewers|doubters|opponents|naysayers|regulators)|those (?:who (?:object|ask|worry|oppose|doubt)|calling for)[a-z ]{0,40}|people who (?:ask|worry|object|oppose|doubt)[a-z ]{0,40})";
const TOTAL =
  "(?:ban|forbid|stop all|end all|halt all|no (?:one|cures|medicine|progress|science)|nobody|nothing|never|ever|every|everything|everyone|anything|any (?:model|release|technology|software)|all (?:research|technology|progress|science|innovation|models)|zero risk|absolute|perfection|guarantee|stone age|criminals|terrorists?|(?:the )?world will end|too much|all risk|any risk|every risk|children|demons|evil|conquer|weapon|bomb|pen and paper|catastrophe|impossible|negative|closed as well|at all)";

/** `IC-STRAWMAN`: an objection is answered that nobody made. */
export const strawman = rhetorical({
  rule: "IC-STRAWMAN",
  why: "It gives an objection in a form that is easier to answer than the one that was made.",
  cure: "Quote the objection in its own words, with its author, and answer that.",
  isDismissible: true,
  patterns: [
    new RegExp(
      `\\b${CRITICS} (?:of [a-z ]{0,30})?(?:\\w+ ){0,2}(?:thinks?|believes?|wants?|claims?|demands?|insists?|imagines?|expects?|assumes?|seems? to|holds?|would|prefers?|says?|fears?)\\b[^.]{0,80}\\b${TOTAL}\\b`,
      "gu",
    ),
    new RegExp(
      `\\baccording to (?:the |our )?(?:critics|doubters|opponents|sceptics)\\b[^.]{0,60}\\b${TOTAL}\\b`,
      "gu",
    ),
    /\bby (?:their|that|this|the same) (?:logic|reasoning|standard|argument)\b/gu,
    /\bwhat (?:the )?(?:critics|opponents|auditors|regulators|reviewers|sceptics) really want\b/gu,
    /\bif (?:we listened to (?:the )?critics|critics had their way|(?:the )?critics had their)\b/gu,
    /\b(?:objection|argument|concern|criticism)(?: against us| here| of the critics)? (?:is (?:basically|essentially|that [a-z]+ itself)|amounts to|boils down to|comes down to)\b/gu,
    /\bso-called (?:concern|objection|risk|problem)\b/gu,
  ],
});
