import { digestOf, utf8 } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Claim } from "../../src/dossier/claim.ts";
import type { EvidenceLink, Method } from "../../src/dossier/evidence-link.ts";
import type { Source } from "../../src/dossier/source.ts";
import { isGreener } from "../../src/decision/colour.ts";
import type { LanguageModel } from "../../src/opinion/language-model.ts";
import { propose } from "../../src/opinion/proposal.ts";
import { quoteQuestion } from "../../src/opinion/propose-quotes.ts";
import { sendableOf } from "../../src/opinion/sendable.ts";
import { LEVELS } from "../../src/policy/level.ts";
import { admissibleSources } from "../../src/verification/admissible-sources.ts";
import { judgeClaims } from "../../src/verification/judge-claims.ts";
import { voteVerification } from "../../src/verification/vote-verification.ts";
import { NOW_MS, POLICY } from "./best-case.ts";

/** Sources with one sentence each, about every claim. */
const textOf = (source: string): string => `The words that we read in ${source}.`;
const sourceOf = (id: string): Source => ({
  id,
  kind: "report",
  originOrg: id,
  independenceGroup: id,
  uri: null,
  retrievedAtMs: NOW_MS,
  publishedAtMs: NOW_MS,
  file: `sources/${id}.txt`,
  bytes: 1,
  digest: digestOf(utf8(id)),
  mediaType: "text/plain",
});
const claimOf = (id: string): Claim => ({
  id,
  text: `Claim ${id}.`,
  kind: "safeguard",
  material: true,
  domain: null,
  threshold: null,
  figure: null,
  shows: [],
});
const linkOf = (claim: string, source: string, method: Method, stance: EvidenceLink["stance"]): EvidenceLink => ({
  claim,
  source,
  offset: 0,
  quote: textOf(source),
  stance,
  method,
  confirmedBy: "rule-1",
});

const CLAIMS = ["c-1", "c-2", "c-3"];
const SOURCES = Array.from({ length: 40 }, (_, place) => `s-${place}`);
const sendable = (items: readonly string[], words: (item: string) => string) =>
  sendableOf(items.map((item) => ({ item, text: words(item), verdict: "pass" }))).sendable;
const question = quoteQuestion({
  claims: sendable(CLAIMS, (id) => `Claim ${id}.`),
  sources: sendable(SOURCES, textOf),
});

/** A model that has one word for everything. */
async function linksOf(stance: EvidenceLink["stance"]): Promise<readonly EvidenceLink[]> {
  const quotes = CLAIMS.flatMap((claim) => SOURCES.map((source) => ({ claim, source, quote: textOf(source), stance })));
  const model: LanguageModel = async () => ({ kind: "answered", text: JSON.stringify({ quotes }), model: "m" });
  const { taken } = await propose(model, question);
  expect(taken).toHaveLength(CLAIMS.length * SOURCES.length);
  return taken;
}

const dossierLinks = fc.array(
  fc.tuple(
    fc.constantFrom(...CLAIMS),
    fc.constantFrom(...SOURCES),
    fc.constantFrom(
      "reproduction" as const,
      "measurement" as const,
      "third-party-report" as const,
      "statement" as const,
    ),
    fc.constantFrom("supports" as const, "supports" as const, "refutes" as const),
  ),
  { maxLength: 12 },
);

function judged(own: readonly EvidenceLink[], opinions: readonly EvidenceLink[], level: (typeof LEVELS)[number]) {
  const links = [...own, ...SOURCES.map((source) => linkOf("c-1", source, "statement", "context")), ...opinions];
  const exhibits = {
    sources: SOURCES.map((id) => ({ source: sourceOf(id), isWhole: true, intake: "pass" as const, copyGroup: id })),
    links: links.map((link) => ({ link, isQuoteFound: true, isOfRepair: false })),
    nowMs: NOW_MS,
  };
  const policy = POLICY.verification;
  const facts = {
    claims: CLAIMS.map(claimOf),
    exhibits,
    level,
    policy,
    repairs: new Map(),
    defective: new Set<string>(),
  };
  const claims = judgeClaims(facts);
  const admissible = admissibleSources(exhibits, facts);
  const rest = {
    left: { damaged: 0, keptOut: 0, unquoted: [], stale: 0, copies: 0 },
    isNameless: false,
    quarantinedShare: 0,
    hostileText: [],
    defects: [],
    isSearched: true,
    isRepairOn: true,
  };
  return { claims, vote: voteVerification({ claims, admissible, ...rest, level, policy }) };
}

test("RS-255 A20 without a model and with one that always answers safe: the same scores, the same vote", async () => {
  const safe = await linksOf("supports");
  fc.assert(
    fc.property(dossierLinks, fc.constantFrom(...LEVELS), (drawn, level) => {
      const own = drawn.map((link) => linkOf(...link));
      expect(judged(own, safe, level)).toEqual(judged(own, [], level));
    }),
    { numRuns: 100 },
  );
});

test("RS-255 A20 a model that answers refuted lowers, and never raises", async () => {
  const against = await linksOf("refutes");
  fc.assert(
    fc.property(dossierLinks, fc.constantFrom(...LEVELS), (drawn, level) => {
      const own = drawn.map((link) => linkOf(...link));
      const [without, withIt] = [judged(own, [], level), judged(own, against, level)];
      expect(isGreener(withIt.vote.colour, without.vote.colour)).toBe(false);
      for (const [place, claim] of withIt.claims.entries()) {
        expect(claim.after.score).toBeLessThanOrEqual(without.claims[place]?.after.score ?? 0);
        expect(claim.after.refutation).toBeGreaterThanOrEqual(2_000);
      }
    }),
    { numRuns: 100 },
  );
  // However often it is asked, it is one voice.
  expect(judged([], against, "ASL-2").claims[0]?.after.refutation).toBe(2_000);
});

test("RS-255 A20 a claim that is carried alone by a hair is carried no longer once a model refutes it", async () => {
  const own = [linkOf("c-1", "s-1", "measurement", "supports")];
  const against = await linksOf("refutes");
  expect(judged(own, [], "ASL-2").claims[0]?.status).toBe("VERIFIED");
  expect(judged(own, against, "ASL-2").claims[0]?.status).toBe("UNRESOLVED_VOID_APPENDIX");
});
