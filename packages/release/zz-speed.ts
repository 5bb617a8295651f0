import { readFileSync } from "node:fs";
import { readIntakeRules } from "./src/intake/intake-rules.ts";
import { examineText } from "./src/intake/examine-text.ts";
import { hiddenTexts } from "./src/intake/hidden-text.ts";
import { stretchesOf, anchorsOf } from "./src/intake/anchors.ts";
import { phrasesOf } from "./src/intake/phrase.ts";
import { digestOf } from "@plimsoll/foundation";
import { scanText } from "./src/intake/scan-text.ts";
const at=(f:string)=>readFileSync(new URL(f, import.meta.url), "utf8");
const rules = readIntakeRules(JSON.parse(at("./intake/rules.json")));
const clean = at("./intake/corpus/benign.jsonl").trim().split("\n").map(l=>JSON.parse(l)).filter(r=>["model-card","evaluation-report","legal","log","dossier-text","incident-report"].includes(r.family)&&/^[\x00-\x7f]*$/.test(r.text)).map(r=>r.text).join("\n\n")+"\n\n";
const big = clean.repeat(Math.ceil(10e6/clean.length)); const bytes=new TextEncoder().encode(big);
const time=(n:string,f:()=>unknown)=>{const t=process.cpuUsage();const r=f();const u=process.cpuUsage(t);const ms=(u.user+u.system)/1000;console.log(n,ms.toFixed(0),"ms",(bytes.length/1e3/ms).toFixed(1),"MB/s",JSON.stringify(r)?.slice(0,200));};
const a=anchorsOf(phrasesOf(rules));
for(let k=0;k<2;k++){
time("digest",()=>digestOf(bytes).length);
time("hidden",()=>hiddenTexts(big).length);
time("anchors",()=>{const s=stretchesOf(big,a);return [s.length,s.reduce((x,y)=>x+y.end-y.start,0)/big.length];});
time("scan",()=>scanText(big,rules,false).length);
time("examine",()=>examineText("x",bytes,"text/plain",rules).verdict);}
const s=stretchesOf(clean,a);const c:Record<string,number>={};for(const x of s)c[rules.rules[x.phrase]!.id]=(c[rules.rules[x.phrase]!.id]??0)+1;console.log(clean.length,Object.entries(c).sort((x,y)=>y[1]-x[1]).slice(0,25));
