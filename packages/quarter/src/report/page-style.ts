/** Light and dark by the reader's own setting; readable on a phone. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1b2430; --paper: #fff; --faint: #5f6b79; --line: #dfe4ea; --panel: #f5f7f9; --full: #00845f; --research: #b98900; --paused: #a3adb8; --held: #7b5ea7; --cut: #c2410c; --accent: #0b62a3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ecf2; --paper: #11161c; --faint: #a0acba; --line: #2b343f; --panel: #1a212a; --full: #2fbf92; --research: #e0b53c; --paused: #5d6874; --held: #a98be0; --cut: #f2794b; --accent: #6cb4ee; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 980px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 8px; } h2 { font-size: 20px; margin: 44px 0 8px; line-height: 1.3; } h2 .day { color: var(--faint); font-weight: 400; font-size: 15px; }
p { max-width: 70ch; } .lead { font-size: 18px; } a { color: var(--accent); } a.entry { font-variant-numeric: tabular-nums; text-decoration: none; } a.entry:hover { text-decoration: underline; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(124px, 1fr)); gap: 10px; margin: 20px 0; padding: 0; list-style: none; }
.tiles li { background: var(--panel); border-radius: 8px; padding: 10px 12px; } .tiles b { display: block; font-size: 18px; font-variant-numeric: tabular-nums; } .tiles span { color: var(--faint); font-size: 14px; }
figure { margin: 18px 0; } figcaption { color: var(--faint); font-size: 14px; } figcaption b { color: var(--ink); }
.wide { overflow-x: auto; } .wide svg { min-width: 760px; } .bars { overflow-x: auto; } .bars svg { min-width: 520px; max-width: 720px; }
svg { width: 100%; height: auto; display: block; } svg text { font: 12px system-ui, sans-serif; fill: var(--ink); } svg .tick { fill: var(--faint); font-size: 11px; } svg .lab { font-weight: 600; }
.grid { stroke: var(--line); } .series { fill: none; stroke-width: 2; } .series.available { stroke: var(--full); } .series.used { stroke: var(--cut); stroke-dasharray: 5 3; } .series.bound { stroke: var(--ink); stroke-width: 1.5; } .dot { fill: var(--ink); }
.band.full, .bar.full { fill: var(--full); } .band.research, .bar.research { fill: var(--research); } .band.paused, .bar.paused { fill: var(--paused); } .band.held { fill: var(--held); } .band.cut, .bar.cut { fill: var(--cut); }
.stripe { opacity: .16; } .stripe.full { fill: var(--full); } .stripe.research { fill: var(--research); } .stripe.paused { fill: var(--paused); } .stripe.cut { fill: var(--cut); }
.cross { stroke: var(--cut); stroke-width: 2.5; } .kill { stroke: var(--cut); stroke-width: 2; stroke-dasharray: 4 3; }
.chapter-line { stroke: var(--faint); stroke-dasharray: 2 4; } .chapter-dot { fill: var(--accent); } svg .chapter-number { fill: var(--paper); font-size: 11px; font-weight: 600; }
.grid-of-plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); gap: 18px; } .grid-of-plots.narrow { grid-template-columns: repeat(auto-fill, minmax(180px, 1fr)); gap: 14px; } .small { margin: 0; align-self: end; }
.key { display: flex; flex-wrap: wrap; gap: 6px 18px; color: var(--faint); font-size: 14px; padding: 0; list-style: none; margin: 8px 0; } .key i { display: inline-block; width: 12px; height: 12px; border-radius: 2px; margin-right: 6px; vertical-align: -1px; }
.key .full { background: var(--full); } .key .research { background: var(--research); } .key .paused { background: var(--paused); } .key .held { background: var(--held); } .key .cut { background: var(--cut); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin: 12px 0; } th, td { text-align: left; vertical-align: top; padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; overflow-wrap: anywhere; } th { color: var(--faint); font-weight: 500; overflow-wrap: normal; } td:first-child { min-width: 110px; } td.links { min-width: 84px; color: var(--faint); font-size: 14px; }
pre { padding: 12px; overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; font-size: 13px; } details { border-bottom: 1px solid var(--line); padding: 6px 0; } summary { cursor: pointer; overflow-wrap: anywhere; } summary .when { color: var(--faint); } details:target { background: var(--panel); }
.refusals { list-style: none; padding: 0; } .refusals li { padding: 8px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; } .refusals span { color: var(--faint); font-size: 14px; }
@media (max-width: 480px) { main { padding: 20px 16px 48px; } h1 { font-size: 25px; } .lead { font-size: 17px; } th, td { padding-right: 10px; } td:first-child { min-width: 92px; } td.links { min-width: 64px; } }
`;
