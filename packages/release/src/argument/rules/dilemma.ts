import { rhetorical } from "../rhetorical.ts";

/** `IC-DILEMMA`: only two ways are named where there are more. */
export const dilemma = rhetorical({
  rule: "IC-DILEMMA",
  why: "It leaves out the ways between the two that it names.",
  cure: "Name the smaller, later or narrower options, and say why each was set aside.",
  isDismissible: true,
  patterns: [
    /\beither (?:we|you|they|the (?:model|release|weights|project)|it|this|one)\b[^.]{0,80}\bor\b/gu,
    /\b(?:we|you) (?:must |can |have to )?either\b[^.]{0,80}\bor\b|\bwe (?:must|have to) [a-z]+(?: now)? or [a-z]+[.]?$/gu,
    /\b(?:only|just) (?:two|one) (?:options?|choices?|ways?|paths?|possibilit(?:y|ies)|alternatives?)\b/gu,
    /\b(?:no|not any) (?:other |real |third )?(?:alternative|choice|option|way|middle ground)(?: but| except| to find| to learn| between| than|[,.]|$| to a| to (?:full|the|deploy\w*|releas\w*|launch\w*|scal\w*)\b)/gu,
    /\bthe only (?:alternative (?:is|to|would|was)|choice|other (?:option|choice|way|course)|way forward|way to|option is|way is)\b|\bis the only (?:other )?(?:option|choice|way|alternative)\b/gu,
    /\bno middle (?:way|ground|path)\b|\bnever will\b|\bor never\b/gu,
    /\b(?:it is|it's) (?:this|now|all) or (?:nothing|never)\b|\ball or nothing\b|\bnow or never\b/gu,
    /\b(?:the choice is|we face an?|it is an?|a stark|this is an?) ?(?:stark |simple |clear )?(?:choice )?(?:simple|between)\b|\bthe choice is (?:simple|clear|stark)\b/gu,
    /\b(?:with us|for [a-z]+) (?:is|or) against\b|\bnot with us\b|\bfor access or against\b/gu,
    /\b(?:not releasing|not deploying|refusing to|any delay|a delay|doing nothing|a pause|stopping|waiting|refusal|to wait|to stop) (?:\w+ ){0,2}(?:means|amounts to|is the same as|equals)\b/gu,
    /\bunless we (?:release|deploy|scale|launch|ship)[^.]{0,40}(?:nobody|nothing|no one)\b/gu,
    /\b(?:only an?|only the|nothing short of|nothing less than|nothing but) (?:an? |the )?(?:full|complete|immediate|prompt|wide) (?:release|launch|deployment)\b/gu,
    /\b(?:is not|isn't) (?:released|deployed|launched)[^.]{0,30}(?:useless|lost|worthless)\b/gu,
    /\bwithout this (?:release|deployment|step|launch)\b[^.]{0,40}\b(?:lost|over|dead|ends?|fails?)\b/gu,
    /\byou can have [^.]{0,40} or you can have\b/gu,
    /\btwo paths\b|\bthe whole choice\b/gu,
    /\b(?:anyone|whoever|those) who (?:does not|do not|doesn't) support\b|\b(?:whoever|anyone who|those who|to) opposes? this\b[^.]{0,30}\bopposes?\b/gu,
  ],
});
