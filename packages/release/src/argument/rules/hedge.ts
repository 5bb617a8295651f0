import { rhetorical } from "../rhetorical.ts";

/** `IC-HEDGE`: words that make a claim too soft to be wrong. */
export const hedge = rhetorical({
  rule: "IC-HEDGE",
  why: "It is so softened that no finding could contradict it.",
  cure: "Say what was measured, with its interval, or take it out.",
  isDismissible: true,
  patterns: [
    /\b(?:probably|presumably|arguably|perhaps|supposedly|conceivably|might possibly|may possibly)\b/u,
    /\b(?:more or less|by and large|broadly speaking|in principle|for practically all|practically complete|virtually complete)\b/u,
    /\b(?:as far as we (?:know|can tell)|to (?:the best of )?our knowledge)\b/u,
    /\b(?:it is|is|are) (?:generally |widely |commonly |usually )?(?:believed|thought|assumed|considered)(?: (?:to be|that|safe|unlikely|low)|[.,])\b/u,
    /\b(?:essentially|mostly|largely|basically|virtually) (?:safe|solved|complete|secure|harmless|robust|fine)\b/u,
    /\b(?:fairly|reasonably|somewhat|rather|quite) (?:safe|safer|robust|low|small|limited|sure|certain|confident|comfortable|secure|unlikely)\b/u,
    /\bshould (?:generally|normally|usually|typically|hold|be (?:enough|sufficient|effective|fine|safe))\b/u,
    /\bought to (?:work|hold|suffice|be)\b/u,
    /\b(?:seems?|appears?) (?:to be|likely|that)\b/u,
    /\bwe (?:hope|trust|feel)\b(?! for)/u,
    /\bnot expected that\b|\bwould typically\b|\bunder normal circumstances\b|\bacceptable level\b/u,
    /\bmay (?:arguably|perhaps|somewhat)\b|\bsome would say\b/u,
  ],
});
