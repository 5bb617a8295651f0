/** Light and dark by the reader's own setting, one column, and nothing lost on paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1b2430; --paper: #fff; --faint: #5a6572; --line: #d5dbe2; --panel: #f5f7f9; --shown: #b00d1c; --open: #7a5200; --fine: #006b4a; --link: #0b5cab; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ecf2; --paper: #12171d; --faint: #9aa6b4; --line: #2f3945; --panel: #1a2129; --shown: #ff8a8a; --open: #f0c04a; --fine: #4cc99b; --link: #7db8f5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
main { max-width: 1040px; margin: 0 auto; padding: 28px 20px 64px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; } h2 { font-size: 20px; margin: 36px 0 8px; } h3 { font-size: 16px; margin: 14px 0 4px; }
p { margin: 6px 0; } a { color: var(--link); } :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; } :target { background: var(--panel); outline: 2px solid var(--link); }
.about, .asks, figcaption, .rests, footer { color: var(--faint); font-size: 14px; } .rests a { color: var(--faint); } .long { overflow-wrap: anywhere; } small { color: var(--faint); overflow-wrap: anywhere; } code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
#answer { margin: 20px 0; padding: 4px 20px 14px; border: 1px solid var(--line); border-left: 8px solid var(--faint); background: var(--panel); } #answer h2 { margin: 12px 0 6px; font-size: 24px; }
#answer.red { border-left-color: var(--shown); } #answer.yellow { border-left: 8px dashed var(--open); } #answer.green { border-left: 8px double var(--fine); }
.reason { margin: 10px 0; padding: 6px 16px 10px; border: 1px solid var(--line); } .reason.violation { border-left: 6px solid var(--shown); } .reason.unproven { border-left: 6px dashed var(--open); } .reason.condition { border-left: 6px dotted var(--faint); }
.family { font-weight: 700; } .violation .family { color: var(--shown); } .unproven .family { color: var(--open); }
.warning { border: 2px dashed var(--open); padding: 4px 14px; margin: 10px 0; } figure { margin: 12px 0; } .scroll { overflow-x: auto; background: linear-gradient(to right, var(--paper) 24px, transparent 48px) local, linear-gradient(to left, var(--paper) 24px, transparent 48px) local, linear-gradient(to right, var(--line), transparent 12px), linear-gradient(to left, var(--line), transparent 12px); }
table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 1.4; } th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; } thead th { color: var(--faint); font-weight: 500; } tbody th { font-weight: 500; }
svg { display: block; width: 100%; max-width: 720px; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: var(--ink); } svg .tick { fill: var(--faint); } .grid { stroke: var(--line); } .limit { stroke: var(--shown); stroke-dasharray: 5 3; } svg .limit-name { fill: var(--shown); }
.dot { fill: var(--link); } .line { fill: none; stroke: var(--link); stroke-width: 2.5; } .line-1 { stroke-dasharray: 7 4; } .line-2 { stroke-dasharray: 2 4; } nav ol { columns: 2; font-size: 14px; margin: 6px 0; padding-left: 22px; }
@media (max-width: 700px) { main { padding: 18px 12px 40px; } nav ol { columns: 1; } }
@media print { :root { --ink: #000; --paper: #fff; --faint: #444; --line: #bbb; --panel: #fff; --shown: #b00d1c; --open: #7a5200; --fine: #006b4a; --link: #000; } body { font-size: 10.5pt; } main { max-width: none; padding: 0; } nav { display: none; } .scroll { overflow: visible; } table { font-size: 8.5pt; } tr, .reason, figure.curve { break-inside: avoid; } h2, h3, figcaption { break-after: avoid; } }
`;
