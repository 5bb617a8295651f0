// Checks a published build offline. The keys must come from elsewhere than its folder (docs/guides/verify-a-build.md).
// Run: npm run -s provenance:check -- DIR --builder-key FILE --log-key FILE --log-vkey FILE
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { askedOf, wrongUse } from "./asked-of.ts";
import { checkBuild } from "./provenance/check-build.ts";

const USAGE = "usage: npm run -s provenance:check -- DIR --builder-key FILE --log-key FILE --log-vkey FILE";

const key = { type: "string" } as const;
const { values, positionals } = askedOf(USAGE, {
  options: { "builder-key": key, "log-key": key, "log-vkey": key },
  allowPositionals: true,
});
const [folder] = positionals;
const { "builder-key": builder, "log-key": logPem, "log-vkey": logVkey } = values;
if (folder === undefined || builder === undefined || logPem === undefined || logVkey === undefined) wrongUse(USAGE);
const verdict = await checkBuild(folder, {
  builder: pemIn(builder),
  logPem: pemIn(logPem),
  logVkey: textIn(logVkey),
});
console.log(JSON.stringify({ type: "summary", ...verdict }));
process.exitCode = verdict.ok ? 0 : 1;

function pemIn(file: string): string {
  const text = textIn(file);
  try {
    createPublicKey(text);
    return text;
  } catch {
    return wrongUse(`KEY_MALFORMED: expected a public key in PEM, got "${file}"`);
  }
}

function textIn(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return wrongUse(
      `FILE_NOT_READABLE: expected the file of a public key, got "${file}"; take it from elsewhere than the build`,
    );
  }
}
