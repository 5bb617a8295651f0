import { rhetorical } from "../rhetorical.ts";

const PERSON =
  "(?:the (?:critics?|reviewers?|auditors?|authors?|red team|committee|group|people|dissenting reviewer|complaint|objection)|he|she|they|these|this|activists|doomers|luddites)";

/** `IC-ADHOM`: a person is judged in place of what was said. */
export const adHominem = rhetorical({
  rule: "IC-ADHOM",
  why: "It speaks of the person who objects, and not of the objection.",
  cure: "Take it out and answer what was said.",
  isDismissible: false,
  patterns: [
    /\b(?:alarmists?|doomers?|luddites?|cranks?|idiots?|fools?|hysterical|fear-?mongering|scare-?mongering|disgruntled|zealots?|charlatans?|doomsayers?|troublemakers?|amateurs?|incompetents?|nobodies|quacks?|contrarians?|pessimists?|technophobes?|hypocrites?)\b/gu,
    new RegExp(
      `\\b${PERSON}(?: [a-z]+){0,4} (?:is|are|was|has been)(?: [a-z]+)? (?:biased|not qualified|unqualified|incompetent|jealous|naive|ignorant|paid by|too (?:young|inexperienced|emotional)|hardly a|known for|not a serious)\\b`,
      "gu",
    ),
    /\b(?:has|have|had|with) an (?:agenda|axe to grind)\b/gu,
    /\b(?:motives?|character|background) (?:is|are) (?:suspect|questionable|doubtful)\b/gu,
    /\b(?:has|have) never (?:trained|built|shipped|written|worked|run|managed|published|held)\b/gu,
    /\bno (?:serious|competent|real|reasonable) (?:researcher|engineer|scientist|person|expert)\b/gu,
    /\b(?:cannot|can't) be trusted\b|\bnobody takes (?:these|those|them|him|her)\b|\b(?:just|only|simply) wants? attention\b/gu,
    /\bwhat (?:would|does) an? [a-z]+ know\b|\bwhat do you expect from\b/gu,
    /\bsays? more about (?:her|him|them)\b|\blet go from (?:his|her|their)\b/gu,
    /\bpaid (?:by our (?:rivals|competitors)|to (?:criticis|complain|object)\w*)\b/gu,
  ],
});
