/** Light and dark by the reader's own setting; one column on a phone; on paper without what only a screen can do. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1b2430; --paper: #fff; --faint: #5a6572; --line: #dfe4ea; --panel: #f5f7f9; --good: #006b4a; --bad: #b00d1c; --part: #7a5200;
  --r0: #0072b2; --r1: #b86e00; --r2: #a1467c; --path: #0072b2; --focus: #0072b2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ecf2; --paper: #12171d; --faint: #9aa6b4; --line: #2b343f; --panel: #1a2129; --good: #4cc99b; --bad: #ff8080; --part: #f0c04a;
  --r0: #56b4e9; --r1: #e69f00; --r2: #e69bc6; --path: #56b4e9; --focus: #56b4e9; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 28px; line-height: 1.25; margin: 0 0 4px; } h2 { font-size: 21px; margin: 40px 0 10px; } h3 { font-size: 17px; margin: 26px 0 6px; }
small { color: var(--faint); font-weight: 400; } .lead { font-size: 18px; margin: 6px 0; } code { font: 0.9em ui-monospace, monospace; }
.mark { font-weight: 600; } td .mark { white-space: nowrap; } .even { white-space: nowrap; } .mark.good { color: var(--good); } .mark.bad { color: var(--bad); } .mark.part { color: var(--part); } .mark.open { color: var(--faint); }
.verdict { margin: 24px 0; padding: 16px 20px; border: 1px solid var(--line); border-left: 6px solid var(--faint); border-radius: 8px; background: var(--panel); }
.verdict.good { border-left-color: var(--good); } .verdict.bad { border-left-color: var(--bad); } .verdict.open { border-left-style: dashed; }
.verdict h2 { margin: 0; font-size: 26px; } .verdict h3 { margin: 12px 0 2px; } .reasons { margin: 0; padding-left: 22px; }
.stages { list-style: none; counter-reset: stage; display: grid; grid-template-columns: repeat(6, 1fr); gap: 8px; margin: 0; padding: 0; }
.stages li { counter-increment: stage; padding: 8px 10px; border: 1px solid var(--line); border-top: 4px solid var(--faint); border-radius: 6px; font-size: 14px; line-height: 1.4; }
.stages li.good { border-top-color: var(--good); } .stages li.bad { border-top-color: var(--bad); } .stages li.part { border-top-color: var(--part); } .stages li.open { border-style: dashed; }
.stage-name { display: block; } .stage-name::before { content: counter(stage) ". "; color: var(--faint); }
.player { display: grid; grid-template-columns: minmax(0, 440px) minmax(0, 1fr); gap: 24px; align-items: start; }
.map-side { border-radius: 8px; } svg { display: block; width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
.floor { fill: var(--panel); stroke: var(--line); } .place rect { fill: var(--panel); stroke: var(--faint); stroke-width: 1.5; } .place.zone rect { stroke: var(--r1); stroke-width: 2; }
.place.source rect { stroke: var(--r0); stroke-width: 2; stroke-dasharray: 6 3; } .place.start rect { stroke-dasharray: 2 3; }
.place text { font-weight: 600; } .place .more { font-weight: 400; } .place .tick-served { fill: var(--good); font-size: 17px; visibility: hidden; }
.place.served rect { stroke: var(--good); } .place.served .tick-served { visibility: visible; }
.path-whole, .path-done { fill: none; stroke: var(--path); stroke-linejoin: round; stroke-linecap: round; } .path-whole { stroke-width: 2; stroke-dasharray: 2 5; opacity: 0.75; } .path-done { stroke-width: 3.5; }
.agent { transition: transform 0.14s linear; } .agent .body { fill: var(--ink); stroke: var(--paper); stroke-width: 2.5; } .agent .cargo { fill: var(--paper); font-size: 16px; font-weight: 700; }
.agent .seal { fill: var(--r1); font-size: 20px; stroke: var(--paper); stroke-width: 3; paint-order: stroke; } .alarm { fill: none; stroke: var(--bad); stroke-width: 3.5; stroke-dasharray: 7 4; visibility: hidden; } .alarmed .alarm { visibility: visible; }
.choice, .where { margin: 0 0 8px; } .where { font-size: 18px; }
.facts { display: grid; grid-template-columns: fit-content(8em) 1fr; gap: 2px 14px; margin: 0 0 10px; } .facts dt { color: var(--faint); } .facts dd { margin: 0; }
.note { min-height: 118px; padding: 8px 12px; margin: 0 0 12px; border: 1px dashed var(--line); border-radius: 6px; } .alarmed .note { border: 2px solid var(--bad); }
.note b { display: block; color: var(--bad); } .note span { white-space: pre-line; }
.controls { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; } .controls .play { min-width: 104px; font-weight: 600; } .slider { flex: 1 1 100%; display: flex; gap: 8px; align-items: center; } .slider input { flex: 1; min-width: 0; accent-color: var(--path); }
.hint { color: var(--faint); font-size: 14px; margin: 8px 0 0; }
button, select { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--faint); border-radius: 6px; padding: 5px 12px; min-height: 36px; cursor: pointer; }
button:hover { border-color: var(--ink); } :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.strip { list-style: none; display: grid; grid-template-columns: repeat(20, minmax(0, 1fr)); gap: 4px; margin: 20px 0 8px; padding: 0; }
.episode { width: 100%; padding: 4px 0 3px; display: flex; flex-direction: column; align-items: center; border: 1px solid var(--line); border-top: 6px solid var(--faint); line-height: 1.25; }
.episode-number { font-size: 13px; color: var(--faint); } .episode-end { font-weight: 700; } .episode-end.good { color: var(--good); } .episode-end.bad { color: var(--bad); } .episode-kind { font-size: 12px; white-space: nowrap; }
.episode.regime-0 { border-top-color: var(--r0); } .episode.regime-1 { border-top-color: var(--r1); } .episode.regime-2 { border-top-color: var(--r2); }
.episode[aria-pressed="true"] { border-color: var(--ink); box-shadow: 0 0 0 2px var(--ink); } .episode[aria-pressed="true"] .episode-number { color: var(--ink); font-weight: 700; }
.legend { color: var(--faint); font-size: 14px; display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; margin: 6px 0; } .swatch { color: var(--ink); border: 1px solid var(--line); border-top-width: 4px; border-radius: 4px; padding: 0 6px; font-size: 12px; }
.swatch.regime-0 { border-top-color: var(--r0); } .swatch.regime-1 { border-top-color: var(--r1); } .swatch.regime-2 { border-top-color: var(--r2); }
.jumps { margin: 4px 0; } .jumps button { font-size: 14px; margin: 2px 4px 2px 0; }
.chain { list-style: none; display: flex; flex-wrap: wrap; gap: 8px; margin: 12px 0; padding: 0; } .chain li { display: flex; align-items: center; gap: 8px; } .link { color: var(--faint); font-size: 14px; }
.epoch { border: 2px solid var(--r0); border-radius: 8px; padding: 6px 12px; background: var(--panel); } .epoch.missing { border: 2px dashed var(--line); }
.repairs { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 16px; } .repair { border: 1px solid var(--line); border-radius: 8px; padding: 4px 16px 12px; break-inside: avoid; } .repair h3 { margin-top: 10px; }
.operation { margin: 8px 0 2px; color: var(--faint); } dl.law { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 0 0 12px; padding: 8px 12px; border-radius: 6px; background: var(--panel); } dl.law dt { color: var(--faint); } dl.law dd { margin: 0; }
ins { color: var(--good); font-weight: 600; text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: 3px; }
ul.law { padding-left: 20px; } .strict { border-left: 4px solid var(--part); padding: 4px 12px; background: var(--panel); } .open-note { border: 1px dashed var(--line); border-radius: 6px; padding: 10px 14px; }
.hash { font: 13px ui-monospace, monospace; padding: 1px 6px; min-height: 0; border-color: var(--line); overflow-wrap: anywhere; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 1.45; } figcaption { color: var(--faint); font-size: 14px; } figure.table { margin: 12px 0 14px; }
th, td { text-align: left; vertical-align: top; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; overflow-wrap: normal; } thead th { color: var(--faint); font-weight: 500; vertical-align: bottom; } tbody th { font-weight: 500; } td .halt, td .wide { display: block; min-width: 150px; } td .halt { font-size: 13px; }
.beside td, .beside th { white-space: nowrap; } .halts-title { color: var(--faint); font-size: 14px; margin: 10px 0 0; } .halts { columns: 2; column-gap: 24px; margin: 2px 0; padding-left: 20px; font-size: 13px; } .halts li { break-inside: avoid; }
.actions { overflow-wrap: anywhere; } .actions b { color: var(--part); }
figure { margin: 0; } .beside { display: grid; grid-template-columns: minmax(0, 9fr) minmax(0, 11fr); gap: 24px; align-items: start; } .beside table { font-size: 13px; } .plot { max-width: 560px; } .plot .grid { stroke: var(--line); } .plot .tick, .plot .axis { fill: var(--faint); }
.success-line { fill: none; stroke: var(--r0); stroke-width: 2.5; } .success-point { fill: var(--r0); } .collapse-line { fill: none; stroke: var(--r1); stroke-width: 2; stroke-dasharray: 6 4; } .collapse-point { fill: var(--paper); stroke: var(--r1); stroke-width: 2; }
line.threshold { stroke: var(--bad); stroke-width: 2; } text.threshold { fill: var(--bad); font-weight: 600; } line.first-failure { stroke: var(--part); stroke-width: 2; stroke-dasharray: 2 4; } text.first-failure { fill: var(--part); font-weight: 600; }
summary { cursor: pointer; padding: 4px 0; } footer { margin-top: 48px; color: var(--faint); font-size: 14px; }
@media screen and (max-width: 760px) { main { padding: 20px 14px 48px; } h1 { font-size: 24px; } .player, .beside { grid-template-columns: minmax(0, 1fr); gap: 14px; } .halts { columns: 1; } .stages { grid-template-columns: 1fr; gap: 4px; } .stages li { border-top-width: 1px; border-left: 5px solid var(--faint); display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; }
  .stages li.good { border-top-color: var(--line); border-left-color: var(--good); } .stages li.bad { border-top-color: var(--line); border-left-color: var(--bad); } .stages li.part { border-top-color: var(--line); border-left-color: var(--part); }
  .strip { grid-template-columns: repeat(5, minmax(0, 1fr)); } .chain { flex-direction: column; } .chain li { flex-direction: column; align-items: flex-start; gap: 2px; } button { min-height: 42px; } .hash { min-height: 0; } .note { min-height: 140px; } }
@media (prefers-reduced-motion: reduce) { .agent { transition: none; } }
@media print { :root { --ink: #000; --paper: #fff; --faint: #444; --line: #bbb; --panel: #fff; --good: #006b4a; --bad: #b00d1c; --part: #7a5200; --r0: #0072b2; --r1: #b86e00; --r2: #a1467c; --path: #0072b2; }
  body { font-size: 11pt; } main { max-width: none; padding: 0; } .controls, .hint, .jumps, .choice { display: none; } .scroll { overflow: visible; } table { font-size: 9pt; } tr, .beside, .player, .verdict, .stages li { break-inside: avoid; } h2, h3, figcaption { break-after: avoid; }
  .player { grid-template-columns: 280px minmax(0, 1fr); } .beside { grid-template-columns: minmax(0, 1fr); gap: 4px; } .plot { max-width: 420px; } .halts { columns: 1; } .episode { min-height: 0; } td .halt, td .wide { min-width: 84px; font-size: 8pt; } td .mark { white-space: normal; } th, td { padding-right: 7px; }
  .hash { border: 0; padding: 0; font-size: 0; text-align: left; white-space: normal; word-break: break-all; } .hash::after { content: attr(data-copy); font-size: 7.5pt; overflow-wrap: anywhere; } details::details-content { content-visibility: visible; block-size: auto; } }
`;
