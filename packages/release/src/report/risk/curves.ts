import { type Case, type Entry, lastOwn, notOnRecord, withheldBlocks } from "../case.ts";
import { type Block, type Curve, type Said, type Section, section, textBlock } from "../document.ts";
import { counted, listed, sentence, share } from "../words.ts";

/** Stability and risk, each with the number of readings that it is made of. */
export function curvesSection(theCase: Case): Section {
  return section("curves", "Stability and risk", [
    ...withheldBlocks(theCase.own, ["stability.read", "prediction.made"]),
    ...stability(theCase),
    ...risk(theCase),
  ]);
}

function stability(theCase: Case): readonly Block[] {
  const read = lastOwn(theCase, "stability.read");
  if (read === null) return [textBlock(notOnRecord(theCase))];
  const { index, raw, engineIndex, lowest, series } = read.body;
  const said = textBlock(
    {
      text: `Index ${share(index)} of the subject${raw === index ? "" : ` (${share(raw)} by its signals alone)`}, fixed by ${lowest ?? "no signal"}; ${share(engineIndex)} of the evaluator. The lower one counts.`,
      records: [read.sequence],
    },
    limitSaid(theCase, read),
  );
  if (series.length === 0)
    return [said, textBlock({ text: "No series of the index is on record: n = 0.", records: [read.sequence] })];
  return [said, { block: "curve", ...stabilityCurve(theCase, read) }];
}

/** Why the index that counts may lie below the readings. */
export function limitSaid({ material }: Case, { body, sequence }: Entry<"stability.read">): Said {
  const { passiveRecovery, recovery } = material.policy.stability;
  const unread =
    body.unread.length === 0
      ? ""
      : ` Here ${listed(body.unread)} ${body.unread.length === 1 ? "was" : "were"} not read and count 0.`;
  return {
    text: `From one evaluation to the next the index falls at once and rises by at most ${share(passiveRecovery)} an hour, ${share(recovery)} in a pause; an evaluation with unread signals does not enter that series.${unread}`,
    records: [sequence],
  };
}

/** The readings of the dossier, and at their end the index that counts. */
export const stabilityCurve = ({ material }: Case, { body, sequence }: Entry<"stability.read">): Curve => ({
  caption: "Stability index by reading",
  xLabel: "reading",
  n: body.series.length,
  lines: [
    { name: "readings", points: body.series.map((value, place) => [place + 1, value]) },
    { name: "index that counts", points: [[body.series.length, body.index]] },
  ],
  marks: [
    { name: "critical", share: material.policy.stability.critical },
    { name: "resume", share: material.policy.stability.resume },
  ],
  records: [sequence],
});

function risk(theCase: Case): readonly Block[] {
  const made = lastOwn(theCase, "prediction.made");
  if (made === null) return [];
  const { prediction, why, incidents } = made.body;
  if (prediction === null)
    return [textBlock({ text: `The risk of failure was not predicted: ${sentence(why)}`, records: [made.sequence] })];
  const curve = (name: string, of: "either" | "cascade" | "brittle"): Curve["lines"][number] => ({
    name,
    points: prediction.within.map((each) => [each.cycles, each[of]]),
  });
  return [
    textBlock({
      text: `Failure within ${prediction.within.map(({ cycles, either }) => `${cycles} cycles ${share(either)}`).join(", ")}; from ${counted(prediction.cycles, "cycle")} and ${counted(incidents, "incident")}, rounded up.`,
      records: [made.sequence],
    }),
    {
      block: "curve",
      caption: "Predicted chance of failure by horizon",
      xLabel: "cycles ahead",
      n: prediction.cycles,
      lines: [curve("either", "either"), curve("cascade", "cascade"), curve("sudden", "brittle")],
      marks: [{ name: "ceiling", share: theCase.material.policy.arbitration.ceiling }],
      records: [made.sequence],
    },
  ];
}
