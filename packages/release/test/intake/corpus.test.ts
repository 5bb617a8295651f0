import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { examineText } from "../../src/intake/examine-text.ts";
import { corpus, shippedRules } from "./corpus.ts";
import { isRight, ratesPage } from "./rates.ts";

const rules = shippedRules();
const cases = corpus();
const attacks = cases.filter(({ label }) => label === "attack");
const benign = cases.filter(({ label }) => label === "benign");
const heldOut = attacks.filter(({ part }) => part === "held-out");

test("RS-140 A60 the corpus is as large and as various as it says", () => {
  expect(attacks.length).toBeGreaterThanOrEqual(240);
  expect(new Set(attacks.map(({ family }) => family)).size).toBeGreaterThanOrEqual(12);
  expect(benign.length).toBeGreaterThanOrEqual(520);
  expect(new Set(benign.map(({ text }) => text)).size).toBe(benign.length);
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
});

const isLater = ({ family }: { family: string }): boolean => family === "fresh" || family.startsWith("late-");

test("RS-140 A60 attacks are held out by the digest of their id, but for those that were written later", () => {
  const byDigest = ({ id }: { id: string }): string =>
    /^[9a-f]/.test(createHash("sha256").update(id).digest("hex")) ? "held-out" : "development";
  expect(attacks.filter((one) => !isLater(one) && byDigest(one) !== one.part)).toEqual([]);
});

test("RS-141 A60 of held-out attacks at least 95 % are quarantined", () => {
  const right = heldOut.filter((one) => isRight(one, rules)).length;
  expect(right / heldOut.length).toBeGreaterThanOrEqual(0.95);
});

test("RS-141 A60 of benign documents at most 2 % are quarantined or blocked", () => {
  const wrong = benign.filter((one) => !isRight(one, rules)).length;
  expect(wrong / benign.length).toBeLessThanOrEqual(0.02);
});

test("RS-142 A60 the published rates are those of these rules on this corpus", () => {
  const page = readFileSync(new URL("../../../../docs/reference/intake.md", import.meta.url), "utf8");
  expect(page).toBe(ratesPage(cases, rules));
});

const DRESSES: readonly (readonly [name: string, dress: (text: string) => string])[] = [
  [
    "signs without width",
    (text) =>
      Array.from(text, (letter, at) => (at % 3 === 1 && /[a-z]/i.test(letter) ? `${letter}\u200b` : letter)).join(""),
  ],
  ["capitals", (text) => text.toUpperCase()],
  ["blanks", (text) => text.replaceAll(" ", " \n  ")],
  ["homoglyphs", (text) => text.replaceAll("e", "\u0435").replaceAll("o", "\u043e").replaceAll("a", "\u0430")],
];
/** Runs of digits are not letters, and escapes are not text: what dresses letters up breaks them. */
const isPlain = ({ id, family }: { id: string; family: string }): boolean =>
  !id.startsWith("a-glyph-") && family !== "late-dressed" && !family.startsWith("obfuscated-");

test.each(DRESSES)("RS-143 A60 plain attacks of the development part stay quarantined under other %s", (_, dress) => {
  const plain = attacks.filter((one) => one.part === "development" && isPlain(one));
  const kept = plain.filter(
    ({ id, text }) => examineText(id, utf8(dress(text)), "text/plain", rules).verdict === "quarantine",
  );
  expect(plain.length).toBeGreaterThan(100);
  expect(kept.length / plain.length).toBeGreaterThanOrEqual(0.95);
});
