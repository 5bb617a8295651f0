// Checks a published build offline. The keys must come from elsewhere than its folder (docs/guides/verify-a-build.md).
// Run: npm run -s provenance:check -- DIR --builder-key FILE --log-key FILE --log-vkey FILE
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { checkBuild } from "./provenance/check-build.ts";

const key = { type: "string" } as const;
const { values, positionals } = parseArgs({
  options: { "builder-key": key, "log-key": key, "log-vkey": key },
  allowPositionals: true,
});
const [folder] = positionals;
const { "builder-key": builder, "log-key": logPem, "log-vkey": logVkey } = values;
if (folder === undefined || builder === undefined || logPem === undefined || logVkey === undefined) {
  console.error("usage: npm run -s provenance:check -- DIR --builder-key FILE --log-key FILE --log-vkey FILE");
  process.exit(2);
}
const verdict = await checkBuild(folder, {
  builder: readFileSync(builder, "utf8"),
  logPem: readFileSync(logPem, "utf8"),
  logVkey: readFileSync(logVkey, "utf8"),
});
console.log(JSON.stringify({ type: "summary", ...verdict }));
process.exitCode = verdict.ok ? 0 : 1;
