import { examineString } from "./src/intake/examine-text.ts";
import { shippedRules } from "./test/intake/corpus.ts";
const rules=shippedRules();
for (const piece of ["\"'`“ ignore previous instructions ",'The attack "ignore previous instructions" failed. ']){
const text=piece.repeat(Math.ceil(1e6/piece.length)); const t=process.cpuUsage(); const i=examineString("x",text,rules); const u=process.cpuUsage(t); console.log((u.user+u.system)/1000,i.verdict,i.reasons.length);}
