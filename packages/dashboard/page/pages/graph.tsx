import type { JSX } from "preact";
import {
  type DeploymentItem,
  deploymentShape,
  deploymentsShape,
  type Graph,
  type Price,
  priceShape,
} from "../../src/api/nouns.ts";
import { hashOf } from "../../src/go/route.ts";
import { graphLayout, type Place, type PlacedEdge } from "../../src/show/graph-layout.ts";
import { plainWords } from "../../src/show/names.ts";
import { computeUnits } from "../../src/show/numbers.ts";
import { useList } from "../data/list.ts";
import { useResource } from "../data/resource.ts";
import { CutNote, Empty, Shown } from "../parts/states.tsx";
import { SubjectPicker } from "../parts/subject-picker.tsx";
import { Digest, Facts, OldMark, Unknown, Value } from "../parts/value.tsx";
import { TableBox, View } from "../parts/view.tsx";

/** A deployed system as one governed unit, and what it costs. */
export const GraphPage = ({ rest: [name] }: { readonly rest: readonly string[] }): JSX.Element => {
  const all = useList("/v1/deployments", deploymentsShape, "entries");
  const names = (all.value.value?.items ?? []).map(({ deployment }) => deployment);
  const chosen = name ?? names[0] ?? null;
  const path = chosen === null ? null : `/v1/deployments/${encodeURIComponent(chosen)}`;
  const deployment = useResource(path, deploymentShape, "entries");
  const price = useResource(path === null ? null : `${path}/price`, priceShape, "entries");
  return (
    <View
      title="Graph"
      lead="Who holds which privilege on whom. Every privilege is paid for."
      asOf={deployment.value.value?.asOf ?? all.value.value?.asOf ?? null}
      tools={
        <SubjectPicker
          subjects={names.map((each) => ({ kind: "deployments", name: each }))}
          chosen={chosen === null ? null : { kind: "deployments", name: chosen }}
          choose={(subject) => {
            location.hash = hashOf("graph", subject.name);
          }}
        />
      }
    >
      {path === null ? (
        <Shown of={all} what="the deployments">
          {() => (
            <Empty title="Nothing is deployed">
              Register a graph with <code>plimsoll deployment register</code>
            </Empty>
          )}
        </Shown>
      ) : (
        <Shown of={deployment} what={chosen ?? ""}>
          {({ item }) => (
            <>
              <Deployed of={item} />
              <Shown of={price} what="the price">
                {(shown) => <PriceTable of={shown} />}
              </Shown>
            </>
          )}
        </Shown>
      )}
      <CutNote of={all} what="the deployments" />
    </View>
  );
};

const Deployed = ({ of }: { readonly of: DeploymentItem }): JSX.Element => (
  <section class="card" aria-label={of.deployment}>
    <header class="card-head">
      <div class="card-name">
        <h2>{of.deployment}</h2>
        <p class="small">
          lab <b>{of.lab}</b> · {of.audience ?? "unknown"} · tier <b>{of.tier ?? "unknown"}</b>
        </p>
      </div>
      <OldMark />
    </header>
    {of.graph === null ? (
      <Unknown why="the site did not give the graph" />
    ) : (
      <Picture of={of.graph} name={of.deployment} />
    )}
    <Facts
      facts={[
        ["price a quarter", computeUnits(of.priceMicroCu)],
        ["paid", computeUnits(of.paidMicroCu)],
        ["graph", <Digest of={of.graphDigest} key="digest" />],
      ]}
    />
    {of.graph === null ? null : <GraphTables of={of.graph} />}
  </section>
);

const [COLUMN, ROW, BOX_WIDTH, BOX_HEIGHT, MARGIN] = [236, 84, 140, 46, 14];

const Picture = ({ of, name }: { readonly of: Graph; readonly name: string }): JSX.Element => {
  const layout = graphLayout(of);
  const width = (layout.layers - 1) * COLUMN + BOX_WIDTH + 2 * MARGIN;
  const height = (layout.rows - 1) * ROW + BOX_HEIGHT + 2 * MARGIN + 26;
  return (
    <div class="graph-box" role="region" aria-label={`Picture of ${name}`} tabIndex={0}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label={`${of.nodes.length} nodes in ${layout.layers} layers with ${of.edges.length} privileges; the tables below say the same`}
      >
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerWidth="7"
            markerHeight="7"
            orient="auto-start-reverse"
          >
            <path d="M0 1 9 5 0 9z" class="arrow-head" />
          </marker>
        </defs>
        {layout.edges.map((edge, place) => (
          <path key={place} d={wayOf(edge)} class="edge-path" marker-end="url(#arrow)" />
        ))}
        {layout.edges.map((edge, place) => (
          <EdgeName key={place} of={edge} privilege={of.edges[place]?.privilege ?? ""} />
        ))}
        {layout.nodes.map((placed, place) => (
          <Node key={placed.node} at={spot(placed)} name={placed.node} kind={of.nodes[place]?.kind ?? ""} />
        ))}
      </svg>
    </div>
  );
};

interface Spot {
  readonly x: number;
  readonly y: number;
}

