/** Resources as the query options ask for them: one, or a small collection that is all in memory. */
import type { Call, Reply } from '../http/endpoint';
import { page } from '../http/page';
import { queryCollection } from '../odata/collection';
import type { FieldTable } from '../odata/fields';
import { readShape, type Shape, type ShapedType, selectionOf, shaped } from '../odata/shape';

export interface ResourceType extends ShapedType {
  /** What lists of it are filtered and sorted by. */
  readonly fields: FieldTable<object>;
}

export interface Expansion {
  /** What `$expand` asks for, by its name. */
  readonly [navigation: string]: () => Promise<unknown>;
}

/** What is to be told of a resource, beside the resource. */
export interface Told<Item extends object> {
  readonly type: ResourceType;
  /** @param selection `(id,status)`, or nothing */
  context(selection: string): string;
  expand?(item: Item): Expansion;
}

/** @throws {QueryError} for an option that cannot be read */
export async function answerList<Item extends object>(
  call: Call,
  items: readonly Item[],
  told: Told<Item>,
): Promise<Reply> {
  const shape = readShape(call.query, told.type);
  const { items: found, next, count } = queryCollection(items, call.query, told.type.fields);
  const value = await Promise.all(found.map((item) => show(item, shape, told)));
  const reply = page(call, value, next, count);
  return { ...reply, body: { '@odata.context': told.context(selectionOf(shape)), ...(reply.body as object) } };
}

/** @throws {QueryError} for an option that cannot be read */
export async function answerOne<Item extends object>(call: Call, item: Item, told: Told<Item>): Promise<Reply> {
  const shape = readShape(call.query, told.type);
  const body = await show(item, shape, told);
  return { status: 200, body: { '@odata.context': told.context(selectionOf(shape)), ...body } };
}

async function show<Item extends object>(item: Item, shape: Shape, { expand }: Told<Item>): Promise<object> {
  const expansion = expand?.(item) ?? {};
  const added = await Promise.all(shape.expand.map(async (name) => [name, await expansion[name]?.()]));
  return shaped({ ...item, ...Object.fromEntries(added) }, shape);
}
