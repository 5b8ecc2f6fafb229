import type { Kind } from '../documents.ts';
import { SCHEMA_FILES } from '../diagnostics/schema.ts';
import { readSchema } from '../../machine/schemas.ts';

/** The order in which a schema names the keys of a mapping, and of what stands in it. */
export interface KeyOrder {
  /** The place of a key, from 0; keys that the schema does not name come last. */
  rank(key: string): number;
  /** Below a key, or in the items of a list; null where the schema says nothing. */
  below(key: string | null): KeyOrder | null;
}

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

const orders = new Map<Kind, KeyOrder | null>();

/** The order of the keys of one kind of document. */
export function keyOrderOf(kind: Kind): KeyOrder | null {
  let order = orders.get(kind);
  if (order === undefined) {
    const root = readSchema(SCHEMA_FILES[kind]) as Schema;
    order = orderOf(root, root, readSchema('common'));
    orders.set(kind, order);
  }
  return order;
}

function orderOf(schema: Schema, root: Schema, common: Schema): KeyOrder | null {
  const target = schema.$ref === undefined ? schema : resolve(schema.$ref, root, common);
  const { properties = {}, items } = target;
  const keys = Object.keys(properties);
  const home = schema.$ref?.startsWith('common.') === true ? common : root;
  return {
    rank: (key) => (keys.includes(key) ? keys.indexOf(key) : keys.length),
    below: (key) => {
      const next = key === null ? items : Object.hasOwn(properties, key) ? properties[key] : undefined;
      return next === undefined ? null : orderOf(next, home, common);
    },
  };
}

/** References lead to `$defs` of the same file or of common.schema.json. */
function resolve(reference: string, root: Schema, common: Schema): Schema {
  const [file, name = ''] = reference.split('#/$defs/');
  const found = (file === '' ? root : common).$defs?.[name];
  if (found === undefined) throw new Error(`The schema refers to ${reference}, which is not there.`);
  return found;
}
