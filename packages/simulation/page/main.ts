import { onPaletteChange } from "./canvas/palette.ts";
import { clusterPage, type PageView } from "./cluster/cluster-page.ts";
import { found } from "./controls/find.ts";
import { bindTabs } from "./controls/tabs.ts";
import { gardenerPage } from "./gardener/gardener-page.ts";
import { proofPage } from "./proof/proof-page.ts";

const viewNamed = (id: string): HTMLElement => found(document, `#${id}`, HTMLElement);

const views: Readonly<Record<string, PageView>> = {
  cluster: clusterPage(viewNamed("cluster")),
  gardener: gardenerPage(viewNamed("gardener")),
};

const drawAll = (): void => {
  for (const view of Object.values(views)) view.draw();
};

bindTabs((shown) => {
  for (const [id, view] of Object.entries(views)) if (id !== shown.id) view.pause();
  views[shown.id]?.draw();
});
onPaletteChange(drawAll);
window.addEventListener("resize", drawAll);
proofPage();
