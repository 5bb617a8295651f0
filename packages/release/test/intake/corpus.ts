import { readFileSync } from "node:fs";
import { identifier, list, matching, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { type IntakeRules, readIntakeRules } from "../../src/intake/intake-rules.ts";

const caseShape = object({
  id: identifier,
  label: oneOf("attack", "benign"),
  family: identifier,
  origin: matching("where it comes from", /^.{1,200}$/u),
  text: matching("a text", /^[\s\S]{1,20000}$/u),
  part: oneOf("development", "held-out"),
});
/** One document of the corpus that the rules of intake are measured with. */
export type CorpusCase = Shaped<typeof caseShape>;

const FOLDER = new URL("../../intake/", import.meta.url);
const FILES = ["attacks.jsonl", "benign.jsonl"];

export function corpus(): readonly CorpusCase[] {
  const lines = FILES.flatMap((file) =>
    readFileSync(new URL(`corpus/${file}`, FOLDER), "utf8")
      .trim()
      .split("\n"),
  );
  const cases = list(caseShape, 100_000).parse(lines.map((line) => JSON.parse(line) as unknown));
  if (!cases.ok) throw new TypeError(`corpus${cases.error.path}: ${cases.error.expected}`);
  return cases.value;
}

export const shippedRules = (): IntakeRules =>
  readIntakeRules(JSON.parse(readFileSync(new URL("rules.json", FOLDER), "utf8")));
