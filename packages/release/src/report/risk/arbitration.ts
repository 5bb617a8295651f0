import { type Case, lastOwn, notOnRecord, withheldBlocks } from "../case.ts";
import { criteriaTable } from "./criteria.ts";
import { type Block, listBlock, row, type Said, type Section, section, tableBlock, textBlock } from "../document.ts";
import { listed, sentence, share, shareOrNone, yesNo } from "../words.ts";

/** What the mission bore, criterion by criterion, and the order that followed. The transcript has all cycles. */
export function arbitrationSection(theCase: Case): Section {
  const made = lastOwn(theCase, "arbitration.made");
  const withheld = withheldBlocks(theCase.own, ["arbitration.made", "direction.given"]);
  if (made === null)
    return section("arbitration", "Arbitration", withheld.length > 0 ? withheld : [textBlock(notOnRecord(theCase))]);
  const { arbitration, failure, biasMin, tolerance, wouldChange } = made.body;
  return section("arbitration", "Arbitration", [
    ...withheld,
    textBlock(
      {
        text: `${arbitration.verdict}: ${arbitration.because}. Harmony ${share(arbitration.harmony)}, failure ${shareOrNone(failure, "not predicted")}, bias ${share(arbitration.bias)} of at least ${share(biasMin)}, acceptable failure ${share(arbitration.acceptable)} at a tolerance of ${share(tolerance)}.`,
        records: [made.sequence],
      },
      { text: `What would change it: ${sentence(wouldChange)}`, records: [made.sequence] },
      ...direction(theCase),
    ),
    criteriaTable(theCase),
    hardLines(theCase),
  ]);
}

function direction(theCase: Case) {
  const given = lastOwn(theCase, "direction.given");
  if (given === null) return [];
  const { direction, failure, acceptable } = given.body;
  const order =
    direction === null ? "No new direction was given" : `Order ${direction.directive}: ${direction.because}`;
  return [
    {
      text: `${order} (failure ${shareOrNone(failure, "not predicted")}, acceptable ${share(acceptable)}).`,
      records: [given.sequence],
    },
    ...standingShare(theCase),
  ];
}

/** How far the levers are turned from now on, whoever ordered it. */
export function standingShare(theCase: Case): readonly Said[] {
  const ordered = lastOwn(theCase, "modulation.ordered");
  if (ordered === null) return [];
  const { share: left, heldCycles, isPaused } = ordered.body.setPoint;
  const held = heldCycles > 0 ? `, held for ${heldCycles} cycles` : "";
  return [
    { text: `The levers stand at ${share(isPaused ? 0 : left)} of full use${held}.`, records: [ordered.sequence] },
  ];
}

export function hardLines(theCase: Case): Block {
  const made = lastOwn(theCase, "arbitration.made");
  if (made === null) return textBlock(notOnRecord(theCase));
  const crossed = made.body.arbitration.hardLines;
  if (crossed.length === 0) return textBlock({ text: "No hard line was crossed.", records: [made.sequence] });
  return listBlock(
    ...crossed.map(({ line, records }) => ({
      text: `Hard line crossed: ${line} (${listed(records, "no record named")}).`,
      records: [made.sequence],
    })),
  );
}

/** Whoever disagreed, with the answer that they got. */
export function dissentSection(theCase: Case): Section {
  const made = lastOwn(theCase, "arbitration.made");
  if (made === null) return section("dissent", "Dissent", [textBlock(notOnRecord(theCase))]);
  const { dissent } = made.body.mission;
  if (dissent.length === 0)
    return section("dissent", "Dissent", [
      textBlock({ text: "None is recorded. That is not the same as none.", records: [made.sequence] }),
    ]);
  return section("dissent", "Dissent", [
    tableBlock(
      `Dissent: ${dissent.length}`,
      ["by", "text", "answered", "answer"],
      dissent.map(({ by, text, answer }) =>
        row([made.sequence], [by, text, yesNo(answer !== ""), answer === "" ? "not answered" : answer]),
      ),
    ),
  ]);
}
