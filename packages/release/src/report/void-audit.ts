import type { ClaimRecord, WeighedLink } from "../record/bodies.ts";
import { type Case, documentOf, entriesOf, lastOwn, notOnRecord, withheldBlocks } from "./case.ts";
import { type ReportDocument, row, type Row, type Section, section, tableBlock, textBlock } from "./document.ts";
import { historyTable } from "./history-table.ts";
import { causeWords, repairWords } from "./risk/cause-words.ts";
import { claimFigures } from "./risk/claims.ts";
import { recountTable } from "./risk/recounts.ts";
import { listed, share, yesNo } from "./words.ts";

export interface AuditFacts {
  readonly claims: readonly {
    readonly claim: string;
    readonly status: string;
    readonly scoreBefore: number;
    readonly scoreAfter: number;
    readonly cause: string | null;
    readonly spentT: number;
  }[];
}

/** The trail of verification: each claim with its links and weights, before and after repair, what was searched and paid. */
export function voidAudit(theCase: Case): ReportDocument<AuditFacts> {
  const claims = lastOwn(theCase, "claims.judged")?.body.claims ?? [];
  const facts: AuditFacts = {
    claims: claims.map(({ id, status, before, after, cause, spentT }) => ({
      claim: id,
      status,
      scoreBefore: before.score,
      scoreAfter: after.score,
      cause,
      spentT,
    })),
  };
  return documentOf(theCase, "void-audit", "Verification trail", facts, [
    figures(theCase),
    claimsSection(theCase),
    section("recounts", "Logs, counted again", [recountTable(theCase)]),
    links(theCase),
    searches(theCase),
    budget(theCase),
    defects(theCase),
    routing(theCase),
    intake(theCase),
    opinions(theCase),
    consultations(theCase),
  ]);
}

function figures(theCase: Case): Section {
  const judged = lastOwn(theCase, "claims.judged");
  return section("figures", "Figures", [
    ...withheldBlocks(theCase.own, [
      "claims.judged",
      "search.made",
      "argument.examined",
      "claims.routed",
      "intake.examined",
    ]),
    judged === null ? textBlock(notOnRecord(theCase)) : textBlock(...claimFigures(theCase, judged)),
  ]);
}

function claimsSection(theCase: Case): Section {
  const judged = lastOwn(theCase, "claims.judged");
  if (judged === null) return section("claims", "Every claim", [textBlock(notOnRecord(theCase))]);
  const { body, sequence } = judged;
  return section("claims", "Every claim", [
    tableBlock(
      `Claims: ${body.claims.length}`,
      ["claim", "text", "material", "status", "before", "after", "groups", "repair", "T spent", "cause"],
      body.claims.map((claim) => claimRow(theCase, claim, sequence)),
      [sequence],
    ),
  ]);
}

function claimRow(theCase: Case, claim: ClaimRecord, sequence: number): Row {
  const { id, text, material, status, before, after, spentT } = claim;
  return row(
    [sequence],
    [
      id,
      text,
      yesNo(material),
      status,
      `${share(before.score)} (for ${share(before.support)}, against ${share(before.refutation)})`,
      `${share(after.score)} (for ${share(after.support)}, against ${share(after.refutation)})`,
      String(after.supportingGroups),
      repairWords(claim),
      String(spentT),
      causeWords(theCase, claim),
    ],
    `claim-${id}`,
  );
}

function links(theCase: Case): Section {
  const judged = lastOwn(theCase, "claims.judged");
  if (judged === null) return section("links", "Every link and its weight", [textBlock(notOnRecord(theCase))]);
  const { body, sequence } = judged;
  const all = body.claims.flatMap((claim) => claim.links.map((link) => ({ claim: claim.id, link })));
  return section("links", "Every link and its weight", [
    tableBlock(
      `Links: ${all.length}`,
      ["claim", "source", "stance", "method", "group", "weight", "quote found", "confirmed by", "of repair", "quote"],
      all.map(({ claim, link }) => linkRow(claim, link, sequence)),
      [sequence],
    ),
  ]);
}

const linkRow = (
  claim: string,
  { link, group, weight, isQuoteFound, isOfRepair }: WeighedLink,
  sequence: number,
): Row =>
  row(
    [sequence],
    [
      { text: claim, to: `#claim-${claim}` },
      { text: link.source, to: `risk-report.html#source-${link.source}` },
      link.stance,
      link.method,
      group,
      share(weight),
      yesNo(isQuoteFound),
      link.confirmedBy ?? "nobody",
      yesNo(isOfRepair),
      link.quote,
    ],
  );

function searches(theCase: Case): Section {
  const made = entriesOf(theCase.own, "search.made");
  return section("searches", "Searches, for and against", [
    made.length === 0
      ? textBlock(notOnRecord(theCase))
      : tableBlock(
          "Searches",
          ["claim", "round", "paid", "query for", "found for", "query against", "found against"],
          made.flatMap(({ body, sequence }) =>
            body.searches.map(({ claim, round, supportQuery, refuteQuery, forIt, against }) =>
              row(
                [sequence],
                [
                  claim,
                  round,
                  yesNo(body.isPaid),
                  supportQuery,
                  `${forIt.length}: ${listed(forIt.map(({ source, offset }) => `${source} at ${offset}`))}`,
                  refuteQuery,
                  `${against.length}: ${listed(against.map(({ source, offset }) => `${source} at ${offset}`))}`,
                ],
              ),
            ),
          ),
        ),
  ]);
}

