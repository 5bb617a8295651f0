import { digestOf, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { EvidenceLink } from "../../src/dossier/evidence-link.ts";
import { admissibleSources } from "../../src/verification/admissible-sources.ts";

test("RS-255 A20 what a model quotes does not make a source admissible", () => {
  const source = {
    id: "s-1",
    kind: "report" as const,
    originOrg: "o",
    independenceGroup: "g",
    uri: null,
    retrievedAtMs: 0,
    publishedAtMs: 0,
    file: "sources/s.txt",
    bytes: 1,
    digest: digestOf(utf8("s")),
    mediaType: "text/plain",
  };
  const opinion: EvidenceLink = {
    claim: "c-1",
    source: "s-1",
    offset: 0,
    quote: "What is said here was seen.",
    stance: "supports",
    method: "llm-opinion",
    confirmedBy: null,
  };
  const facts = { claims: [{ id: "c-1" }], policy: { maxAgeDays: [{ kind: "report" as const, days: 1 }] } };
  const sources = [{ source, isWhole: true, intake: "pass" as const, copyGroup: "s-1" }];
  const links = (link: EvidenceLink) => [{ link, isQuoteFound: true, isOfRepair: false }];
  expect(
    admissibleSources(
      { sources, links: links({ ...opinion, method: "statement", confirmedBy: "p" }), nowMs: 1 },
      facts,
    ),
  ).toHaveLength(1);
  expect(admissibleSources({ sources, links: links(opinion), nowMs: 1 }, facts)).toHaveLength(0);
});
