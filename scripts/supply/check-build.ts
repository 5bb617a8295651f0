// Checks a published build offline. The keys must come from elsewhere than its folder (docs/guides/verify-a-build.md).
// Run: npm run -s provenance:check -- DIR --builder-key FILE --log-key FILE --log-vkey FILE
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { checkBuild } from "./provenance/check-build.ts";

const USAGE = "usage: npm run -s provenance:check -- DIR --builder-key FILE --log-key FILE --log-vkey FILE";
const WRONG_USE = 2;

const { values, positionals } = askedOrUsage();
const [folder] = positionals;
const { "builder-key": builder, "log-key": logPem, "log-vkey": logVkey } = values;
if (folder === undefined || builder === undefined || logPem === undefined || logVkey === undefined) wrongUse(USAGE);
const verdict = await checkBuild(folder, {
  builder: keyIn(builder),
  logPem: keyIn(logPem),
  logVkey: keyIn(logVkey),
});
console.log(JSON.stringify({ type: "summary", ...verdict }));
process.exitCode = verdict.ok ? 0 : 1;

function askedOrUsage() {
  const key = { type: "string" } as const;
  try {
    return parseArgs({ options: { "builder-key": key, "log-key": key, "log-vkey": key }, allowPositionals: true });
  } catch (cause) {
    return wrongUse(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`);
  }
}

function keyIn(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return wrongUse(
      `FILE_NOT_READABLE: expected the file of a public key, got "${file}"; take it from elsewhere than the build`,
    );
  }
}

function wrongUse(text: string): never {
  console.error(text);
  process.exit(WRONG_USE);
}
