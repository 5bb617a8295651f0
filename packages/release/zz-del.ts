import { RandomStream } from "@plimsoll/foundation";
import { decided, greener } from "./test/evaluation/rig.ts";
import { generated } from "./test/evaluation/generated.ts";
import { DELETIONS, deletedFrom } from "./test/evaluation/deletion.ts";
const [from, to] = [Number(process.argv[2]), Number(process.argv[3])];
const found = new Map<string, string[]>();
for (let s = from; s < to; s++) {
  const stream = RandomStream.from("deletion", s);
  const input = generated(s);
  const del = DELETIONS[s % DELETIONS.length]!;
  const before = decided(input);
  const after = decided(deletedFrom(input, del, stream));
  const g = greener(before, after).filter((x) => x.startsWith("answer"));
  const gv = greener(before, after);
  if (gv.length) { const key = del.name + " / " + (g.length ? "ANSWER " : "vote only ") ; const l = found.get(key) ?? []; l.push(s + " " + gv + " [" + before.reasons.map(r => r.code + ":" + r.records.slice(0,2)) + "] -> [" + after.reasons.map(r => r.code+":"+r.records.slice(0,2)) + "]"); found.set(key, l); }
}
for (const [k, l] of found) { console.log(k, l.length); for (const x of l.slice(0, 4)) console.log("     ", x); }
