import { GOLDEN, goldenInput, decided, evaluated, withDossier } from "./test/evaluation/rig.ts";
for (const g of GOLDEN) {
  const id = g.id.split("-")[0]!;
  let t = performance.now();
  const input = goldenInput(id);
  const t1 = performance.now() - t; t = performance.now();
  const e = evaluated(input);
  const t2 = performance.now() - t; t = performance.now();
  for (let i = 0; i < 20; i++) decided(input);
  const t3 = (performance.now() - t) / 20; t = performance.now();
  const small = withDossier(input, { telemetry: input.dossier.telemetry.slice(-6 * 24) });
  for (let i = 0; i < 20; i++) decided(small);
  const t4 = (performance.now() - t) / 20;
  console.log(g.id, e.decision.colour, g.colour, t1.toFixed(0), t2.toFixed(1), t3.toFixed(2), t4.toFixed(2), e.decision.level, e.decision.reasons.map(r=>r.code+":"+r.records.slice(0,3)).join(" "));
}
