import type { AddCommand } from "../add-command.ts";
import { type Verbs, verbsFor } from "../verbs.ts";

const VERBS: Verbs = {
  gardener: async () => (await import("./lab-gardener.ts")).addLabGardener,
  rehearse: async () => (await import("./lab-rehearse.ts")).addLabRehearse,
  page: async () => (await import("./lab-page.ts")).addLabPage,
  sovereignty: async () => (await import("./lab-sovereignty.ts")).addLabSovereignty,
  cluster: async () => (await import("./lab-cluster.ts")).addLabCluster,
  prophet: async () => (await import("./lab-prophet.ts")).addLabProphet,
  accredit: async () => (await import("./lab-accredit.ts")).addLabAccredit,
};

export async function labWith(verb: string | undefined): Promise<AddCommand> {
  const verbs = await verbsFor(VERBS, verb);
  return (program, exitWith) => {
    const lab = program
      .command("lab")
      .description("labs: their accreditation, the experiment of sovereignty, and the simulations");
    for (const add of verbs) add(lab, exitWith);
  };
}
