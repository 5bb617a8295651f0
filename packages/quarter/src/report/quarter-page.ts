import type { ToldChapter } from "../chapters/chapter.ts";
import { dayOf, QUARTER, QUARTER_DAYS } from "../plan/calendar.ts";
import type { Refused } from "../site/story-site.ts";
import type { ToldQuarter } from "../tell-quarter.ts";
import { SHADE_WORDS } from "./bands.ts";
import { boundPlots } from "./bound-plots.ts";
import { chapterPlot } from "./chapter-plots.ts";
import { trialsIn } from "./counts.ts";
import { entryAppendix } from "./entry-appendix.ts";
import { entryLink, entryLinks, escapeHtml } from "./markup.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { timeline } from "./timeline.ts";
import { walletPlots } from "./wallets.ts";

/** The whole quarter as one page: no script, no font and no address outside of it. */
export function quarterPage(told: ToldQuarter): string {
  const { plan, view, chapters, refusals } = told;
  const body = [
    head(told),
    overview(told),
    ...chapters.map((chapter, place) => chapterText(chapter, place, told)),
    section(
      "wallets",
      "Six wallets",
      WALLET_WORDS,
      walletPlots(
        view,
        plan.labs.map(({ lab }) => lab),
      ),
    ),
    section("bounds", "What was proven of each model", BOUND_WORDS, boundPlots(view, plan)),
    section("refusals", "What was refused", REFUSAL_WORDS, refusalList(refusals)),
    section("check", "Check it yourself", CHECK_WORDS, `<pre>${escapeHtml(CHECK_COMMANDS)}</pre>`),
  ].join("\n");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>A quarter in the life, seed ${plan.seed}</title><style>${PAGE_STYLE}</style></head>
<body><main>${body}
${section("entries", "Entries that this page speaks of", ENTRY_WORDS, entryAppendix(view, body))}
</main></body></html>
`;
}

const WALLET_WORDS =
  "CU by day, folded from the transfers in the ledger. The full line is what was available, the dashed one what was bound or spent.";
const BOUND_WORDS =
  "Each dot is a set of eight windows: the lower bound that it proves in its worst cell, at the error rate of that attempt at the highest claim, and no lower than the claim that the kernel took as proven. Behind it the bands: from 0.99 on full power, from 0.95 on a fifth, below that none. The scale is logarithmic in what is left to doubt.";
const REFUSAL_WORDS =
  "A refusal is an answer and writes nothing: the entries in the ledger were counted before and after each. These commands were signed and well formed, and the kernel said no.";
const CHECK_WORDS =
  "The folder auditor beside this page holds all that is public, and the keys. The mesh that the fourth command names must be the one in auditor/keys/mesh.id. The last command gives exit code 1: in that copy one failed trial was made to disappear, and the checksums were mended.";
const ENTRY_WORDS = "As they stand in the ledger, pretty-printed. Of the longest only the beginning is shown.";

const CHECK_COMMANDS = `plimsoll-verify auditor/ledger --key auditor/keys/ledger.pub.pem
plimsoll-verify auditor/before-the-loss --key auditor/keys/before.pub.pem
plimsoll-verify auditor/releases --key auditor/keys/releases.pub.pem
plimsoll-verify mesh --genesis auditor/mesh/genesis.cbor --events auditor/mesh/events.bin --certificate auditor/mesh/certificate.cbor
plimsoll release verify-pack auditor/pack --key auditor/keys/releases.pub.pem
plimsoll-verify auditor/tampered --key auditor/keys/ledger.pub.pem`;

const section = (id: string, title: string, words: string, content: string): string =>
  `<section id="${id}"><h2>${title}</h2><p>${words}</p>${content}</section>`;

function head({ plan, view, root }: ToldQuarter): string {
  const models = new Set(view.of("run.started").map(({ entry }) => entry.lineage)).size;
  return `<h1>A quarter in the life</h1>
<p class="lead">${plan.labs.length} labs, ${models} models, ${QUARTER_DAYS} simulated days. The labs, the models and their trials come from seed ${plan.seed}; the kernel, the ledgers, the signatures, the mesh, the release desk and the verifier are the ones that ship. What is said of runs, wallets and models was computed from the ledger that the separate verifier checked, whose root is <code>${root.slice(0, 16)}…</code></p>`;
}

function overview(told: ToldQuarter): string {
  const { view, plan, chapters } = told;
  return `${tiles(told)}
<figure class="wide" tabindex="0" role="group" aria-label="The quarter, model by model">${timeline(view, plan, chapters)}
<figcaption>${QUARTER}, model by model: the power that the kernel's state gave its run at each moment, from start to end, computed again from the ledger. It falls by the clock alone, too, when what was shown is a day old or a meter is silent for half a minute. What lasts less than a few hours is drawn that wide. Numbers on top are the chapters below, but for the last two, which come after the quarter; a cross is a kill.</figcaption></figure>
<ul class="key">${Object.entries(SHADE_WORDS)
    .map(([shade, words]) => `<li><i class="${shade}"></i>${words}</li>`)
    .join("")}</ul>`;
}

function tiles({ view, refusals }: ToldQuarter): string {
  const rows: readonly (readonly [string, number])[] = [
    ["entries", view.entries.length],
    ["runs", view.of("run.started").length],
    ["window sets", view.of("windows.closed").length],
    ["trials", trialsIn(view)],
    ["leases", view.of("lease.granted").length],
    ["kills", view.of("kill.ordered").length],
    ["refusals", refusals.length],
  ];
  return `<ul class="tiles">${rows.map(([word, count]) => `<li><b>${count.toLocaleString("en")}</b><span>${word}</span></li>`).join("")}</ul>`;
}

function chapterText(
  { id, title, lead, facts, fromDay, firstEntry, endEntry }: ToldChapter,
  place: number,
  { view }: ToldQuarter,
): string {
  const entries = endEntry > firstEntry ? `, entries ${entryLink(firstEntry)} to ${entryLink(endEntry - 1)}` : "";
  const rows = facts.map(
    ({ label, value, entries: on }) =>
      `<tr><td>${escapeHtml(label)}</td><td>${escapeHtml(value)}</td><td class="links">${entryLinks(on)}</td></tr>`,
  );
  return `<section id="${id}"><h2>${place + 1}. ${escapeHtml(title)} <span class="day">day ${Math.floor(fromDay)}${entries}</span></h2>
<p>${escapeHtml(lead)}</p>${chapterPlot(id, view)}
<div class="scroll"><table><thead><tr><th>what</th><th>found</th><th>entries</th></tr></thead><tbody>${rows.join("")}</tbody></table></div></section>`;
}

const refusalList = (refusals: readonly Refused[]): string =>
  `<ul class="refusals">${refusals.map(refusalItem).join("")}</ul>`;

const refusalItem = ({ code, command, expected, received, atMs, entries }: Refused): string =>
  `<li><b>${code}</b> <span>day ${Math.floor(dayOf(atMs))}, ${escapeHtml(command.type)}, ${entries.toLocaleString("en")} entries before and after</span><br>` +
  `expected ${escapeHtml(expected)}; got ${escapeHtml(received)}</li>`;
