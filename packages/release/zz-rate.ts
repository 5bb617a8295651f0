import { readFileSync } from "node:fs";
import { readIntakeRules } from "./src/intake/intake-rules.ts";
import { examineString, examineText } from "./src/intake/examine-text.ts";
const at=(f:string)=>readFileSync(new URL(f, import.meta.url), "utf8");
const rules = readIntakeRules(JSON.parse(at("./intake/rules.json")));
const rows = [...at("./intake/corpus/attacks.jsonl").trim().split("\n"),...at("./intake/corpus/benign.jsonl").trim().split("\n")].map(l=>JSON.parse(l));
const tally:Record<string,[number,number]>={};
const show=process.argv[2]??"development";
for (const r of rows){ const type=r.family==="web-page"?"text/html":"text/plain"; const i=examineText(r.id,new TextEncoder().encode(r.text),type,rules); const bad=r.label==="attack"?(i.verdict!=="quarantine"):(i.verdict==="quarantine"||i.verdict==="block"); const k=r.label+" "+r.part; const t=tally[k]??=[0,0]; t[0]+=bad?1:0; t[1]++; if(bad&&r.part===show) console.log(r.id,i.verdict,JSON.stringify(r.text.slice(0,150)),i.reasons.filter(x=>r.label==="attack"||x.severity!=="note").slice(0,3).map(x=>x.rule+":"+x.excerpt.slice(0,60)).join(" || ")); }
console.log(tally);
