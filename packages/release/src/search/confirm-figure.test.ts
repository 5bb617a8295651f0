import { expect, test } from "vitest";
import { claimOf, digestFor, evaluationOf, figureOf, recountOf, sourceOf } from "../../test/argument/made-case.ts";
import { confirmFigure } from "./confirm-figure.ts";

const CLAIM = claimOf("c-1", { figure: figureOf("e-1") });
const logOf = (id: string) => sourceOf(`s-${id}`, { digest: digestFor(`log ${id}`), file: `logs/${id}.jsonl` });

/** Two entries whose logs come from one voice, unless `groups` differ. */
const linksOf = (successes: number, name: string, groups: readonly [string, string] = ["g", "g"]) =>
  confirmFigure(CLAIM, {
    evaluations: [evaluationOf("e-1"), evaluationOf("e-2", { name })],
    recounts: new Map([
      ["e-1", recountOf("e-1")],
      ["e-2", recountOf("e-2", { successes })],
    ]),
    sources: [logOf("e-1"), logOf("e-2")],
    textOf: (source) => ({ text: `a log of trials, ${source.id}`, isMarkup: false }),
    groupOf: ({ id }) => (id === "s-e-1" ? groups[0] : groups[1]),
  }).map(({ source, stance, method }) => `${source} ${stance} ${method}`);

test("RS-442 A65 what fails over all runs of one evaluation is shown by none of its entries, also where one voice gives both", () => {
  expect(linksOf(388, "Evaluation e-1")).toEqual(["s-e-1 supports measurement"]);
  expect(linksOf(0, "evaluation  E-1")).toEqual(["s-e-1 refutes measurement", "s-e-2 refutes measurement"]);
  expect(linksOf(0, "Another")).toEqual(["s-e-1 supports measurement"]);
  expect(linksOf(388, "Evaluation e-1", ["g", "h"])).toEqual([
    "s-e-1 supports measurement",
    "s-e-2 supports reproduction",
  ]);
});

test("RS-442 A65 what all entries together leave open is shown by no other entry either", () => {
  const [own, other] = [recountOf("e-1", { successes: 280, undecided: 120 }), recountOf("e-2")];
  const links = confirmFigure(CLAIM, {
    evaluations: [evaluationOf("e-1"), evaluationOf("e-2", { name: "Evaluation e-1" })],
    recounts: new Map([own, other].map((each) => [each.evaluation, each])),
    sources: [logOf("e-1"), logOf("e-2")],
    textOf: (source) => ({ text: `a log of trials, ${source.id}`, isMarkup: false }),
    groupOf: ({ id }) => id,
  });
  expect(links).toEqual([]);
});

test("RS-443 A65 a figure of an id that stands twice is confirmed by nothing", () => {
  const links = confirmFigure(CLAIM, {
    evaluations: [evaluationOf("e-1"), evaluationOf("e-1", { name: "Another" })],
    recounts: new Map([["e-1", recountOf("e-1")]]),
    sources: [logOf("e-1")],
    textOf: () => ({ text: "a log of trials", isMarkup: false }),
    groupOf: ({ id }) => id,
  });
  expect(links).toEqual([]);
});
