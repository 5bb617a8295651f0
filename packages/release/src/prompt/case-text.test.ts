import fc from "fast-check";
import { expect, test } from "vitest";
import { readCaseText } from "./case-text.ts";

const CARD = [
  "---",
  "model_name: Wren 2",
  "base_model: wren-1",
  "---",
  "# Wren 2 model card",
  "",
  "Wren 2 can write",
  "short programs. It does so well!",
  "",
  "## Safety",
  "- A classifier filters requests.",
  "* It is monitored.",
  "",
  "| Parameters | 7B |",
].join("\r\n");

test("RS-252 A69 a model card is cut into sentences and items, each where it stands, under its headings", () => {
  const { title, front, passages } = readCaseText(CARD);
  expect(title).toBe("Wren 2 model card");
  expect(Object.fromEntries(front)).toEqual({ model_name: "Wren 2", base_model: "wren-1" });
  expect(passages.map(({ text, sections }) => [sections.at(-1), text])).toEqual([
    ["wren 2 model card", "Wren 2 can write\nshort programs."],
    ["wren 2 model card", "It does so well!"],
    ["safety", "A classifier filters requests."],
    ["safety", "It is monitored."],
    ["safety", "Parameters | 7B |"],
  ]);
});

test("RS-252 A69 every passage stands verbatim where it is said to, for whatever text", () => {
  const piece = fc.constantFrom(
    "# H\n",
    "## ",
    "- a. ",
    "b! ",
    "\n",
    "\r\n",
    "```\n",
    "|",
    "---\n",
    "k: v\n",
    "\u0000",
    "\uFEFF",
    "😀",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(text, (given) => {
      const { kept, passages } = readCaseText(given);
      for (const { text: said, offset } of passages) expect(kept.slice(offset, offset + said.length)).toBe(said);
      expect(kept).not.toMatch(/[^\P{Cc}\n\t]/u);
      expect(readCaseText(kept).kept).toBe(kept);
    }),
  );
});
