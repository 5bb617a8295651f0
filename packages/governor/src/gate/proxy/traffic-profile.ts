/** What of a header describes the client's program rather than the client: this a probe can wear without being anybody. */
const WORN =
  /^(accept|accept-language|accept-encoding|cache-control|content-type|pragma|priority|user-agent|sec-.*|x-stainless-.*)$/;

/** A credential is the probe's own, but stands where the others have theirs. */
const CREDENTIAL = /^(authorization|api-key|x-api-key)$/;

const KINDS_MAX = 64;

/**
 * How ordinary requests look, so that a probe looks like one (design/kernel.md §7): for each method and path, the header of the newest
 * ordinary request. A probe goes to the model server with that one's fields, spelling and order, and with its own body.
 */
export class TrafficProfile {
  readonly #newest = new Map<string, readonly string[]>();

  /** @param headers end-to-end fields of an ordinary request, names and values by turns */
  remember(method: string, path: string, headers: readonly string[]): void {
    const kind = kindOf(method, path);
    this.#newest.delete(kind);
    this.#newest.set(kind, headers);
    if (this.#newest.size > KINDS_MAX)
      for (const oldest of this.#newest.keys()) return void this.#newest.delete(oldest);
  }

  /** The fields that a probe goes out with; its own where nobody asked for this yet. */
  clothe(method: string, path: string, own: readonly string[]): readonly string[] {
    const model = this.#newest.get(kindOf(method, path));
    return model === undefined ? own : worn(model, own);
  }
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
