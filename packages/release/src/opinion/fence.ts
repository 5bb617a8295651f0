import { digestOfValue } from "@plimsoll/foundation";

/**
 * A line that opens and closes quoted text. It follows from the text by its digest, so that whoever writes the text cannot write
 * the line that ends it, and the same text has the same line in every run.
 */
export const fenceFor = (text: string): string =>
  `QUOTED-${digestOfValue({ fence: "plimsoll release quotation 1", text: text.toWellFormed() }).slice(7, 39)}`;

/** Text of others as data, between two lines that it does not contain. */
export function fenced(text: string): string {
  const fence = fenceFor(text);
  return `${fence}\n${text}\n${fence}`;
}
