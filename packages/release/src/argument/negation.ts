/** Where a pattern found something, in characters of the sentence. */
export interface Found {
  readonly from: number;
  readonly to: number;
}

/**
 * Is what a pattern found said only to be turned down? "This is not a strawman", "others are racing, and that is no reason". Read
 * within the clause before it and the rest of the sentence after it. A heuristic, with published rates
 * (docs/reference/argument-rules.md).
 */
export const isTurnedDown = (sentence: string, found: Found): boolean =>
  isDenied(sentence, found) || isDismissed(sentence, found);

/** By a "not" in the clause before it. */
export function isDenied(sentence: string, { from, to }: Found): boolean {
  const before = sentence
    .slice(0, to)
    .replaceAll(PLEA, (plea) => " ".repeat(plea.length))
    .slice(0, from);
  return DENIAL.test(before.split(CLAUSE).at(-1) ?? "");
}

/** By what is said of it afterwards. */
const isDismissed = (sentence: string, { to }: Found): boolean =>
  [NO_REASON, NO_EFFECT, NO_PART, SET_ASIDE].some((pattern) => pattern.test(sentence.slice(to)));

/** Where a new thought begins, a "not" of the old one ends. */
const CLAUSE = /[,;:]|\s(?:but|yet|however|and so|so that|therefore|hence)\s/u;

/** "We cannot wait" is a plea for speed, no denial. */
const PLEA =
  /\b(?:cannot|can't|can not|must not|mustn't|should not|shouldn't|do not|don't|will not|won't|not|no time to|no reason to|never)\s+(?:be\s+|let\s+|simply\s+)?(?:afford|let|wait|delay|stop|pause|hesitate|slow|hold|stand|fall|lose|left|idle|stay|want|releasing|deploying|launching|shipping|acting)\b|\bdoing nothing\b/gu;

const DENIAL =
  /\b(?:not|never|no|nor|neither|without|cannot|\w+n't|rejects?|rejected|avoids?|refuses? to|rather than|instead of|regardless of|irrespective of|even if|even though|whether|nobody|nothing|less than|word|words)\b/u;

/** A plea again: "that is no reason to wait" turns nothing down. */
const NO_REASON =
  /\b(?:no|not an?|not the|hardly an?|never an?|neither)\s+(?:\w+\s+)?(?:reason|argument|justification|excuse|basis|grounds?|factor|input|evidence|proof)\b(?!\s+(?:to|for)\s+(?:wait|waiting|delay|delaying|stop|stopping|pause|pausing|hold|slow|us to wait))/u;
const NO_EFFECT =
  /\b(?:do|does|did|can|could|should|will|would|may|must)(?:\s+not|n't|\s+never)\s+(?:justify|matter|count|enter|decide|change|affect|influence|bear|support|alter|weigh|play|excuse|follow|show|mean|make it)\b|\b(?:cannot|can't)\s+(?:justify|count|excuse|decide)\b/u;
const NO_PART =
  /\b(?:plays?|played|has|have|had|carries|carry|carried|is given|are given)\s+(?:no|little)\s+(?:part|role|weight|bearing|influence)\b/u;
const SET_ASIDE =
  /\b(?:is|are|was|were)\s+(?:irrelevant|beside the point|not (?:considered|relevant|counted|used|evidence|shown|true)|disregarded|set aside|false|rejected)\b/u;