const spot = ({ layer, row }: Place): Spot => ({ x: MARGIN + layer * COLUMN, y: MARGIN + row * ROW });

/** Through the free places between the layers; an edge that leads back goes below. */
function wayOf({ places, isBack }: PlacedEdge): string {
  const spots = places.map(spot);
  const [first, last] = [spots[0], spots.at(-1)];
  if (first === undefined || last === undefined) return "";
  if (isBack) {
    const [startX, endX, bottom] = [
      first.x + BOX_WIDTH / 2,
      last.x + BOX_WIDTH / 2,
      Math.max(first.y, last.y) + BOX_HEIGHT,
    ];
    return `M${startX} ${first.y + BOX_HEIGHT}C${startX} ${bottom + 30} ${endX} ${bottom + 30} ${endX} ${last.y + BOX_HEIGHT}`;
  }
  const middle = BOX_HEIGHT / 2;
  return spots.slice(1).reduce(
    (way, { x, y }, place) => {
      const before = spots[place] as Spot;
      const isThrough = place < spots.length - 2;
      const from = before.x + BOX_WIDTH;
      const bend = (x - from) / 2;
      return `${way}C${from + bend} ${before.y + middle} ${x - bend} ${y + middle} ${x} ${y + middle}${isThrough ? `H${x + BOX_WIDTH}` : ""}`;
    },
    `M${first.x + BOX_WIDTH} ${first.y + middle}`,
  );
}

const EdgeName = ({
  of: { places, isBack },
  privilege,
}: {
  readonly of: PlacedEdge;
  readonly privilege: string;
}): JSX.Element | null => {
  const [from, to] = isBack ? [places[0], places.at(-1)] : [places.at(-2), places.at(-1)];
  if (from === undefined || to === undefined) return null;
  const [start, end] = [spot(from), spot(to)];
  const x = isBack ? (start.x + end.x + BOX_WIDTH) / 2 : (start.x + BOX_WIDTH + end.x) / 2;
  const y = isBack ? Math.max(start.y, end.y) + BOX_HEIGHT + 26 : (start.y + end.y + BOX_HEIGHT) / 2 - 5;
  return (
    <text x={x} y={y} text-anchor="middle" class="edge-name">
      {plainWords(privilege)}
    </text>
  );
};

const CORNERS: Readonly<Partial<Record<string, number>>> = { model: 23, router: 12, tool: 4, memory: 4 };

const Node = ({
  at: { x, y },
  name,
  kind,
}: {
  readonly at: Spot;
  readonly name: string;
  readonly kind: string;
}): JSX.Element => {
  const corner = CORNERS[kind];
  return (
    <g class="node" data-kind={kind} data-known={corner !== undefined}>
      <rect x={x} y={y} width={BOX_WIDTH} height={BOX_HEIGHT} rx={corner ?? 0} class="node-box" />
      <text x={x + BOX_WIDTH / 2} y={y + 20} text-anchor="middle" class="node-name">
        {name.length > 17 ? `${name.slice(0, 16)}…` : name}
      </text>
      <text x={x + BOX_WIDTH / 2} y={y + 36} text-anchor="middle" class="node-kind">
        {corner === undefined ? `${kind}: unknown kind` : kind}
      </text>
    </g>
  );
};

const GraphTables = ({ of }: { readonly of: Graph }): JSX.Element => (
  <div class="two-tables">
    <TableBox label="Nodes">
      <caption>Nodes</caption>
      <thead>
        <tr>
          <th scope="col">node</th>
          <th scope="col">kind</th>
          <th scope="col">weights</th>
          <th scope="col">inside</th>
        </tr>
      </thead>
      <tbody>
        {of.nodes.map(({ node, kind, weights, components }) => (
          <tr key={node}>
            <th scope="row">{node}</th>
            <td>{kind}</td>
            <td>{weights === null ? "none" : <Digest of={weights} />}</td>
            <td>
              <Value of={components === null ? null : `${components.length}`} />
            </td>
          </tr>
        ))}
      </tbody>
    </TableBox>
    <TableBox label="Privileges">
      <caption>Privileges</caption>
      <thead>
        <tr>
          <th scope="col">who</th>
          <th scope="col">holds</th>
          <th scope="col">on</th>
        </tr>
      </thead>
      <tbody>
        {of.edges.map(({ from, to, privilege }) => (
          <tr key={`${from}/${privilege}/${to}`}>
            <th scope="row">{from}</th>
            <td>{plainWords(privilege)}</td>
            <td>{to}</td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  </div>
);

const PriceTable = ({ of: { parts, totalMicroCu } }: { readonly of: Price }): JSX.Element => (
  <section class="card" aria-labelledby="price">
    <h2 id="price">What it costs in a quarter</h2>
    <TableBox label="Price by part">
      <thead>
        <tr>
          <th scope="col">part</th>
          <th scope="col" class="number">
            price
          </th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ part, microCu }) => (
          <tr key={part}>
            <th scope="row">{part}</th>
            <td class="number">
              <Value of={computeUnits(microCu)} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">all of it</th>
          <td class="number">
            <Value of={computeUnits(totalMicroCu)} />
          </td>
        </tr>
      </tfoot>
    </TableBox>
  </section>
);
