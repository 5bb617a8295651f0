import { answerOf, decided } from "./rig.ts";
import { clean, generated } from "./generated.ts";
for (const l of [null, "ASL-3", "ASL-4", "ASL-5", "BEYOND"] as const) {
  const d = decided(clean(l));
  console.log(
    l,
    JSON.stringify(answerOf(d)),
    d.reasons.map((r) => r.code + ":" + r.records.slice(0, 3) + "|" + r.detail).join(" ; "),
  );
}
const n: Record<string, number> = {};
const t = performance.now();
for (let s = 0; s < 1000; s++) {
  const d = decided(generated(s));
  n[d.colour] = (n[d.colour] ?? 0) + 1;
  n[d.level] = (n[d.level] ?? 0) + 1;
}
console.log(n, (performance.now() - t) / 1000);
