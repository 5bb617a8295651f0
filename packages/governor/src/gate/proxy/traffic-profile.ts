/** What of a header describes the client's program rather than the client: this a probe can wear without being anybody. */
const WORN =
  /^(accept|accept-language|accept-encoding|cache-control|content-type|pragma|priority|user-agent|sec-.*|x-stainless-.*)$/;

/** A credential is the probe's own, but stands where the others have theirs. */
const CREDENTIAL = /^(authorization|api-key|x-api-key)$/;

const KINDS_MAX = 64;

/** So many connections are looked back at. */
const CONNECTIONS_MAX = 8;

/**
 * How ordinary requests look, so that a probe looks like one (design/kernel.md §7): for each method and path, the newest header of each
 * of the last connections. A probe goes to the model server with the fields, spelling and order that most of them share, and with its own
 * body: what one client alone wears may be a mark, by which the model would know a probe that repeats it.
 */
export class TrafficProfile {
  readonly #recent = new Map<string, Map<object, readonly string[]>>();

  /**
   * @param headers end-to-end fields of an ordinary request, names and values by turns
   * @param connection that it came on
   */
  remember(method: string, path: string, headers: readonly string[], connection: object): void {
    const kind = kindOf(method, path);
    const recent = this.#recent.get(kind) ?? new Map<object, readonly string[]>();
    putNewest(recent, connection, headers, CONNECTIONS_MAX);
    putNewest(this.#recent, kind, recent, KINDS_MAX);
  }

  /** The fields that a probe goes out with; its own where nobody asked for this yet. */
  clothe(method: string, path: string, own: readonly string[]): readonly string[] {
    const recent = this.#recent.get(kindOf(method, path));
    return recent === undefined ? own : commonest([...recent.values()].map((model) => worn(model, own)));
  }
}

/** Keeps what was put there last. */
function putNewest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, max: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= max) return;
  for (const oldest of map.keys()) return void map.delete(oldest);
}

/** What occurs most often; of several such, the newest, which stands last. */
function commonest(looks: readonly (readonly string[])[]): readonly string[] {
  const texts = looks.map((look) => look.join("\n"));
  const counts = texts.map((text) => texts.filter((other) => other === text).length);
  return looks[counts.lastIndexOf(Math.max(...counts))]!;
}

/** Whatever stands in the query. */
const kindOf = (method: string, path: string): string => {
  const query = path.indexOf("?");
  return `${method} ${query < 0 ? path : path.slice(0, query)}`;
};

function worn(model: readonly string[], own: readonly string[]): readonly string[] {
  const fields: string[] = [];
  for (const [name, value] of pairs(model)) {
    const key = name.toLowerCase();
    const credential = CREDENTIAL.test(key) ? valueOf(own, key) : null;
    if (WORN.test(key)) fields.push(name, value);
    else if (credential !== null) fields.push(name, credential);
  }
  for (const [name, value] of pairs(own)) {
    if (CREDENTIAL.test(name.toLowerCase()) && valueOf(fields, name.toLowerCase()) === null) fields.push(name, value);
  }
  return fields;
}

function* pairs(headers: readonly string[]): Generator<readonly [string, string]> {
  for (let place = 0; place + 1 < headers.length; place += 2) yield [headers[place]!, headers[place + 1]!];
}

function valueOf(headers: readonly string[], key: string): string | null {
  for (const [name, value] of pairs(headers)) if (name.toLowerCase() === key) return value;
  return null;
}
