import type { CanonicalValue } from "@plimsoll/foundation";

/** A value as Python 3 prints it (`repr`), members in the order in which they were set. Texts are printable ASCII, as JCOMP takes them. */
export function pythonText(value: CanonicalValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(pythonText).join(", ")}]`;
  return `{${Object.entries(value).map(memberText).join(", ")}}`;
}

const memberText = ([name, value]: readonly [string, CanonicalValue]): string =>
  `${quoted(name)}: ${pythonText(value)}`;

/** In single quotes, but for a text that has such quotes and no double ones. */
function quoted(text: string): string {
  const escaped = text.replaceAll("\\", String.raw`\\`);
  if (!text.includes("'")) return `'${escaped}'`;
  return text.includes('"') ? `'${escaped.replaceAll("'", String.raw`\'`)}'` : `"${escaped}"`;
}
