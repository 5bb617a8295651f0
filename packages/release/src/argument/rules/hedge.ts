import { rhetorical } from "../rhetorical.ts";

/** `IC-HEDGE`: words that make a claim too soft to be wrong. */
export const hedge = rhetorical({
  rule: "IC-HEDGE",
  why: "It is so softened that no finding could contradict it.",
  cure: "Say what was measured, with its interval, or take it out.",
  isDismissible: true,
  patterns: [
    /\b(?:probably|presumably|arguably|perhaps|supposedly|conceivably|might possibly|may possibly)\b/gu,
    /\b(?:more or less|by and large|broadly speaking|in principle|for practically all|practically complete|virtually complete)\b/gu,
    /\b(?:as far as we (?:know|can tell)|to (?:the best of )?our knowledge)\b/gu,
    /\b(?:it is|is|are) (?:generally |widely |commonly |usually )?(?:believed|thought|assumed|considered)(?: (?:to be|that|safe|unlikely|low)|[.,])\b/gu,
    /\b(?:essentially|mostly|largely|basically|virtually) (?:safe|solved|complete|secure|harmless|robust|fine)\b/gu,
    /\b(?:fairly|reasonably|somewhat|rather|quite) (?:safe|safer|robust|low|small|limited|sure|certain|confident|comfortable|secure|unlikely)\b/gu,
    /\bshould (?:generally|normally|usually|typically|hold|be (?:enough|sufficient|effective|fine|safe))\b/gu,
    /\bought to (?:work|hold|suffice|be)\b/gu,
    /\b(?:seems?|appears?) (?:to be|likely|that)\b/gu,
    /\bwe (?:hope|trust|feel)\b(?! for)/gu,
    /\bnot expected that\b|\bwould typically\b|\bunder normal circumstances\b|\bacceptable level\b/gu,
    /\bmay (?:arguably|perhaps|somewhat)\b|\bsome would say\b/gu,
  ],
});