function budget(theCase: Case): Section {
  const changed = entriesOf(theCase.own, "budget.changed");
  return section("budget", "T spent", [
    ...withheldBlocks(theCase.own, ["budget.changed"]),
    changed.length === 0
      ? textBlock(notOnRecord(theCase))
      : tableBlock(
          "Account",
          ["entry", "kind", "T", "for", "balance"],
          changed.flatMap(({ body, sequence }) =>
            body.entries.map(({ key, kind, amount, reason, balance }) =>
              row([sequence], [key, kind, String(amount), reason, String(balance)]),
            ),
          ),
        ),
  ]);
}

function defects(theCase: Case): Section {
  const examined = lastOwn(theCase, "argument.examined");
  if (examined === null) return section("argument", "Argument", [textBlock(notOnRecord(theCase))]);
  const { defects: found, rulesRun } = examined.body;
  if (found.length === 0)
    return section("argument", "Argument", [
      textBlock({ text: `No rule fired (${rulesRun} rules).`, records: [examined.sequence] }),
    ]);
  return section("argument", "Argument", [
    tableBlock(
      `Defects of argument: ${found.length}, by ${rulesRun} rules`,
      ["rule", "severity", "place", "claims", "words", "why", "cure"],
      found.map(({ rule, severity, place, claims, span, why, cure }) =>
        row([examined.sequence], [rule, severity, place, listed(claims), listed(span, "a structure"), why, cure]),
      ),
    ),
  ]);
}

function routing(theCase: Case): Section {
  const routed = lastOwn(theCase, "claims.routed");
  if (routed === null)
    return section("routing", "Checkers and the information firewall", [textBlock(notOnRecord(theCase))]);
  const { routes, load, denied, findings, latentFirewall } = routed.body;
  return section("routing", "Checkers and the information firewall", [
    textBlock({
      text: `Load: ${listed(load.map(({ expert, claims }) => `${expert} ${claims}`))}. Firewall inside the subject: ${latentFirewall === null ? "not measured" : `measured by ${latentFirewall}`}.`,
      records: [routed.sequence],
    }),
    tableBlock(
      `Routes: ${routes.length}`,
      ["claim", "checkers"],
      routes.map(({ claim, experts }) => row([routed.sequence], [claim, experts.join(", ")])),
      [routed.sequence],
    ),
    tableBlock(
      `Denied flows: ${denied.length}`,
      ["to", "field", "label"],
      denied.map(({ to, field, label }) => row([routed.sequence], [to, field, label])),
      [routed.sequence],
    ),
    tableBlock(
      `What the checkers said: ${findings.length}`,
      ["claim", "checker", "severity", "why"],
      findings.map(({ claim, expert, severity, why }) => row([routed.sequence], [claim, expert, severity, why])),
      [routed.sequence],
    ),
  ]);
}

function intake(theCase: Case): Section {
  const examined = lastOwn(theCase, "intake.examined");
  if (examined === null) return section("intake", "Intake", [textBlock(notOnRecord(theCase))]);
  const { items, faults, rules } = examined.body;
  return section("intake", "Intake", [
    textBlock({
      text: `${items.length} items that intake had something to say of, by the rules ${rules}; faults of structure: ${listed(faults)}.`,
      records: [examined.sequence],
    }),
    tableBlock(
      `Items: ${items.length}`,
      ["item", "verdict", "hits", "digest"],
      items.map(({ item, verdict, reasons, digest }) =>
        row(
          [examined.sequence],
          [item, verdict, listed(reasons.map(({ rule, severity }) => `${rule} (${severity})`)), digest],
        ),
      ),
      [examined.sequence],
    ),
  ]);
}

/** Answers of models: they support nothing, and what they say against a claim counts a little. */
const opinions = (theCase: Case): Section =>
  section(
    "opinions",
    "Opinions of models",
    historyTable(
      theCase,
      "opinion.imported",
      "Opinions",
      ["model", "prompt", "answer", "links"],
      ({ sequence, body }) => row([sequence], [body.model, body.prompt, body.answer, String(body.links.length)]),
    ),
  );

/** Whether models that were asked could answer: one that failed has found nothing, and that is not the same as nothing to find. */
const consultations = (theCase: Case): Section =>
  section(
    "consultations",
    "Models that were asked",
    historyTable(
      theCase,
      "model.consulted",
      "Consultations",
      ["evaluation", "answers", "failures", "not sent", "defects", "opinions without effect"],
      ({ record, sequence, body }) =>
        row(
          [sequence],
          [
            record.evaluation ?? "none",
            String(body.answers),
            listed(body.failures),
            listed(body.withheld),
            String(body.defects.length),
            String(body.unused.length),
          ],
        ),
    ),
  );
