import { rhetorical } from "../rhetorical.ts";

const OTHERS =
  "(?:(?:our |the )?(?:competitors?|competition|rivals?|rival [a-z]+|other (?:labs?|laboratories|companies|developers|firms|players|actors|vendors|groups|teams|countries|nations))|others|someone|somebody(?: else)?|someone else|everyone else(?: in [a-z ]{1,20})?|everybody else|another (?:lab|laboratory|company|developer|firm|group|country)|the (?:rest of the )?(?:industry|field)|(?:foreign|overseas|hostile|chinese|american) [a-z]{1,16}|actors|laboratory|developer)";
const STEP =
  "(?:rac(?:e|es|ing)|train(?:s|ing)?|do(?:es|ing)?|done|build(?:s|ing)?|built|scal(?:e|es|ing)|ship(?:s|ping|ped)?|releas(?:e|es|ing|ed)|deploy(?:s|ing|ed)?|launch(?:es|ing|ed)?|publish(?:es|ed)|announced|catching|mov(?:e|es|ing)|advanc(?:e|es|ing)|gaining|ahead|faster|overtak(?:e|es|ing)|pulling|closing)";
const EDGE = "(?:lead|leading position|position|edge|advantage|head start|place at the top|race|ground|market share)";

/** Words for who races us. What they tested, wrote or sent is a source, and no race. */
const RIVAL =
  "(?:competitors?|rivals?|the competition|rival [a-z]+|other (?:labs?|laboratories|companies|developers|firms|players|actors|vendors|countries|nations|groups))";
const MATTER =
  "(?:tests?|tested|repeated|reports?|logs?|questionnaires?|prompts?|baselines?|measured|measurements?|audit(?:s|ed|ors?)?|incidents?|bugs?|annex|law|compared|comparisons?|disclos\\w+|independent\\w*|shared?|told us)";

/** `IC-RACE`: others will do it. */
export const race = rhetorical({
  rule: "IC-RACE",
  why: "That others do it, or will, says nothing about whether this step is safe or useful.",
  cure: "Take it out, or give a reason that would hold if nobody else existed.",
  isDismissible: true,
  // Whoever names a rival in a case for a release, and no matter of fact with it, gives it as a reason.
  weak: { pattern: new RegExp(`\\b${RIVAL}\\b`, "gu"), unless: new RegExp(`\\b${MATTER}\\b`, "u") },
  patterns: [
    /\b(?:overtaken|outpaced|outcompeted|left behind|behind and need|make up ground|keep up with|losing (?:our )?place|sooner or later|(?:does|do|did) it first)\b/gu,
    /\b(?:others|rivals|competitors) (?:are not|aren't|will not|won't|do not|don't) (?:wait|waiting|pause|pausing|stop|stopping|hesitate)\b/gu,
    /\b(?:done|released|built|published|deployed|launched) by (?:others|someone|somebody|another)\b/gu,
    /\b(?:comparable|similar|equivalent) (?:models|systems|weights) (?:are|exist|have)\b[^.]{0,40}\b(?:public|sale|available|out|released|so|too)\b/gu,
    new RegExp(
      `\\b(?:if|should|unless) we (?:do not|don't|pause|hold|wait|stop|refrain|delay|move|act|ship|release|slow)\\b[^.]{0,60}${OTHERS}`,
      "gu",
    ),
    new RegExp(
      `\\b${OTHERS} (?:will|would|may|might|could|is going to|are going to|is about to|are about to) (?!(?:receive|repeat|get|see|read|check|confirm)\\b)`,
      "gu",
    ),
    new RegExp(
      `\\b${OTHERS} (?:(?:is|are|has|have|already|now|also|since|all|long|been|currently|not|just) ){0,3}${STEP}\\b(?! (?:similar |comparable |the same )?(?:tests?|reports?|questionnaires?|logs?|prompts?)\\b)(?! (?:of|from|in) (?:the )?(?:test|log|report))`,
      "gu",
    ),
    new RegExp(
      `\\b(?:competitors?|competition|rivals?|others) (?:have|has|face|faces|know|knows) no (?:such |similar )?[a-z]+`,
      "gu",
    ),
    /\b(?:two|three|several|many|some) (?:rivals|competitors|other labs) have\b/gu,
    /\bmatter of time (?:before|until)\b/gu,
    /\b(?:fall|falls|falling|fell|left|leaves us|leave us|stay) behind\b/gu,
    /\b(?:stay|stays|staying|keep|keeps|keeping|remain|remains|get)(?: us)? (?:ahead|at the (?:frontier|front|top)|in the (?:lead|race)|in it|competitive|relevant)\b/gu,
    new RegExp(
      `\\b(?:los(?:e|es|ing)|keeps?|hands?|takes?|shrinks?|gives?|giving|costs?|cedes?|ceding|secures?|defends?|maintains?)\\b[^.]{0,30}?\\b(?:our|the|us|rivals|others|competitors|an?) (?:own )?${EDGE}\\b(?! time| developer| on the project)`,
      "gu",
    ),
    /\b(?:advantage|lead|edge) (?:over|to|for) (?:our |the |other )?(?:rivals|competitors|others|competition|labs|laboratories|firms|next)/gu,
    /\b(?:we|us) (?:\w+ ){0,2}(?:in|into) (?:a|the) race\b|\bthe race (?:is on|to|for|will)\b|\barms race\b|\bracing ahead\b/gu,
    /\b(?:be|being|are|get|become|come) (?:the )?(?:very )?first(?: to market| to ship| to release| to offer| to launch| matters| (?:laboratory|lab|company|developer|firm|one)s? (?:to|in|with)|$|[,.])/gu,
    /\bfirst[- ]mover\b|\bwhoever (?:ships|releases|gets there|is|comes) first\b/gu,
    /\bbefore (?:anyone|anybody|someone|somebody|others|our competitors|our rivals|the competition|another)\b/gu,
    /\bwith or without us\b|\bbetter (?:us|that we) than\b|\bmight as well be\b|\bmay as well be\b|\bit is better that we do\b|\bif not us\b/gu,
    /\b(?:technology|capability|model|system|it) (?:is coming|will come|will happen|will exist|will arrive)(?: anyway| regardless| soon)?(?:[.,]|$)|\binevitable\b/gu,
    /\bcompetitive (?:pressure|disadvantage|advantage|reasons|necessity|position|landscape|environment)\b|\bputs us at a disadvantage\b|\bgeopolitical\b/gu,
    /\b(?:to|must|cannot let|can't let) (?:keep up|keep pace|catch up|match what|follow suit|overtake)\b|\b(?:overtakes?|outpaces?|overtaken|outpaced) (?:us|by)\b|\blet (?:other|our|the) [a-z]+ (?:overtake|win|lead)\b/gu,
    /\bloses? the market\b|\bwin(?:s|ning)? (?:the|this) (?:race|market)\b/gu,
  ],
});
