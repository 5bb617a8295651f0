import type { CollapseStudy } from "@plimsoll/simulation";
import { alignedTable } from "../../cluster-tools/aligned-table.ts";

type Row = CollapseStudy["rows"][number];

/** The table of all runs, then that of runs with as much dirt. */
export const forecastText = ({ runs, collapsed, leftOut, rows, matched }: CollapseStudy): string =>
  [
    `${runs} runs, ${collapsed} of which collapsed; ${leftOut} more collapsed too early to be foreseen\n`,
    `Area under the ROC curve [95 %]\n${tableOf(rows)}`,
    matched.length === 0
      ? "Too few runs to match by level of dirt.\n"
      : `The same, of pairs in one world with as much dirt at the moment of the forecast\n${tableOf(matched)}`,
  ].join("\n");

function tableOf(rows: readonly Row[]): string {
  const shares = [...new Set(rows.map(({ share }) => share))];
  const names = [...new Set(rows.map(({ forecaster }) => forecaster))];
  const cell = (name: string, share: number): string => {
    const row = rows.find((each) => each.forecaster === name && each.share === share);
    return row === undefined ? "" : areaText(row);
  };
  return alignedTable([
    ["forecast", ...shares.map((share) => `${Math.round(share * 100)} % of the way`)],
    ...names.map((name) => [name, ...shares.map((share) => cell(name, share))]),
  ]);
}

const areaText = ({ area: { estimate, low, high } }: Row): string =>
  `${estimate.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;

/** One line for each figure, then the summary. */
export const forecastLines = (study: CollapseStudy): readonly object[] => [
  ...study.rows.map((row) => ({ type: "forecast", ...row })),
  ...study.matched.map((row) => ({ type: "matched-forecast", ...row })),
  summaryLine(study),
];

const summaryLine = ({ plan, runs, collapsed, leftOut, rows, digest }: CollapseStudy) => ({
  type: "summary",
  ok: true,
  plan,
  runs,
  collapsed,
  leftOut,
  areas: rows.map(({ share, forecaster, area }) => ({ share, forecaster, ...area })),
  digest,
});
