import { requestMalformed } from "./client-error.ts";
import type { OperationSpec } from "./operation-spec.ts";

/** What fills the path of a request and its query, by name. */
export type Fields = Readonly<Record<string, string | number | undefined>>;

/** The path and query of a request. Throws `REQUEST_MALFORMED` for a field that is missing or that an address cannot carry. */
export function requestPath(
  { path, slashed, query }: Pick<OperationSpec, "path" | "slashed" | "query">,
  fields: Fields,
): string {
  const filled = path.replaceAll(/\{([^}]+)\}/g, (_whole, name: string) => segmentsOf(name, fields[name], slashed));
  const asked = new URLSearchParams();
  for (const name of query) if (fields[name] !== undefined) asked.set(name, String(fields[name]));
  return asked.size === 0 ? filled : `${filled}?${asked.toString()}`;
}

function segmentsOf(name: string, value: string | number | undefined, slashed: readonly string[]): string {
  const text = value === undefined ? "" : String(value);
  const segments = slashed.includes(name) ? text.split("/") : [text];
  // Every URL parser takes dots for steps in the tree, however they are written: another thing would be asked.
  if (segments.some((segment) => ["", ".", ".."].includes(segment)))
    throw requestMalformed(`a ${name} that can stand in a path`, JSON.stringify(text), "look at the list");
  return segments.map(encodeURIComponent).join("/");
}
