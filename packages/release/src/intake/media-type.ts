/** What the first bytes of an item say that it is; null where they say nothing. */
const SIGNATURES: readonly (readonly [kind: string, signature: readonly number[]])[] = [
  ["application/pdf", [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["application/zip", [0x50, 0x4b, 0x03, 0x04]],
  ["application/gzip", [0x1f, 0x8b]],
  ["application/zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["image/png", [0x89, 0x50, 0x4e, 0x47]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
  ["application/x-elf", [0x7f, 0x45, 0x4c, 0x46]],
  ["application/x-msdownload", [0x4d, 0x5a, 0x90]],
  ["application/vnd.sqlite3", [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65]],
];

export const sniffedType = (bytes: Uint8Array): string | null =>
  SIGNATURES.find(([, signature]) => signature.every((byte, place) => bytes[place] === byte))?.[0] ?? null;

const TEXT_TYPES =
  /^(?:text\/[a-z0-9.+-]+|application\/(?:[a-z0-9.+-]*\+)?(?:json|xml|yaml|toml|x-yaml|jsonl|ndjson|x-ndjson|json-lines|x-jsonlines|javascript|x-sh|x-python|x-tex|sql|csv))$/;

/** Whether a declared type says that its bytes are text. */
export const isTextType = (mediaType: string): boolean => TEXT_TYPES.test(mediaType);

export const isJsonType = (mediaType: string): boolean =>
  /^(?:application|text)\/(?:[a-z0-9.+-]+\+)?json$/.test(mediaType);

export const isJsonLinesType = (mediaType: string): boolean =>
  /^(?:application|text)\/(?:jsonl|ndjson|x-ndjson|json-lines|x-jsonlines)$/.test(mediaType);

export const isMarkupType = (mediaType: string): boolean =>
  /^(?:text\/html|text\/xml|application\/(?:[a-z0-9.+-]+\+)?xml|image\/svg\+xml)$/.test(mediaType);

/** Archives that a family of formats is made of: `.eval`, `.docx` and `.jar` are all zip. */
const CONTAINERS = new Set(["application/zip", "application/gzip", "application/zstd"]);

/** Whether the bytes contradict what was declared: text that is none, or one binary format under the name of another. */
export function contradicts(mediaType: string, sniffed: string | null): boolean {
  if (sniffed === null) return SNIFFABLE.has(mediaType);
  if (isTextType(mediaType)) return true;
  if (CONTAINERS.has(sniffed)) return SNIFFABLE.has(mediaType) && !CONTAINERS.has(mediaType);
  return mediaType !== sniffed && mediaType !== "application/octet-stream";
}

const SNIFFABLE: ReadonlySet<string> = new Set(SIGNATURES.map(([kind]) => kind));
