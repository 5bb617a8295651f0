import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { evidenceLinkShape } from "../../src/dossier/evidence-link.ts";
import { EvidenceIndex } from "../../src/node/search/evidence-index.ts";
import { merged } from "../../src/search/found.ts";
import { excerptOf, passagesOf } from "../../src/search/passages.ts";
import { queriesOf, quoted } from "../../src/search/queries.ts";
import { CorpusSearch } from "../../src/search/search-claim.ts";
import { searchOfClaimShape } from "../../src/search/passage.ts";
import { folded, TERMS_MAX, wordsOf } from "../../src/search/terms.ts";
import { written } from "./case.ts";

const word = fc.constantFrom(
  "model",
  "refuses",
  "weapon",
  "request",
  "97",
  "fails",
  "not",
  "harm",
  "Straße",
  "模型",
  "the",
  "a-b",
);
const text = fc.array(word, { minLength: 1, maxLength: 400 }).map((words) => words.join(" "));

test("RS-230 passages lie side by side, leave nothing out, and cut no character", () => {
  fc.assert(
    fc.property(
      fc.oneof(text, fc.string({ maxLength: 3000, unit: "binary" }), fc.constant("😀".repeat(2000))),
      (drawn) => {
        const pieces = passagesOf(drawn);
        expect(pieces.map(({ offset, length }) => drawn.slice(offset, offset + length)).join("")).toBe(drawn);
        expect(pieces.every(({ length }) => length > 0 && length <= 800)).toBe(true);
        for (const piece of pieces) expect(excerptOf(drawn, piece)).toMatch(/^[^\p{Cc}]{1,500}$/u);
      },
    ),
  );
  expect(passagesOf("")).toEqual([]);
});

test("RS-231 no claim can say anything to the index but words: 2000 drawn claims are valid queries and match themselves", () => {
  using database = new DatabaseSync(":memory:");
  database.exec(
    "CREATE VIRTUAL TABLE passage USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')",
  );
  const insert = database.prepare("INSERT INTO passage (rowid, words) VALUES (?, ?)");
  const match = database.prepare("SELECT rowid FROM passage WHERE passage MATCH ?");
  const hostile = fc.constantFrom(
    '" OR "',
    "words:",
    "NEAR(",
    "*",
    "^",
    "AND NOT",
    "'; DROP TABLE passage; --",
    '""',
    "\u0000",
    "-x",
    "{a b}:c",
  );
  let row = 0;
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), hostile, word), { maxLength: 8 }),
      (parts) => {
        const claim = parts.join(" ");
        const { support, refute, terms } = queriesOf(claim);
        insert.run((row += 1), folded(claim));
        const found = match.all(support).map(({ rowid }) => rowid);
        expect(found.includes(row)).toBe(terms.length > 0);
        match.all(refute);
        expect(terms.length).toBeLessThanOrEqual(TERMS_MAX);
        expect(
          searchOfClaimShape.parse({
            claim: "c",
            round: "dossier",
            supportQuery: support,
            refuteQuery: refute,
            forIt: [],
            against: [],
          }).ok,
        ).toBe(true);
        for (const each of wordsOf(claim)) expect(match.all(quoted(each)).map(({ rowid }) => rowid)).toContain(row);
      },
    ),
    { numRuns: 2000 },
  );
});

const corpus = (index: EvidenceIndex, texts: ReadonlyMap<string, string>, keys: readonly string[]): CorpusSearch => {
  const all = [...texts].map(([key, each]) => ({ key, text: each }));
  const pieces = index.hold(all);
  index.choose(keys);
  const searched = keys.map((key) => ({
    ...written(key, texts.get(key) ?? ""),
    key,
    text: { text: texts.get(key) ?? "", isMarkup: false },
    pieces: pieces[all.findIndex((each) => each.key === key)] ?? [],
    isShown: () => key !== "hidden",
  }));
  return new CorpusSearch(searched, index.postings);
};

test("RS-231 the index finds the passages that a look at every passage finds, both sides with the same words", () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), text, (drawn, claim) => {
      using index = EvidenceIndex.open(null);
      const texts = new Map(drawn.map((each, at) => [`t-${at}`, each]));
      const found = corpus(index, texts, [...texts.keys()]).searchFor({ text: claim });
      const { terms } = queriesOf(claim);
      const least = Math.ceil(terms.reduce((sum, { weight }) => sum + weight, 0) / 2);
      const expected = [...texts]
        .flatMap(([key, each]) =>
          passagesOf(each).map(({ offset, length }, piece) => {
            const held = new Set(wordsOf(each.slice(offset, offset + length)));
            const score = terms.reduce((sum, term) => sum + (held.has(term.word) ? term.weight : 0), 0);
            return { key, piece, score };
          }),
        )
        .filter(({ score }) => score >= least && terms.length > 0);
      const sorted = expected.toSorted(
        (one, other) =>
          other.score - one.score || (one.key < other.key ? -1 : one.key > other.key ? 1 : one.piece - other.piece),
      );
      expect(found.forIt.best).toEqual(sorted.slice(0, 24));
    }),
    { numRuns: 60 },
  );
});

test("RS-237 what was found before, and a search of new texts, are what a search of everything finds", () => {
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 12 }),
      text,
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 4 }),
      (drawn, claim, gone, came) => {
        using index = EvidenceIndex.open(null);
        const texts = new Map(drawn.map((each, at) => [`t-${String((at * 7) % 12).padStart(2, "0")}`, each]));
        const keys = [...texts.keys()].toSorted();
        const [before, after] = [keys.slice(0, keys.length - came), keys.slice(gone)];
        const first = corpus(index, texts, before).searchFor({ text: claim });
        const added = corpus(
          index,
          texts,
          after.filter((key) => !before.includes(key)),
        ).searchFor({ text: claim });
        const whole = corpus(index, texts, after).searchFor({ text: claim });
        const joined = merged(first, (key) => !after.includes(key), added);
        if (joined === null) return;
        for (const side of ["forIt", "against"] as const)
          expect(joined[side].best.slice(0, 8)).toEqual(whole[side].best.slice(0, 8));
        expect(joined.candidates).toEqual(whole.candidates);
      },
    ),
    { numRuns: 100 },
  );
});

test("RS-231 a text that intake did not let in is searched by rules and shown to nobody", () => {
  using index = EvidenceIndex.open(null);
  const texts = new Map([
    ["hidden", "The model refuses every weapon request."],
    ["seen", "The model refuses every weapon request."],
  ]);
  const found = corpus(index, texts, ["hidden", "seen"]).searchFor({ text: "The model refuses every weapon request." });
  expect(found.forIt.best.map(({ key }) => key)).toEqual(["seen"]);
  expect(found.candidates.map(({ key }) => key)).toEqual(["hidden", "seen"]);
});

test("RS-231 the shape of a link takes no control characters, which the rules rely on", () => {
  const made = {
    claim: "c",
    source: "s",
    offset: 0,
    quote: "a\u0007b",
    stance: "supports",
    method: "statement",
    confirmedBy: null,
  };
  expect(evidenceLinkShape.parse(made).ok).toBe(false);
});
