/** A layer from the left, and a place in it from the top. */
export interface Place {
  readonly layer: number;
  readonly row: number;
}

export interface PlacedNode extends Place {
  readonly node: string;
}

/** The places that an edge goes through, its ends among them. One that leads back to a layer before has its ends alone. */
export interface PlacedEdge {
  readonly places: readonly Place[];
  readonly isBack: boolean;
}

/** In the order of the graph's own lists. */
export interface GraphLayout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly layers: number;
  /** Places of the fullest layer. */
  readonly rows: number;
}

interface Outline {
  readonly nodes: readonly { readonly node: string }[];
  readonly edges: readonly Edge[];
}

interface Edge {
  readonly from: string;
  readonly to: string;
}

/**
 * Layers by the longest way from a node that nobody holds a privilege on; an edge that closes a circle does not count. An edge over
 * several layers keeps a free place in each, so that it crosses no node. Rows by the mean place of what points to them (Sugiyama's
 * barycentre), in one pass. The same graph gives the same picture.
 */
export function graphLayout({ nodes, edges }: Outline): GraphLayout {
  const layerOf = layersOf({ nodes, edges });
  const ways = edges.map((edge) => wayOf(edge, layerOf));
  const spots = [
    ...nodes.map(({ node }) => ({ name: node, layer: layerOf.get(node) ?? 0 })),
    ...ways.flatMap(({ between }) => between),
  ];
  const links = ways.flatMap(({ isBack, stations }) => (isBack ? [] : pairs(stations)));
  const rowOf = rowsOf(spots, links);
  const place = (name: string): Place => rowOf.get(name) ?? { layer: 0, row: 0 };
  const placed = [...rowOf.values()];
  return {
    nodes: nodes.map(({ node }) => ({ node, ...place(node) })),
    edges: ways.map(({ isBack, stations }) => ({ isBack, places: stations.map(place) })),
    layers: Math.max(0, ...placed.map(({ layer }) => layer + 1)),
    rows: Math.max(0, ...placed.map(({ row }) => row + 1)),
  };
}

interface Station {
  readonly name: string;
  readonly layer: number;
}

interface Way {
  readonly isBack: boolean;
  /** Names of both ends and of the free places between them. */
  readonly stations: readonly string[];
  readonly between: readonly Station[];
}

function wayOf({ from, to }: Edge, layerOf: ReadonlyMap<string, number>): Way {
  const [start, end] = [layerOf.get(from) ?? 0, layerOf.get(to) ?? 0];
  if (end <= start) return { isBack: true, stations: [from, to], between: [] };
  const between = Array.from({ length: end - start - 1 }, (_, place) => ({
    // No node's name holds a line end.
    name: `${from}\n${to}\n${place}`,
    layer: start + 1 + place,
  }));
  return { isBack: false, stations: [from, ...between.map(({ name }) => name), to], between };
}

const pairs = (stations: readonly string[]): readonly Edge[] =>
  stations.slice(1).map((to, place) => ({ from: stations[place] as string, to }));

function rowsOf(spots: readonly Station[], links: readonly Edge[]): ReadonlyMap<string, Place> {
  const rows = new Map<string, Place>();
  const layers = Math.max(0, ...spots.map(({ layer }) => layer + 1));
  const mean = (name: string): number => {
    const above = links.filter(({ to }) => to === name).map(({ from }) => rows.get(from)?.row ?? 0);
    return above.length === 0 ? Number.POSITIVE_INFINITY : above.reduce((sum, row) => sum + row, 0) / above.length;
  };
  for (let layer = 0; layer < layers; layer += 1) {
    const names = new Set(spots.filter((spot) => spot.layer === layer).map(({ name }) => name));
    [...names]
      .map((name) => ({ name, mean: mean(name) }))
      .toSorted((left, right) =>
        left.mean === right.mean ? (left.name < right.name ? -1 : 1) : left.mean - right.mean,
      )
      .forEach(({ name }, row) => rows.set(name, { layer, row }));
  }
  return rows;
}

/** By the longest way along the edges that close no circle. */
function layersOf(graph: Outline): ReadonlyMap<string, number> {
  const forward = forwardEdges(graph);
  const layers = new Map<string, number>();
  const layerOf = (node: string): number => {
    const known = layers.get(node);
    if (known !== undefined) return known;
    const above = forward.filter(({ to }) => to === node).map(({ from }) => layerOf(from));
    layers.set(node, 1 + Math.max(-1, ...above));
    return layers.get(node) as number;
  };
  for (const { node } of graph.nodes) layerOf(node);
  return layers;
}

/**
 * Edges without those that lead back to a node on the way to them, depth first: from the nodes on whom nobody holds anything, then in
 * the graph's own order, so that a circle is entered where the graph enters it.
 */
function forwardEdges({ nodes, edges }: Outline): readonly Edge[] {
  const forward: Edge[] = [];
  const done = new Set<string>();
  const underWay = new Set<string>();
  const visit = (node: string): void => {
    if (done.has(node)) return;
    done.add(node);
    underWay.add(node);
    for (const edge of edges.filter(({ from }) => from === node)) {
      if (underWay.has(edge.to)) continue;
      forward.push(edge);
      visit(edge.to);
    }
    underWay.delete(node);
  };
  const isEntered = new Set(edges.filter(({ from, to }) => from !== to).map(({ to }) => to));
  for (const { node } of [...nodes.filter(({ node }) => !isEntered.has(node)), ...nodes]) visit(node);
  return forward;
}
