import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";

/** Where two values first part, in the order of their canonical JSON. */
export interface FirstDifference {
  /** JSON pointer (RFC 6901). */
  readonly path: string;
  /** Canonical JSON of what is there; null where nothing is. */
  readonly recorded: string | null;
  readonly replayed: string | null;
}

/** Null for equal values. */
export function firstDifference(
  recorded: CanonicalValue | undefined,
  replayed: CanonicalValue | undefined,
  path = "",
): FirstDifference | null {
  if (!isBranch(recorded) || !isBranch(replayed) || Array.isArray(recorded) !== Array.isArray(replayed))
    return textOf(recorded) === textOf(replayed)
      ? null
      : { path, recorded: textOf(recorded), replayed: textOf(replayed) };
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(replayed)])];
  for (const name of Array.isArray(recorded) ? names : names.toSorted()) {
    const different = firstDifference(recorded[name], replayed[name], `${path}/${escaped(name)}`);
    if (different !== null) return different;
  }
  return null;
}

type Branch = Readonly<Record<string, CanonicalValue>>;

/** An object, or a list by its places. */
const isBranch = (value: CanonicalValue | undefined): value is Branch => typeof value === "object" && value !== null;

const textOf = (value: CanonicalValue | undefined): string | null =>
  value === undefined ? null : canonicalJson(value);

const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
