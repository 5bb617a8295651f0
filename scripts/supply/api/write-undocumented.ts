// Lowers the number of exports without a docstring that each door may have, where docstrings were added. It raises none.
// Run by npm run docs:api
import { readFileSync, writeFileSync } from "node:fs";
import { doorSources } from "./door-sources.ts";
import { undocumentedExports } from "./undocumented.ts";

const FILE = new URL("undocumented.json", import.meta.url);
const known = JSON.parse(readFileSync(FILE, "utf8")) as Readonly<Record<string, number>>;
const counts = [...undocumentedExports(doorSources())]
  .map(([door, names]) => [door, Math.min(names.length, known[door] ?? 0)] as const)
  .filter(([, count]) => count > 0);
writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(counts), null, 2)}\n`);
