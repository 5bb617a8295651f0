import { identifier, integer, matching, nullable, object, oneOf, type Shaped } from "@plimsoll/foundation";

/** By what a source speaks, strongest first. */
export const METHODS = [
  "reproduction",
  "measurement",
  "third-party-report",
  "first-party-report",
  "statement",
  "llm-opinion",
] as const;
export type Method = (typeof METHODS)[number];

/** Text as it stands in the source. Compared byte for byte after the normalisation that the media type asks for. */
const quoteShape = matching("a quotation of 1 to 4000 characters", /^(?:[^\p{Cc}\p{Cs}]|[\n\t]){1,4000}$/u);

/** What one source says about one claim, at one place. */
export const evidenceLinkShape = object({
  claim: identifier,
  source: identifier,
  /** Where the quotation begins, in characters of the source's text from 0; null: anywhere. */
  offset: nullable(integer(0, 268_435_456)),
  quote: quoteShape,
  stance: oneOf("supports", "refutes", "context"),
  method: oneOf(...METHODS),
  /** A rule or a person who looked; null: only proposed, and then it supports nothing. */
  confirmedBy: nullable(identifier),
});
export type EvidenceLink = Shaped<typeof evidenceLinkShape>;
