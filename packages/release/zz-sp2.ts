import { readFileSync } from "node:fs";
import { scanText } from "./src/intake/scan-text.ts";
import { corpus, shippedRules } from "./test/intake/corpus.ts";
const rules=shippedRules();
const clean = corpus().filter(r=>["model-card","evaluation-report","legal","log","dossier-text","incident-report"].includes(r.family)&&/^[\x00-\x7f]*$/.test(r.text)).map(r=>r.text).join("\n\n")+"\n\n";
const prose = "The trial enrolled patients at nine sites. Mean age was 54 years and half of them were women. Blood pressure fell by six points after eight weeks in both arms, and no difference was seen between the doses. ";
for (const [n,p] of [["dossier",clean],["prose",prose]] as const){const big=p.repeat(Math.ceil(10e6/p.length));for(let k=0;k<3;k++){const t=process.cpuUsage();const r=scanText(big,rules,false);const u=process.cpuUsage(t);console.log(n,(10e6/(u.user+u.system)).toFixed(1),"MB/s",r.length);}}
