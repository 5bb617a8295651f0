import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { printJson } from "../../output/print-json.ts";
import { collectedMember, collectedSite, type NamedKey, type NamedSite, optionsFault } from "../mesh-options.ts";
import { counted } from "../../output/counted.ts";

interface InitFlags {
  readonly nodes?: number;
  readonly member: readonly NamedKey[];
  readonly site: readonly NamedSite[];
  readonly out: string;
  readonly survivors: number;
  readonly spendWitnesses: number;
  readonly dimensions: number;
  readonly json?: boolean;
}

export const addMeshInit: AddCommand = (mesh) => {
  mesh
    .command("init")
    .argument("<name>", "what people call the mesh")
    .description("begin a mesh: its genesis, and for a trial a folder for each node")
    .option("--nodes <n>", "make so many folders with keys, for a trial or to hand out", wholeNumber(1, 1000))
    .option("--member <name=key>", "a public key from plimsoll mesh key (several times)", collectedMember, [])
    .option("--site <name=member>", "a governed site and the member that runs it (several times)", collectedSite, [])
    .requiredOption("--out <dir>", "where the folders, or the genesis, go")
    .option("--survivors <s>", "how many nodes with their disks are to be enough after a loss", wholeNumber(1), 1)
    .option("--spend-witnesses <w>", "peers that must hold a spend before it counts", wholeNumber(0), 0)
    .option("--dimensions <d>", "angles of a thought", wholeNumber(1, 65_536), 384)
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The genesis is the same on all nodes and cannot be changed: its digest is the mesh's name in every event. The first member
may issue rights to spend. With fewer survivors asked for, a certificate needs more signatures: n - s + 1 of n.

With --site, these members run governed sites (plimsoll mesh site --help). Allocations of compute are issued at the site of the
first member, which must have one.

Examples:
  plimsoll mesh init trial --nodes 3 --out trial
  plimsoll mesh init trial --nodes 3 --out trial --site berlin=node-0 --site oslo=node-1
  plimsoll mesh init site --member berlin=4f… --member oslo=a1… --member lima=77… --survivors 2 --out site`,
    )
    .action(async (name: string, { nodes, member, site, out, json, ...plan }: InitFlags) => {
      if ((nodes === undefined) === (member.length === 0)) throw optionsFault("--nodes or --member", "none or both");
      const { makeMesh, makeTrialMesh } = await import("./make-mesh.ts");
      const { checkSites, makeSites } = await import("./make-sites.ts");
      checkSites(site, nodes === undefined ? member.map((each) => each.name) : trialNames(nodes));
      const made =
        nodes === undefined ? makeMesh({ name, ...plan }, member, out) : makeTrialMesh({ name, ...plan }, nodes, out);
      const { mesh: id, genesis, folders } = made;
      makeSites(site, genesis, folders.length === 0 ? [out] : folders);
      if (json === true) {
        for (const { name: called, key } of genesis.members) printJson({ type: "member", name: called, key });
        printJson({ type: "summary", ok: true, mesh: id, members: genesis.members.length, folders });
        return;
      }
      process.stdout.write(`mesh ${id} with ${counted(genesis.members.length, "member")}\n${nextSteps(out, folders)}`);
    });
};

const trialNames = (nodes: number): readonly string[] => Array.from({ length: nodes }, (_, place) => `node-${place}`);

/** What to do with what was made. */
export function nextSteps(out: string, folders: readonly string[]): string {
  const [first, ...others] = folders;
  if (first === undefined)
    return `next: copy ${out}/genesis.cbor (and sites.json) into the folder of every node, beside its node.pem\n`;
  const join = (folder: string, more: string): string => `  plimsoll mesh join --data ${folder} ${more}\n`;
  const peer = "--peer /ip4/127.0.0.1/tcp/4700";
  const rest = others.map((folder) => join(folder, `${peer} --echo 100`));
  return [
    "next, each in a terminal of its own (or hand the folders out, each over a channel that you trust):\n",
    join(first, "--listen /ip4/127.0.0.1/tcp/4700 --echo 100"),
    ...rest,
  ].join("");
}
