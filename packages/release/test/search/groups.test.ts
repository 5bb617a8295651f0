import { RandomStream } from "@plimsoll/foundation";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Source } from "../../src/dossier/source.ts";
import { foldedOrganisation, groupSources } from "../../src/examination/independence-groups.ts";
import { isCopy, sketchOf } from "../../src/examination/text-sketch.ts";
import { examine } from "../../src/node/search/examine.ts";
import { isFirstParty, ownersOf } from "../../src/search/link-method.ts";
import { caseOf, evaluation, optionsFor, trials, written, type Written } from "./case.ts";

/** A number in letters, since digits say nothing in a sketch. */
const spelled = (number: number): string => Array.from(`${number}`, (digit) => "abcdefghij"[Number(digit)]).join("");

/** Words of one text, in an order of its own; of another `from` no word is the same. */
const words = (count: number, from: number): string =>
  Array.from({ length: count }, (_, index) => `w${spelled(from)}x${spelled((index * 7919) % 100_003)}`).join(" ");

const sketched = (sources: readonly Written[], isSketched = true) =>
  sources.map(({ source, bytes }) => ({
    source,
    sketch: isSketched ? sketchOf(new TextDecoder().decode(bytes)) : null,
  }));
const groupsOf = (sources: readonly Written[], isSketched = true): ReadonlyMap<string, string> =>
  groupSources(sketched(sources, isSketched)).voices;
const count = (groups: ReadonlyMap<string, string>): number => new Set(groups.values()).size;

test("RS-223 A11 sources that share a named group, an organisation, their bytes or their address are one voice", () => {
  const text = (index: number): string => words(200, index * 1000);
  expect(count(groupsOf([written("a", text(1)), written("b", text(2)), written("c", text(3))]))).toBe(3);
  expect(
    count(
      groupsOf([written("a", text(1), { independenceGroup: "g" }), written("b", text(2), { independenceGroup: "g" })]),
    ),
  ).toBe(1);
  expect(
    count(
      groupsOf([
        written("a", text(1), { originOrg: "Example Labs, Inc." }),
        written("b", text(2), { originOrg: "EXAMPLE LABS" }),
      ]),
    ),
  ).toBe(1);
  expect(count(groupsOf([written("a", "1, 2"), written("b", "1, 2")], false))).toBe(1);
  const places = ["https://www.x.example/a/?utm_source=m", "http://x.example/a#top"];
  expect(count(groupsOf(places.map((uri, at) => written(`s${at}`, text(at), { uri }))))).toBe(1);
});

test("RS-223 a chain is one group, named after its least member, whatever the order", () => {
  const chain = [
    written("b", words(100, 1), { independenceGroup: "g1" }),
    written("c", words(100, 5000), { independenceGroup: "g1", originOrg: "Org" }),
    written("a", words(100, 9000), { originOrg: "org" }),
    written("z", words(100, 20_000)),
  ];
  for (const order of [chain, chain.toReversed()])
    expect(Object.fromEntries(groupsOf(order))).toEqual({ a: "a", b: "a", c: "a", z: "z" });
});

test("RS-224 a text of which eight tenths stand in another is its copy, also under changed case, spaces and signs", () => {
  const [text, other] = [words(4000, 0), words(4000, 500_000)];
  expect(isCopy(sketchOf(text), sketchOf(text.toUpperCase().replaceAll(" ", ",  ")))).toBe(true);
  expect(isCopy(sketchOf(text), sketchOf(`${text} ${other}`))).toBe(true);
  expect(isCopy(sketchOf(text), sketchOf(`${text.slice(0, text.length * 0.9)} ${words(400, 700_000)}`))).toBe(true);
  expect(
    isCopy(sketchOf(text), sketchOf(`${text.slice(0, text.length / 2)} ${other.slice(0, other.length / 2)}`)),
  ).toBe(false);
  expect(isCopy(sketchOf(text), sketchOf(other))).toBe(false);
  expect(isCopy(sketchOf("Same short text."), sketchOf("same SHORT text"))).toBe(true);
  expect(isCopy(sketchOf("Same short text."), sketchOf("Another short text."))).toBe(false);
});

