// Lists the headings of the five source documents that the mission table has no row for, and rows of headings that are not there:
//   node scripts/tables/seed-headings.ts FOLDER
// The documents are no part of the repository, so this is for whoever has them; the table's own test needs no document.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MISSION, type SourceId } from "./mission.ts";

const SOURCES: readonly (readonly [SourceId, RegExp])[] = [
  ["RSP", /^# Resonance Scaling Policy/m],
  ["ACB-K", /^# ACB-K /m],
  ["RSA-PoC", /RSA-PoC v4\.3\*\*$/m],
  ["Resonetics", /^# Resonetics/m],
  ["audit", /^Radical Audit/m],
];

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("expected the folder of the source documents");
const texts = readdirSync(folder)
  .filter((name) => /^\d{3}_.*\.txt$/.test(name))
  .map((name) => readFileSync(join(folder, name), "utf8"));
const unread = SOURCES.filter(([, sign]) => !texts.some((text) => sign.test(text)));
const faults = [...unread.map(([source]) => `${source}: the document is not there`), ...texts.flatMap(faultsOf)];
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.stdout.write(`${MISSION.length} rows, ${faults.length} faults\n`);
process.exitCode = faults.length === 0 ? 0 : 1;

function faultsOf(text: string): readonly string[] {
  const [source] = SOURCES.find(([, sign]) => sign.test(text)) ?? [];
  if (source === undefined) return ["a document that is none of the five"];
  const found = headingsOf(text);
  const kept = MISSION.filter((row) => row.source === source).map(({ heading }) => heading);
  return [
    ...found.filter((heading) => !kept.includes(heading)).map((heading) => `${source}: no row for "${heading}"`),
    ...kept.filter((heading) => !found.includes(heading)).map((heading) => `${source}: no such heading: "${heading}"`),
  ];
}

/** Markdown headings outside fences; bold lines that head a level or a layer; numbered headings of a plain text. */
function headingsOf(text: string): readonly string[] {
  const prose = text.replaceAll(/^```[\s\S]*?(?:^```|$(?![\s\S]))/gm, "");
  const marked = [...prose.matchAll(/^#{1,4} +(.+)$/gm)].map(([, heading = ""]) => heading);
  const bold = [...prose.matchAll(/^\*\*((?:ASL|Beyond ASL|Layer \d).*?)\*\*/gm)].map(([, heading = ""]) => heading);
  const plain =
    marked.length > 0
      ? []
      : [...prose.matchAll(/^ *(\d\. [A-Z][^:.\n]{3,80})(?::|$)/gm)].map(([, heading = ""]) => heading);
  const loose =
    marked.length > 0
      ? []
      : [
          ...prose.matchAll(
            /^(Radical Audit.*|The Network Resilience Failure|Counter-Argument against[^:\n]*|Suggested Axiomatic Fix)/gm,
          ),
        ].map(([, heading = ""]) => heading);
  return [
    ...new Set([...marked, ...bold, ...plain, ...loose].map((heading) => heading.replaceAll(/[*`]/g, "").trim())),
  ];
}
