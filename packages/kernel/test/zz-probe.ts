import { LAW_BOOK, broken } from "./stories/law-book.ts";
import { met } from "./stories/laws.ts";
const n = Number(process.argv[2] ?? 100);
const seed = Number(process.argv[3] ?? 1);
const only = process.argv[4];
for (const law of LAW_BOOK) {
  if (only && law.name !== only) continue;
  const t = performance.now();
  const b = broken(law, seed, n);
  console.log(
    law.name,
    ((performance.now() - t) / n).toFixed(1),
    "ms each",
    b === null ? "ok" : JSON.stringify(b, null, 1),
  );
}
console.log(met);
