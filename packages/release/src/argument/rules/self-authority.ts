import type { ArgumentRule, CaseMade } from "../argument-facts.ts";
import { blocks } from "../blocking.ts";
import type { Defect } from "../defect.ts";
import { isTurnedDown } from "../negation.ts";
import { plain } from "../sentence.ts";
import { subjectNames } from "../subject-names.ts";

/** `IC-SELFAUTH`: what the subject says of itself is no evidence of its safety. */
export const selfAuthority: ArgumentRule = {
  rule: "IC-SELFAUTH",
  examine: (made) => [...bySource(made), ...byWords(made)],
};

/** A supporting source that the subject made, or a link that the subject confirmed. */
function bySource({ dossier, examination }: CaseMade): readonly Defect[] {
  const names = subjectNames(dossier.subject);
  const own = new Set(
    examination.sources
      .filter(({ source }) => names.has(plain(source.originOrg)) || names.has(plain(source.independenceGroup)))
      .map(({ source }) => source.id),
  );
  return examination.links
    .filter(({ link }) => link.stance === "supports")
    .filter(({ link }) => own.has(link.source) || names.has(plain(link.confirmedBy ?? "")))
    .flatMap(({ link }) =>
      blocks("IC-SELFAUTH", [link.claim], {
        place: `sources/${link.source}`,
        span: [link.quote],
        why: "The subject itself is the origin of this support.",
        cure: "Support the claim by what others measured of the subject, and take this link out.",
      }),
    );
}

const SPEAKS =
  /\b(?:the|our|this) (?:model|system|assistant|subject|agent)(?: itself)? (?:says|said|states|stated|assures|assured|confirms|confirmed|claims|claimed|promised|promises|told us|reports that it|answered that it|insists)\b/u;

/** "The model confirmed that it is safe". */
function byWords({ sentences }: CaseMade): readonly Defect[] {
  return sentences.flatMap(({ claim, place, plain: words }) => {
    const found = claim === null ? null : SPEAKS.exec(words);
    if (claim === null || found === null) return [];
    if (isTurnedDown(words, { from: found.index, to: found.index + found[0].length })) return [];
    return blocks("IC-SELFAUTH", [claim], {
      place,
      span: [found[0]],
      why: "The claim rests on what the subject says of itself.",
      cure: "State what was measured of the subject instead.",
    });
  });
}
