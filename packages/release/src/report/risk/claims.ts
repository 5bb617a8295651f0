import type { ClaimRecord } from "../../record/bodies.ts";
import { precisionText } from "../../verification/coverage.ts";
import { type Case, type Entry, lastOwn, notOnRecord, withheldBlocks } from "../case.ts";
import { type Block, type Row, row, type Said, type Section, section, tableBlock, textBlock } from "../document.ts";
import { counted, share, shareOrNone, yesNo } from "../words.ts";
import { causeWords, repairWords } from "./cause-words.ts";
import { type Rechecks, rechecksOf } from "./rechecks.ts";
import { recountTable } from "./recounts.ts";

/** All claims, material ones first, and the appendix in full. */
export function claimsSection(theCase: Case): Section {
  const judged = lastOwn(theCase, "claims.judged");
  const withheld = withheldBlocks(theCase.own, ["claims.judged"]);
  if (judged === null)
    return section("claims", "Claims", withheld.length > 0 ? withheld : [textBlock(notOnRecord(theCase))]);
  const { claims } = judged.body;
  return section("claims", "Claims", [
    textBlock(...claimFigures(theCase, judged)),
    claimTable(
      "Material claims",
      claims.filter(({ material }) => material),
      judged.sequence,
    ),
    claimTable(
      "Other claims",
      claims.filter(({ material }) => !material),
      judged.sequence,
    ),
    appendix(theCase, judged),
    recountTable(theCase),
  ]);
}

/** Coverage, and what may be said of the precision of verdicts: two figures that are never merged. */
export function claimFigures(
  theCase: Case,
  { body: { claims, coverage }, sequence }: Entry<"claims.judged">,
): readonly Said[] {
  const rechecks = rechecksOf(theCase);
  return [
    { text: `${claims.length} claims: ${countsOf(claims)}.`, records: [sequence] },
    {
      text: `Coverage ${shareOrNone(coverage.share, "of nothing")}: evidence carries ${coverage.carried} of ${coverage.material} material claims. It does not say how often such a verdict is right.`,
      records: [sequence],
    },
    { text: `Precision: ${precisionWords(rechecks)}.`, records: [sequence, ...rechecks.records] },
  ];
}

/** No figure of what is shown in part: the part that is withheld may be the one that did not hold. */
function precisionWords({ recheck, open, isWithheld }: Rechecks): string {
  if (isWithheld) return "not to be said here, for some of the rechecks are withheld";
  return `${precisionText(recheck)}${open === 0 ? "" : `; ${counted(open, "drawn verdict")} reported on by nobody`}`;
}

const STATUSES = ["VERIFIED", "REPAIRED", "REFUTED", "UNRESOLVED_VOID_APPENDIX"] as const;

const countsOf = (claims: readonly ClaimRecord[]): string =>
  STATUSES.map((status) => `${claims.filter((claim) => claim.status === status).length} ${status}`).join(", ");

const claimTable = (caption: string, claims: readonly ClaimRecord[], sequence: number): Block =>
  tableBlock(
    `${caption}: ${claims.length}`,
    ["claim", "text", "kind", "status", "score before", "score after", "repair"],
    claims.map((claim) => claimRow(claim, sequence)),
    [sequence],
  );

function claimRow(claim: ClaimRecord, sequence: number): Row {
  const { id, text, kind, status, before, after } = claim;
  const link = { text: id, to: `void-audit.html#claim-${id}` };
  const scores = [share(before.score), share(after.score)];
  return row([sequence], [link, text, kind, status, ...scores, repairWords(claim)], `claim-${id}`);
}

function appendix(theCase: Case, { body, sequence }: Entry<"claims.judged">): Block {
  const open = body.claims.filter(({ status }) => status === "UNRESOLVED_VOID_APPENDIX");
  return tableBlock(
    `Appendix, in full: ${open.length === 0 ? "claims" : counted(open.length, "claim")} that evidence does not carry`,
    ["claim", "text", "material", "cause", "support", "refutation", "groups", "T spent"],
    open.map((claim) =>
      row(
        [sequence],
        [
          { text: claim.id, to: `void-audit.html#claim-${claim.id}` },
          claim.text,
          yesNo(claim.material),
          causeWords(theCase, claim),
          share(claim.after.support),
          share(claim.after.refutation),
          String(claim.after.supportingGroups),
          String(claim.spentT),
        ],
      ),
    ),
    [sequence],
  );
}

/** Every source that was examined, admissible or not. Its bytes stay where they are; its digest is here. */
export function sourcesSection(theCase: Case): Section {
  const examined = lastOwn(theCase, "sources.examined");
  const withheld = withheldBlocks(theCase.own, ["sources.examined"]);
  if (examined === null)
    return section("sources", "Sources", withheld.length > 0 ? withheld : [textBlock(notOnRecord(theCase))]);
  const { sources, admissible, groups } = examined.body;
  return section("sources", "Sources", [
    textBlock({
      text: `${admissible} of ${sources.length} sources are admissible, in ${groups} independence groups.`,
      records: [examined.sequence],
    }),
    tableBlock(
      `Sources: ${sources.length}`,
      ["source", "from", "group", "bytes", "whole", "intake", "admissible", "of repair", "digest"],
      sources.map((source) =>
        row(
          [examined.sequence],
          [
            source.id,
            source.originOrg,
            source.group,
            String(source.bytes),
            yesNo(source.isWhole),
            source.intake,
            yesNo(source.isAdmissible),
            yesNo(source.isOfRepair),
            source.digest,
          ],
          `source-${source.id}`,
        ),
      ),
      [examined.sequence],
    ),
  ]);
}
