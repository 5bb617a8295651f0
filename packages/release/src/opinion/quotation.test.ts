import fc from "fast-check";
import { expect, test } from "vitest";
import { findQuotation } from "./quotation.ts";

test("RS-254 whatever is found stands in the text, where it is said to stand", () => {
  const word = fc.constantFrom("a", "b", " ", "\n", "\t", "é", "😀");
  const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(""));
  fc.assert(
    fc.property(text, text, (given, quote) => {
      const found = findQuotation(given, quote);
      if (found !== null) expect(given.slice(found.offset, found.offset + found.quote.length)).toBe(found.quote);
      if (quote.trim() !== "" && given.includes(quote.trim())) expect(found).not.toBeNull();
    }),
  );
});

test("RS-254 folded lines are found and given back as they stand; other words are not", () => {
  expect(findQuotation("One line\n  and another.", "line and another")).toEqual({
    quote: "line\n  and another",
    offset: 4,
  });
  expect(findQuotation("One line.", "One  line")).toEqual({ quote: "One line", offset: 0 });
  expect(findQuotation("No misuse was seen.", "misuse was not seen")).toBeNull();
  expect(findQuotation("text", " ")).toBeNull();
  expect(findQuotation("a".repeat(5_000), "a".repeat(4_001))).toBeNull();
});
