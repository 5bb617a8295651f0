import { type Case, lastOwn, notOnRecord, withheldBlocks } from "../case.ts";
import { type Block, type Curve, type Section, section, textBlock } from "../document.ts";
import { counted, sentence, share } from "../words.ts";

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
  const { index, engineIndex, lowest, series } = read.body;
  const said = textBlock({
    text: `Index ${share(index)} of the subject, fixed by ${lowest ?? "no signal"}; ${share(engineIndex)} of the evaluator. The lower one counts.`,
    records: [read.sequence],
  });
  if (series.length === 0)
    return [said, textBlock({ text: "No series of the index is on record: n = 0.", records: [read.sequence] })];
  return [said, { block: "curve", ...stabilityCurve(theCase, series, read.sequence) }];
}

export const stabilityCurve = ({ material }: Case, series: readonly number[], sequence: number): Curve => ({
  caption: "Stability index by cycle",
  xLabel: "cycle",
  n: series.length,
  lines: [{ name: "index", points: series.map((value, place) => [place + 1, value]) }],
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
