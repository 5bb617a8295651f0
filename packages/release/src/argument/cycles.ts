/** Which node is carried by which. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

interface Visit {
  readonly node: string;
  readonly next: Iterator<string>;
}

/**
 * Sets of nodes that lie on a common cycle, each in order of its names: strongly connected components of more than one node, or
 * of one that points to itself (Tarjan 1972). Without recursion, for a dossier may be as deep as it is long.
 */
export function cyclesOf(graph: Graph): readonly (readonly string[])[] {
  const [order, low, onStack] = [new Map<string, number>(), new Map<string, number>(), new Set<string>()];
  const [stack, cycles]: [string[], string[][]] = [[], []];
  const enter = (node: string): Visit => {
    order.set(node, order.size);
    low.set(node, order.size - 1);
    stack.push(node);
    onStack.add(node);
    return { node, next: (graph.get(node) ?? new Set<string>()).values() };
  };
  const lower = (node: string, value: number | undefined): void => {
    if (value !== undefined && value < (low.get(node) ?? value)) low.set(node, value);
  };
  const leave = (node: string): void => {
    if (low.get(node) !== order.get(node)) return;
    const component = stack.splice(stack.lastIndexOf(node));
    for (const each of component) onStack.delete(each);
    if (component.length > 1 || graph.get(node)?.has(node)) cycles.push(component.toSorted());
  };
  for (const root of graph.keys()) {
    const path: Visit[] = order.has(root) ? [] : [enter(root)];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const { done, value } = visit.next.next();
      if (done !== true && !order.has(value)) path.push(enter(value));
      else if (done !== true) lower(visit.node, onStack.has(value) ? order.get(value) : undefined);
      else {
        path.pop();
        const above = path.at(-1);
        if (above !== undefined) lower(above.node, low.get(visit.node));
        leave(visit.node);
      }
    }
  }
  return cycles;
}
