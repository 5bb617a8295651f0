import { readFileSync, writeFileSync } from "node:fs";

const [OPENING, CLOSING] = ["<!-- measured -->", "<!-- /measured -->"];

/** Puts what was measured between a page's two marks; what people wrote around them stays. */
export function writeMeasuredPart(page: string, text: string): void {
  const [head, rest = ""] = readFileSync(page, "utf8").split(OPENING);
  writeFileSync(page, `${head}${OPENING}\n\n${text}\n\n${CLOSING}${rest.split(CLOSING)[1]}`);
}
