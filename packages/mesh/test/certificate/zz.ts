import { RandomStream } from "@plimsoll/foundation";
import { testGenesis } from "../kit/index.ts";
import { CertifyingNet } from "./certifying-net.ts";
import { anyBody } from "./world.ts";
const n = Number(process.argv[2]),
  seed = Number(process.argv[3]),
  s = Number(process.argv[4]);
const bed = testGenesis(n, { survivors: s });
const net = new CertifyingNet({
  bed,
  random: RandomStream.from("certifying net", `safety ${seed}`),
  lostPermille: 150,
  twicePermille: 100,
  delayMs: [1, 900],
  certifier: { everyMs: 700, takeOverMs: 150 },
});
for (const node of net.nodes) net.write(node.author.open(), node);
net.run(200);
const chance = RandomStream.from("safety", seed);
const dump = () =>
  console.log(
    net.nowMs,
    JSON.stringify(
      net.nodes.map((x) => [
        x.isUp,
        x.set.size,
        [...x.set.waiting()].length,
        x.certifier.lastSigned?.number,
        x.certifier.lastSigned?.events,
        x.notes.length,
        x.book
          .all()
          .map((c) => `${c.certificate.number}:${c.certificate.events}:${c.signatures.length}`)
          .join(" "),
        x.refusals.map((r) => r.code).slice(-2),
      ]),
    ),
    net.sent,
  );
for (let timeMs = 300; timeMs <= 6_000; timeMs += 300) {
  net.run(timeMs);
  const node = net.nodes[chance.below(n)]!;
  if (node.isUp) net.write(node.author.write(anyBody(chance, false)), node);
  if (chance.chance(1, 8)) node.isUp = false;
  else if (chance.chance(1, 2)) net.rise(node);
  if (chance.chance(1, 8)) {
    console.log("restart");
    net.nodes[chance.below(n)]!.restart();
  }
}
for (const node of net.nodes) net.rise(node);
for (let t = 7000; t < 60000; t += 3000) {
  net.run(t);
  dump();
}
console.log(
  [...net.stable.values()].map((c) => [c.certificate.number, c.certificate.events]),
  net.nodes.map((x) => x.set.size),
);
