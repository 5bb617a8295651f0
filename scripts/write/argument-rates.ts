// Writes docs/reference/argument-rules.md: how often the rules of the argument check fire where they should, and where not.
// Run after a change of a rule or of a corpus: node --conditions=@plimsoll/source scripts/write/argument-rates.ts
import { writeFileSync } from "node:fs";
import { ratesPage } from "../../packages/release/test/argument/rates-page.ts";

writeFileSync(new URL("../../docs/reference/argument-rules.md", import.meta.url), ratesPage());
