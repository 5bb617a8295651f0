import { boolean, type Digest, integer, list, matching, object } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import type { Source } from "../../dossier/source.ts";
import { sourceText, type SourceText } from "../../examination/source-text.ts";
import { SKETCH_HASHES_MAX, sketchOf, type TextSketch } from "../../examination/text-sketch.ts";
import type { IntakeItem } from "../../intake/finding.ts";
import { STRUCTURE_LIMITS } from "../../intake/limits.ts";
import { EXAMINATION_VERSION, intakeOf, type Means } from "./examination-means.ts";
import type { KeptValues } from "./kept-values.ts";

/** A source, its bytes looked at. */
export interface LoadedSource {
  readonly source: Source;
  readonly isWhole: boolean;
  /** Of the bytes that are there. */
  readonly digest: Digest;
  readonly intake: () => IntakeItem;
  /** Null: not whole, or without text. */
  readonly text: SourceText | null;
  /** The text of the bytes that are there, whole or not: damage takes no refutation away. */
  readonly found: SourceText | null;
  /** Of the text that is there, whole or not. Null: without text. */
  readonly sketch: () => TextSketch | null;
}

/**
 * Reads sources and hashes them, whatever was known of them before. All of them are held, so that they are read in the order of the dossier
 * up to so many bytes together (RS-120): one file under a thousand names is a thousand sources, and the rest are not there.
 */
export function loadSources<Rules>(
  sources: readonly Source[],
  means: Means<Rules>,
  bytesMax: number = STRUCTURE_LIMITS.totalBytesMax,
): readonly LoadedSource[] {
  let left = bytesMax;
  return sources.map((source) => {
    const read = left < 0 ? null : means.options.read(source.file);
    if (read?.ok === true) left -= read.value.length;
    if (left < 0) return absent(source, "structure.total", `more than ${bytesMax} bytes in all`);
    return read?.ok === true ? loadBytes(source, read.value, means) : absent(source, "bytes-missing", "no bytes");
  });
}

/** Intake and sketch are made where they are asked for: of a large corpus only what was found is. */
export function loadBytes<Rules>(source: Source, bytes: Uint8Array, means: Means<Rules>): LoadedSource {
  const digest = digestOfBytes(bytes);
  const isWhole = digest === source.digest && bytes.length === source.bytes;
  const found = sourceText(bytes, source.mediaType);
  const text = isWhole ? found : null;
  return {
    source,
    isWhole,
    text,
    found,
    digest,
    intake: () => intakeOf(source.id, bytes, digest, source.mediaType, means),
    // Of what is there, whole or not: damage must not set copies free of one another.
    sketch: () => (found === null ? null : sketched({ ...source, digest }, found, means.kept)),
  };
}

export const isLetIn = ({ isWhole, intake }: LoadedSource): boolean =>
  isWhole && /^(?:pass|note)$/.test(intake().verdict);

/** What is not there can be neither read nor let in. */
const absent = (source: Source, rule: string, excerpt: string): LoadedSource => ({
  source,
  isWhole: false,
  intake: () => ({
    item: source.id,
    digest: source.digest,
    bytes: 0,
    verdict: "block",
    reasons: [{ rule, severity: "block", offset: 0, excerpt }],
  }),
  text: null,
  found: null,
  digest: source.digest,
  sketch: () => null,
});

const sketchShape = object({
  hashes: list(integer(0, 2 ** 32 - 1), SKETCH_HASHES_MAX),
  isWhole: boolean,
  words: matching("a count and two hashes", /^\d{1,10}:\d{1,10}:\d{1,10}$/),
});

const sketched = ({ digest, mediaType }: Source, { text }: SourceText, kept: KeptValues): TextSketch =>
  kept.get(`sketch ${EXAMINATION_VERSION} ${mediaType} ${digest}`, sketchShape, () => sketchOf(text));