test("RS-224 the sketch tells shares as counting all runs does, to four hundredths", () => {
  for (const kept of [60, 70, 76, 84, 90]) {
    const text = words(20_000, kept * 1_000_000).split(" ");
    const part = text.slice(0, (text.length * kept) / 100);
    const mixed = [...part, ...words(20_000 - part.length, 50_000_000).split(" ")].join(" ");
    expect(isCopy(sketchOf(text.join(" ")), sketchOf(mixed)), `${kept} %`).toBe(kept > 80);
  }
});

test("RS-223 another source never takes two apart, and the groups do not depend on the order", () => {
  const source = fc.record({
    id: fc.integer({ min: 0, max: 30 }),
    group: fc.integer({ min: 0, max: 9 }),
    org: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(fc.uniqueArray(source, { selector: ({ id }) => id, maxLength: 20 }), (drawn) => {
      const made = drawn.map(({ id, group, org }) =>
        written(`s-${id}`, String(id), { independenceGroup: `g-${group}`, originOrg: `O ${org}` }),
      );
      const [all, fewer] = [groupsOf(made, false), groupsOf(made.slice(1), false)];
      expect(groupsOf(made.toReversed(), false)).toEqual(groupsOf(made, false));
      for (const { source: one } of made.slice(1))
        for (const { source: two } of made.slice(1))
          if (fewer.get(one.id) === fewer.get(two.id)) expect(all.get(one.id)).toBe(all.get(two.id));
    }),
    { numRuns: 100 },
  );
});

test("RS-224 more than 512 copies of one text are still one group", () => {
  const text = words(300, 0);
  const copies = Array.from({ length: 600 }, (_, index) => written(`s-${index}`, `${text} copy ${index}`));
  expect(count(groupsOf([...copies, written("t", words(300, 900_000))]))).toBe(2);
});

/** Sources that have nothing in common but what is made so. */
const fillers = Array.from({ length: 520 }, (_, index) => written(`f-${index}`, words(60, 1_000_000 + index * 1_000)));

test("RS-224 among more than 512 sources others that share much of a text do not come between it and its copy", () => {
  const lines = Array.from({ length: 60 }, (_, index) => words(25, index * 1_000));
  const random = RandomStream.from("texts in between", 1);
  const between = Array.from({ length: 80 }, (_, index) =>
    written(
      `m-${index}`,
      lines
        .map((line, at) => (random.chance(2, 5) ? line : words(25, 2_000_000 + index * 100_000 + at * 1_000)))
        .join(" "),
    ),
  );
  const made = [written("a", lines.join(" ")), ...between, ...fillers, written("z", `${lines.join(" ")} one more`)];
  const { copies } = groupSources(sketched(made));
  expect(copies.get("z")).toBe("a");
  expect(new Set(between.map(({ source }) => copies.get(source.id))).size).toBe(80);
});

test("RS-224 among more than 512 sources two of the same few words are copies too", () => {
  const { copies } = groupSources(
    sketched([...fillers, written("y", "Same short text."), written("z", "same SHORT text")]),
  );
  expect(copies.get("z")).toBe("y");
});

test.each([
  [3_100, 3_100],
  [3_300, 1],
])(
  "RS-224 of %i texts that share a run of words, what there is no time to compare counts as a copy",
  (many, groups) => {
    const shared = words(6, 0);
    const made = Array.from({ length: many }, (_, index) =>
      written(`s-${index}`, `${shared} ${words(20, 10_000 + index * 100)}`),
    );
    expect(count(groupSources(sketched(made)).copies)).toBe(groups);
  },
);

test("RS-223 organisations are compared without case, accents, signs and legal forms", () => {
  expect(foldedOrganisation("The Bücher-Institut GmbH")).toBe(foldedOrganisation("bucher institut"));
  expect(foldedOrganisation("Co")).toBe("co");
  expect(foldedOrganisation("Alpha Inc")).not.toBe(foldedOrganisation("Beta Inc"));
});

const TEXT = words(60, 3);

test.each<[string, (index: number) => string]>([
  ["one host", (index) => `https://one-host.example/p/${index}`],
  ["subdomains of one host", (index) => `https://s${index}.one-host.example/p/${index}`],
  ["one host with a trailing dot", (index) => `https://one-host.example${index % 2 ? "." : ""}/p${index}`],
])("RS-449 sources of %s are one voice and no copies", (_, uriOf) => {
  const made = [0, 1, 2, 3].map((index) => written(`s-${index}`, words(60, 10 ** index), { uri: uriOf(index) }));
  const { copies, voices } = groupSources(sketched(made));
  expect([count(voices), count(copies)]).toEqual([1, 4]);
});

test.each<[string, readonly string[]]>([
  ["Cyrillic and Armenian look-alikes", ["Weir Institute", "W\u0435ir Institute", "Weir I\u0578stitute"]],
  [
    "a hyphen or a blank",
    ["Weir Institute", "We-ir Institute", "Weir Insti tute", "weirinstitute", "W.e.i.r. Institute"],
  ],
  ["hidden signs", ["Weir Institute", "Wei\u200br Institute", "Weir Insti\u00adtute"]],
])("RS-450 an organisation with %s is the same one", (_, named) => {
  expect(new Set(named.map(foldedOrganisation)).size).toBe(1);
});

test("RS-450 the maker under a look-alike name is the maker", () => {
  const owners = ownersOf({ id: "tidal-works/heron-2", name: "Heron", parents: [] }, []);
  expect(isFirstParty({ originOrg: "Tidal W\u043erks" }, owners)).toBe(true);
  expect(isFirstParty({ originOrg: "Harbour Works" }, owners)).toBe(false);
});

const everyWord = (change: (word: string, at: number) => string): string => TEXT.split(" ").map(change).join(" ");

test.each<[string, string]>([
  ["a number every fourth word", everyWord((word, at) => (at % 4 === 0 ? `${word} ${at * 31}` : word))],
  ["U+200B inside words", everyWord((word, at) => `${word.slice(0, 1 + (at % 3))}\u200b${word.slice(1 + (at % 3))}`)],
  ["U+00AD inside words", everyWord((word, at) => `${word.slice(0, 1 + (at % 3))}\u00ad${word.slice(1 + (at % 3))}`)],
  ["Cyrillic letters", TEXT.replaceAll("a", "\u0430")],
])("RS-451 a text with %s is a copy", (_, changed) => {
  expect(isCopy(sketchOf(TEXT), sketchOf(changed))).toBe(true);
});

test("RS-451 texts without a word are no copies for that", () => {
  expect(isCopy(sketchOf("1, 2"), sketchOf("3, 4"))).toBe(false);
});

const LINE = "All that is claimed here is so and was seen by us in full during the months of the study.";

test.each<[string, Partial<Source>]>([
  ["text/csv", { mediaType: "text/csv" }],
  ["application/yaml", { mediaType: "application/yaml" }],
  ["application/json", { mediaType: "application/json" }],
  ["the kind of a log", { kind: "evaluation-log" }],
])("RS-451 A11 copies of one line as %s are one source, and one voice", (_, rest) => {
  const made = caseOf([0, 1, 2].map((index) => written(`s-${index}`, `${LINE}\n,${index}`, rest)));
  const { sources } = examine(made.dossier, optionsFor(made)).examination;
  expect(sources.map(({ group, copyGroup }) => [group, copyGroup])).toEqual([0, 1, 2].map(() => ["s-0", "s-0"]));
});

test("RS-451 logs of runs that were counted look alike and are no copies; what is named a run and is no log is one", () => {
  const logs = [1, 2].map((more) =>
    written(`l-${more}`, trials(8, more), { kind: "evaluation-log", mediaType: "application/jsonl" }),
  );
  const texts = [1, 2].map((more) => written(`t-${more}`, `${LINE} ${more}`));
  const evaluations = [evaluation("counted", logs), evaluation("named", texts)];
  const made = caseOf([...logs, ...texts], { evaluations });
  const { sources } = examine(made.dossier, optionsFor(made)).examination;
  expect(sources.map(({ copyGroup }) => copyGroup)).toEqual(["l-1", "l-2", "t-1", "t-1"]);
});
