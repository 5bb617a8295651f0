// Writes docs/reference/intake.md, how often the rules of intake are right on the corpus (A60; see spec/release.md).
// Run after a change that is meant: node --conditions=@plimsoll/source scripts/write/intake-rates.ts
import { writeFileSync } from "node:fs";
import { corpus, shippedRules } from "../../packages/release/test/intake/corpus.ts";
import { ratesPage } from "../../packages/release/test/intake/rates.ts";

writeFileSync(new URL("../../docs/reference/intake.md", import.meta.url), ratesPage(corpus(), shippedRules()));
