import type { Command } from "commander";

/** What to try first, in the order in which it is done, by the words of the group: the help of its commands says more. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  lab: [
    "plimsoll lab accredit acme",
    "plimsoll lab gardener run --generations 200",
    "plimsoll lab sovereignty run",
    "plimsoll lab page --open",
  ],
  "lab gardener": ["plimsoll lab gardener run", "plimsoll lab gardener plot resonetics_data.csv --out run.svg"],
  "lab cluster": ["plimsoll lab cluster play", "plimsoll lab cluster train", "plimsoll lab cluster evaluate"],
  "lab prophet": ["plimsoll lab prophet run --steps 2000", "plimsoll lab prophet plot run.jsonl --out run.svg"],
  "lab sovereignty": ["plimsoll lab sovereignty run", "plimsoll lab sovereignty report"],
  "lab rehearse": [
    "plimsoll lab rehearse --policy starter --against shipped --out ./rehearsal",
    "plimsoll lab rehearse watch --data ./site",
  ],
  key: ["plimsoll key list", "plimsoll key admit operator-3 --role operator", "plimsoll key rotate operator-1"],
  dataset: [
    "plimsoll dataset register corpus.jsonl --lab acme",
    "plimsoll dataset check corpus-v2.jsonl",
    "plimsoll dataset show",
  ],
  governor: ["plimsoll governor status", "plimsoll governor drill --kills 100"],
  ledger: [
    "plimsoll ledger tail",
    "plimsoll ledger verify .plimsoll/ledger --key auditor/ledger.pub.pem",
    "plimsoll ledger prove 1 --out first.tlog-proof && plimsoll ledger check first.tlog-proof --key .plimsoll/ledger/ledger.pub.pem",
  ],
  "ledger witness": ["plimsoll ledger witness serve --name example.org/witness --log site.vkey=/srv/site/ledger"],
  audit: ["plimsoll audit meter --lab acme --source trainer:checkpoints", "plimsoll audit reconcile"],
  kernel: ["plimsoll kernel explain NO_POWER", "plimsoll kernel replay examples/kernel/first-commands.jsonl"],
  policy: ["plimsoll policy show", "plimsoll policy check strict.json", "plimsoll policy diff shipped strict.json"],
  evidence: [
    "plimsoll evidence probe --lab acme --weights ckpt/step-00020.policy --flop 1000000000 --families",
    "plimsoll evidence status acme",
    "plimsoll evidence zoo --agents swift,sandbagger",
  ],
  "evidence examine": [
    "plimsoll evidence examine open --lab acme --agent candidate --flop 0",
    "plimsoll evidence examine record results/*.jsonl --run acme-run-1",
  ],
  "evidence mapping": [
    "plimsoll evidence mapping sign mapping.json --out mapping.dsse.json",
    "plimsoll evidence mapping check mapping.dsse.json",
  ],
  deployment: [
    "plimsoll deployment register chat --lab acme --weights sha256:… --audience internal",
    "plimsoll deployment show chat",
  ],
  attest: [
    "plimsoll attest nonce --node-key node.pem --artifact sha256:…",
    "plimsoll attest record --lab acme --statement node.intoto.json --root root.pem --artifact sha256:…",
  ],
  artifact: ["plimsoll artifact digest model/", "plimsoll artifact digest image/ --oci --platform linux/amd64"],
  token: [
    "plimsoll token issue --deployment chat --artifact sha256:… --node-key node.pem --out token.jwt",
    "plimsoll token verify token.jwt",
  ],
  gate: [
    "plimsoll gate proxy --upstream http://127.0.0.1:8080 --data .plimsoll --deployment chat --probe-endpoint probe.url",
    "plimsoll gate staple --token chat.jwt --namespace models --selector app=chat --keep",
  ],
  gridworld: ["plimsoll gridworld train --seed 7 --checkpoints ckpt --updates 200"],
  "release key": ["plimsoll release key make ada.pem", "plimsoll release key list"],
  "release policy": ["plimsoll release policy show > policy.json", "plimsoll release policy check next.json"],
  "release safeguards": [
    "plimsoll release safeguards show",
    "plimsoll release safeguards confirm risk-of-tides-1 --key ada.pem",
  ],
  "release override": [
    "plimsoll release override sign override.json --key ada.pem",
    "plimsoll release override publish override.json",
  ],
  mesh: [
    "plimsoll mesh init trial --nodes 3 --out trial",
    "plimsoll mesh join --data trial/node-0 --listen /ip4/127.0.0.1/tcp/4700",
    "plimsoll mesh status --data trial/node-0 --watch",
  ],
};

/** Puts them under the help of each group that is loaded. */
export function addGroupExamples(program: Command): void {
  for (const [words, examples] of Object.entries(EXAMPLES)) {
    const group = groupNamed(program, words.split(" "));
    group?.addHelpText("after", ["", "Examples:", ...examples.map((line) => `  ${line}`)].join("\n"));
  }
}

function groupNamed(program: Command, words: readonly string[]): Command | undefined {
  let group: Command | undefined = program;
  for (const word of words) group = group?.commands.find((each) => each.name() === word);
  return group?.commands.length === 0 ? undefined : group;
}
