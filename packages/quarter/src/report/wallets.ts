import { MICRO_CU } from "@plimsoll/kernel";
import { scaleLinear } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import { dayOf, QUARTER, QUARTER_DAYS } from "../plan/calendar.ts";
import type { LedgerView } from "../site/ledger-view.ts";
import { dayScale, dayTicks } from "./day-axis.ts";
import { drawing, entryLink, escapeHtml, round, tag } from "./markup.ts";

const WIDTH = 280;
const HEIGHT = 130;
const [LEFT, RIGHT, TOP, BOTTOM] = [34, WIDTH - 8, 10, HEIGHT - 24];

interface Move {
  readonly lab: string;
  readonly quarter: string;
  readonly from: string;
  readonly to: string;
  readonly amountMicroCu: number;
}

/** What a wallet held at a day. */
interface Standing {
  readonly day: number;
  readonly available: number;
  readonly used: number;
  readonly overdraft: number;
  readonly entry: number;
}

/** One small plot for each lab: what was available, and what was bound or spent, in CU by day. */
export const walletPlots = (view: LedgerView, labs: readonly string[]): string => {
  const wallets = labs.map((lab) => ({ lab, standings: standingsOf(view, lab) }));
  const most = Math.max(
    ...wallets.flatMap(({ standings }) => standings.map(({ available, used }) => available + used)),
  );
  return `<div class="grid-of-plots">${wallets.map(({ lab, standings }) => walletPlot(lab, standings, most)).join("")}</div>`;
};

function walletPlot(lab: string, standings: readonly Standing[], most: number): string {
  const x = dayScale(LEFT, RIGHT);
  const y = scaleLinear([0, most], [BOTTOM, TOP]);
  const path = (value: (standing: Standing) => number): string =>
    line<Standing>()
      .x(({ day }) => round(x(day)))
      .y((standing) => round(y(value(standing))))
      .curve(curveStepAfter)([...standings]) ?? "";
  const last = standings.at(-1);
  const svg = drawing(WIDTH, HEIGHT, `Wallet of ${lab} over the quarter, in CU`, [
    dayTicks(x, TOP, BOTTOM, [0, 30, 60, 90]),
    ...y
      .ticks(4)
      .map((tick) =>
        tag("text", { class: "tick", x: LEFT - 6, y: round(y(tick) + 4), "text-anchor": "end" }, String(tick)),
      ),
    tag("path", { class: "series available", d: path(({ available }) => available) }),
    tag("path", { class: "series used", d: path(({ used }) => used) }),
  ]);
  const overdrawn = last === undefined || last.overdraft === 0 ? "" : `, ${number(last.overdraft)} CU of it overdrawn`;
  const words = last === undefined ? "" : `${number(last.used)} CU used${overdrawn} (last: ${entryLink(last.entry)})`;
  return `<figure class="small"><figcaption><b>${escapeHtml(lab)}</b> ${words}</figcaption>${svg}</figure>`;
}

const number = (value: number): string => String(Number(value.toFixed(2)));

/** Folds the transfers of the quarter, entry by entry. What lapses after its end is left out. */
function standingsOf(view: LedgerView, lab: string): Standing[] {
  const balances = { available: 0, used: 0, overdraft: 0 };
  const standings: Standing[] = [];
  for (const { index, entry } of view.entries) {
    if (!("transfers" in entry) || entry.kind === "allocation.lapsed") continue;
    const moves = entry.transfers.filter((move) => move.lab === lab && move.quarter === QUARTER);
    if (moves.length === 0) continue;
    moves.forEach((move) => book(balances, move));
    standings.push({ day: dayOf(entry.at), ...balances, entry: index });
  }
  const last = standings.at(-1);
  return last === undefined ? [] : [...standings, { ...last, day: QUARTER_DAYS }];
}

const USED: ReadonlySet<string> = new Set(["reserved", "posted", "spent"]);

function book(
  balances: { available: number; used: number; overdraft: number },
  { from, to, amountMicroCu }: Move,
): void {
  const cu = amountMicroCu / MICRO_CU;
  if (from === "available") balances.available -= cu;
  if (to === "available") balances.available += cu;
  if (USED.has(from)) balances.used -= cu;
  if (USED.has(to)) balances.used += cu;
  if (from === "overdraft") balances.overdraft += cu;
  if (to === "overdraft") balances.overdraft -= cu;
}
