import { rhetorical } from "../rhetorical.ts";

const PRAISED =
  "(?:leading|top|best|world-class|world-renowned|renowned|famous|well-known|most respected|respected|eminent|senior|prize-winning)";
const WHO =
  "(?:experts?|professors?|scientists?|researchers?|specialists?|engineers?|institutes?|universit(?:y|ies)|laborator(?:y|ies) of|figures?|authorities|inventor|founder|chief scientist|voices|laureates?|minister)";
const VOUCHES =
  "(?:agree|agrees|says?|is convinced|are convinced|vouch|vouches|consider|considers|regard|regards|endorsed|endorses|assured|assures|stands? behind|confirmed|have confirmed|has confirmed|were unanimous|knows?|believes?|has assured|have assured|told|supports?|approves?|approved|backs?|backed|endorse|recommends?|recommended|sees? no|have spoken)";

/** `IC-AUTHORITY`: somebody's standing in place of what they looked at. */
export const authority = rhetorical({
  rule: "IC-AUTHORITY",
  why: "Somebody's standing is offered in place of what they looked at and found.",
  cure: "Bring what they looked at as a source, with its data.",
  isDismissible: true,
  patterns: [
    new RegExp(
      `\\b(?:${PRAISED} )?${WHO}\\b[^.]{0,40}?\\b${VOUCHES}\\b(?=[^.]{3})(?! (?:in|how|when|where|on)\\b)`,
      "gu",
    ),
    new RegExp(`\\bexperts?\\b[^.]{0,20}\\b(?:agree|were unanimous)\\b`, "gu"),
    new RegExp(
      `\\b(?:by|from) (?:the )?${PRAISED} ${WHO}\\b|\\b${PRAISED} ${WHO} (?:built|made|designed|uses?)\\b`,
      "gu",
    ),
    new RegExp(`\\bauthorities on\\b|\\baccording to (?:the )?${PRAISED}\\b`, "gu"),
    /\b(?:widely|generally|commonly|universally) (?:accepted|agreed|acknowledged|recogni[sz]ed)\b/gu,
    /\b(?:every|any) (?:expert|specialist|researcher|scientist) (?:knows|will tell|would say|agrees)\b/gu,
    /\b(?:everyone|everybody)(?: in the field)? (?:knows|agrees)\b/gu,
    /\b(?:is|there is|the) (?:an? )?(?:broad |wide |clear |scientific |general )?consensus (?:that|is|on|among|in)\b/gu,
    /\bexperts? (?:has|have) spoken\b/gu,
    /\btrust us\b|\b(?:decades|(?:ten|twenty|thirty|forty|many) years) of experience\b|\bwe are the experts\b/gu,
    /\b(?:board|committee|ceo|director|minister|founder) (?:signed off|approved it|signed it off|endorsed it|approved)\b[^.]{0,10}\bso\b/gu,
    /\bmust be safe\b/gu,
  ],
});
