import { brokenIn, type ScenarioVerdict } from "../verdict/scenario-verdict.ts";
import { verdictText } from "./verdict-table.ts";

/** All scenarios on one page that needs nothing else: no script, no font, no network. */
export const rehearsalPage = (
  title: string,
  parts: readonly { readonly verdict: ScenarioVerdict; readonly timelines: readonly string[] }[],
): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>body{max-width:940px;margin:24px auto;padding:0 16px;font:16px/1.5 system-ui,sans-serif}pre{overflow-x:auto;font-size:13px}svg{max-width:100%;height:auto}.broken{color:#c1121f}</style>
<h1>${escaped(title)}</h1>
${parts.map(({ verdict, timelines }) => section(verdict, timelines)).join("\n")}
</html>
`;

const section = (verdict: ScenarioVerdict, timelines: readonly string[]): string => `<section>
<h2${brokenIn(verdict).length > 0 ? ' class="broken"' : ""}>${escaped(verdict.scenario.name)}</h2>
<pre>${escaped(verdictText(verdict).trimEnd())}</pre>
${timelines.join("\n")}
</section>`;

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
