import { boolean, digest, identifier, integer, list, nullable, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { evidenceLinkShape } from "../dossier/evidence-link.ts";
import { sourceShape } from "../dossier/source.ts";
import { intakeItemShape } from "../intake/finding.ts";
import { proseShape } from "../policy/shapes.ts";
import { searchOfClaimShape } from "../search/passage.ts";

const ITEMS_MAX = 100_000;

/** A source after its bytes were read. */
const examinedSourceShape = object({
  source: sourceShape,
  /** The bytes are here and have the digest and the length that the dossier names. */
  isWhole: boolean,
  intake: intakeItemShape,
  /** Group after sources of one organisation, of one text and of one lineage were taken together. */
  group: identifier,
  /** Sources of one text, but for little, of one address or of the same bytes share it: they count once. */
  copyGroup: identifier,
  /** Brought by the repair's search, and not by the dossier. */
  isOfRepair: boolean,
});

/** A link after its quotation was looked for. */
const examinedLinkShape = object({ link: evidenceLinkShape, isQuoteFound: boolean, isOfRepair: boolean });

/** What the logs of an evaluation say, counted again. */
export const recountShape = object({
  evaluation: identifier,
  /** Null where no log of it can be read. Undecided are trials without a usable score: no successes, and for "at most" no failures. */
  counted: nullable(
    object({ runs: integer(0, 1_000_000), trials: integer(0), successes: integer(0), undecided: integer(0) }),
  ),
  /** Runs whose log is missing, changed, unreadable or another run's. */
  unread: list(identifier, 4096),
  /** What the counted logs say, each once: the same in other bytes is no other result. */
  contents: list(digest, 4096),
});
export type Recount = Shaped<typeof recountShape>;

/** Everything that reading the bytes gave. With it, an evaluation needs no disk: it can be made again from its record alone. */
export const examinationShape = object({
  format: oneOf("plimsoll release examination 1"),
  /** Of the rules of intake. */
  rules: digest,
  sources: list(examinedSourceShape, ITEMS_MAX),
  /** Those of the dossier, and those that rules added. */
  links: list(examinedLinkShape, 10 * ITEMS_MAX),
  /** The dossier's own text, place by place; what passed without a word is not listed. */
  text: list(intakeItemShape, ITEMS_MAX),
  recounts: list(recountShape, ITEMS_MAX),
  searches: list(searchOfClaimShape, ITEMS_MAX),
  /** Structure that no field allows: each makes the dossier unreadable in part. */
  faults: list(proseShape, 4096),
});
export type Examination = Shaped<typeof examinationShape>;

export type ExaminedLinkRecord = Shaped<typeof examinedLinkShape>;
