/** Light and dark by the reader's own setting. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1b2430; --paper: #fff; --faint: #6b7684; --line: #dfe4ea; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ecf2; --paper: #12171d; --faint: #9aa6b4; --line: #2b343f; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 920px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 28px; margin: 0 0 8px; } h2 { font-size: 18px; margin: 32px 0 8px; }
.lead { font-size: 18px; } figure { margin: 24px 0; }
svg { width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
.tick, .axis, .stripe-label { fill: var(--faint) !important; } .grid { stroke: var(--line); }
.stripe.full { fill: #009e7322; } .stripe.research { fill: #f0e44233; } .stripe.paused { fill: #e69f0026; } .stripe.cut { fill: #d55e0026; }
.series { fill: none; stroke-width: 2; } .mark { stroke: #c1121f; stroke-width: 2; stroke-dasharray: 5 3; } .mark-label { fill: #c1121f !important; font-weight: 600 !important; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
th { color: var(--faint); font-weight: 500; } pre { padding: 12px; overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; font-size: 13px; }
td.full { color: #009e73; } td.research { color: #b58900; } td.paused, td.cut { color: #c1121f; }
`;
