import { integer, list, matching, nullable, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { placeShape, SOURCE_KINDS, sourceShape } from "../dossier/source.ts";
import { proseShape } from "../policy/shapes.ts";

/** `corpus.json` in a folder of texts: what is known of each. A file that it does not name is searched all the same. */
export const corpusShape = object({
  format: oneOf("plimsoll corpus 1"),
  sources: list(
    object({
      file: placeShape,
      kind: oneOf(...SOURCE_KINDS),
      originOrg: proseShape,
      independenceGroup: matching("an identifier", /^[A-Za-z0-9][\w.:@/-]{0,127}$/),
      uri: nullable(matching("an absolute https or http address", /^https?:\/\/[^\s]{1,2000}$/)),
      retrievedAtMs: integer(),
      publishedAtMs: nullable(integer()),
    }),
    10_000,
  ),
});
export type CorpusDescription = Shaped<typeof corpusShape>["sources"][number];

/** By the end of a file's name; a file with any other is not searched. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  txt: "text/plain",
  md: "text/markdown",
  html: "text/html",
  htm: "text/html",
  json: "application/json",
  jsonl: "application/jsonl",
  csv: "text/csv",
};

export const mediaTypeOf = (file: string): string | null => {
  const ending = file.slice(file.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(MEDIA_TYPES, ending) ? (MEDIA_TYPES[ending] ?? null) : null;
};

/** A file of a corpus that nobody described: a statement of nobody known, of no date, and one voice with all others like it. */
export const undescribed = (file: string): CorpusDescription => ({
  file,
  kind: "statement",
  originOrg: "unknown",
  independenceGroup: "corpus-undescribed",
  uri: null,
  retrievedAtMs: 0,
  publishedAtMs: null,
});

/** A source of its own, named by its bytes. Null where a description makes none. */
export function corpusSource(description: CorpusDescription, digest: string, bytes: number) {
  const name = `repair-${digest.slice("sha256:".length, "sha256:".length + 24)}`;
  const { file, ...rest } = description;
  const place = `repair/${name}${file.slice(file.lastIndexOf("."))}`;
  const source = sourceShape.parse({ ...rest, id: name, file: place, bytes, digest, mediaType: mediaTypeOf(file) });
  return source.ok ? source.value : null;
}
