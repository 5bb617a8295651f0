import { readFileSync } from "node:fs";
import { RHETORIC } from "./src/argument/examine-argument.ts";
import { wordsOf } from "./src/argument/rhetorical.ts";
import { plain } from "./src/argument/sentence.ts";
import { ratesOf } from "./src/argument/rates.ts";
const c = JSON.parse(readFileSync(new URL(`./argument/${process.argv[2]}.json`, import.meta.url), "utf8"));
console.log(JSON.stringify(ratesOf(c)));
if (process.argv[2] === "tuned")
for (const r of RHETORIC) { for (const t of c.sentences[r.rule]) if (wordsOf(r, plain(t)) === null) console.log("MISS", r.rule, t);
 for (const t of c.sentences.none) { const w = wordsOf(r, plain(t)); if (w !== null) console.log("FALSE", r.rule, t, "|", w);} }
